"""Who rings for the index: whoever has put rows, at once, and the sweeper for bells that were lost."""

from catalog.jobs import GRACE, SQL
from shared import announcing
from shared.app import App
from shared.contracts import CatalogDoorbell
from shared.database.every_tenant import every_tenant
from shared.retry import LONGEST_DELAY
from shared.telemetry import event
from shared.tenants import TenantId

#: Seconds after which a bell of which nobody has heard is lost: no successor of one is away for so long.
QUIET = 2 * LONGEST_DELAY


async def ring(app: App, tenant: TenantId) -> None:
    """After a put, which has noted what it changed. Raises BusUnavailable."""
    await app.bus.send(CatalogDoorbell(tenant=tenant).outgoing())


async def announce(app: App, tenant: TenantId) -> None:
    """Ring where a bus can be reached; where none can, the sweeper rings. What was put is put either way."""
    await announcing.announce(app, CatalogDoorbell(tenant=tenant).outgoing())


async def heard(app: App, tenant: TenantId) -> None:
    """Before its work, which may fail: then its successor is on its way, and the sweeper has nothing to ring for."""
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["heard"], {"tenant": tenant})


async def sweep(app: App) -> int:
    """How many shops were rung for."""
    rung = 0
    async for tenant in every_tenant(app.database):
        async with app.database.tenant(tenant) as tx:
            overdue = await tx.row(SQL["overdue"], {"tenant": tenant, "grace": GRACE, "quiet": QUIET})
        if overdue is not None:
            await ring(app, tenant)
            rung += 1
    if rung:
        event("index.rang", shops=rung)
    return rung
