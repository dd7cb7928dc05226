"""Shops that wait for a place get one as soon as there is room, and what a move has left behind is taken away.

Looked at by a timer and by `python -m ops search place`; costs one query while nobody waits and nothing moves.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from catalog.indexing import index_tenant
from catalog.moves import SQL, end, shop_at
from shared.app import App
from shared.database.every_tenant import every_tenant
from shared.errors import AgentError, Misconfigured, SearchUnavailable
from shared.search.placing import place_shop, usage
from shared.search.services import SearchService
from shared.telemetry import event
from shared.tenants import TenantId

#: From here on somebody should see to another service.
FILLING = 0.8


@dataclass(frozen=True, slots=True)
class Placed:
    tenant: TenantId
    service: str | None  #: none: there is no room
    problem: str | None = None  #: it has its place, and its index is not filled


async def keep(app: App) -> None:
    """The timer's run."""
    async for _ in place_waiting(app):
        pass
    used_by = await usage(app.database)
    _tell_filling(app.settings.search_services, {name: used.indexes for name, used in used_by.items()})
    if any(used.moves for used in used_by.values()):
        async for tenant in every_tenant(app.database):
            try:
                await end(app, tenant)
            except (Misconfigured, SearchUnavailable) as error:
                event("search.old_index_stays", tenant=tenant, sentence=str(error))


def _tell_filling(services: Sequence[SearchService], indexes: Mapping[str | None, int]) -> None:
    """While there is still time to declare another: the shared services together, for they are filled in turn."""
    shared = [service for service in services if not service.dedicated]
    limit = sum(service.limit for service in shared)
    used = sum(indexes.get(service.name, 0) for service in shared)
    if used >= FILLING * limit:
        event("search.filling", indexes=used, limit=limit)


async def place_waiting(app: App) -> AsyncIterator[Placed]:
    """Until all have a place, or the services are full again."""
    if None not in await usage(app.database):
        return
    async for tenant in every_tenant(app.database):
        if (await shop_at(app, tenant)).at.service is None:
            placed = await place(app, tenant)
            yield placed
            if placed.service is None:
                return


async def place(app: App, tenant: TenantId) -> Placed:
    """A place for a shop that waits, and its index there."""
    async with app.database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["accounts"], {"tenant": tenant})
        accounts = [row["account_id"] for row in rows]
        await place_shop(tx, tenant, accounts, app.settings.search_services)
    service = (await shop_at(app, tenant)).at.service
    if service is None:
        return Placed(tenant, None)
    event("search.placed", tenant=tenant, service=service)
    try:
        await index_tenant(app, tenant, progress=lambda *_: None)
    except AgentError as error:
        return Placed(tenant, service, f"{type(error).__name__}: {error}")
    return Placed(tenant, service)
