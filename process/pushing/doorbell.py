"""Who rings for orders: whoever took, changed or cancelled one, at once, and the sweeper for bells that were lost."""

from datetime import UTC, datetime, timedelta

from process.pushing.steps import overdue
from shared.app import App
from shared.contracts import OrderDoorbell
from shared.database.every_tenant import visit_every_tenant
from shared.telemetry import event
from shared.tenants import TenantId

#: What is due for less may have its bell on the way.
GRACE = timedelta(seconds=30)


async def ring(app: App, tenant: TenantId, *, after: float = 0.0) -> None:
    """Raises BusUnavailable. A shop without a system of its own is rung for in vain, and no harm is done."""
    due = datetime.now(UTC) + timedelta(seconds=after) if after else None
    await app.bus.send(OrderDoorbell(tenant=tenant).outgoing(due=due))


async def sweep(app: App) -> int:
    """How many shops were rung for."""
    rung = 0

    async def visit(tenant: TenantId) -> None:
        nonlocal rung
        if await overdue(app, tenant, GRACE):
            await ring(app, tenant)
            rung += 1

    await visit_every_tenant(app.database, visit)
    if rung:
        event("orders.rang", shops=rung)
    return rung
