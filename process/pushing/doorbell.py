"""A bell for a shop's orders; one that was lost is rung by `process/orders/upkeep.py`."""

from datetime import UTC, datetime, timedelta

from shared.app import App
from shared.contracts import OrderDoorbell
from shared.tenants import TenantId


async def ring(app: App, tenant: TenantId, *, after: float = 0.0) -> None:
    """Raises BusUnavailable. A shop without a system of its own is rung for in vain, and no harm is done."""
    due = datetime.now(UTC) + timedelta(seconds=after) if after else None
    await app.bus.send(OrderDoorbell(tenant=tenant).outgoing(due=due))
