"""What the timer of orders sees to in each shop, in one transaction: bells that were lost, and summaries that nobody has answered."""

from datetime import timedelta

from process.orders.reminding import remind
from process.pushing.steps import overdue
from shared.app import App
from shared.contracts import OrderDoorbell, SendDoorbell
from shared.database.every_tenant import visit_every_tenant
from shared.telemetry import event
from shared.tenants import TenantId

#: What is due for less may have its bell on the way.
GRACE = timedelta(seconds=30)


async def sweep(app: App) -> int:
    """How many bells were rung."""
    rung = 0

    async def visit(tenant: TenantId) -> None:
        nonlocal rung
        async with app.database.tenant(tenant) as tx:
            bells = [SendDoorbell.of(key).outgoing() for key in await remind(tx, tenant)]
            if await overdue(tx, tenant, GRACE):
                bells.append(OrderDoorbell(tenant=tenant).outgoing())
        if bells:
            await app.bus.send(*bells)
            rung += len(bells)

    await visit_every_tenant(app.database, visit)
    if rung:
        event("orders.rang", bells=rung)
    return rung
