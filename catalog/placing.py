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
from shared.search.placing import Usage, place_shop, usage
from shared.search.services import SearchService
from shared.telemetry import event
from shared.tenants import TenantId

#: Of a shared service's indexes; then it is told with every run.
ENOUGH = 0.8


@dataclass(frozen=True, slots=True)
class Placed:
    tenant: TenantId
    service: str | None  #: none: there is no room
    problem: str | None = None  #: it has its place, and its index is not filled


async def keep(app: App) -> None:
    """The timer's run."""
    async for _ in place_waiting(app):
        pass
    used = await usage(app.database)
    _tell_how_full(app.settings.search_services, used)
    if any(one.moves for one in used.values()):
        async for tenant in every_tenant(app.database):
            try:
                await end(app, tenant)
            except (Misconfigured, SearchUnavailable) as error:
                event("search.old_index_stays", tenant=tenant, sentence=str(error))


def _tell_how_full(services: Sequence[SearchService], used: Mapping[str | None, Usage]) -> None:
    """While shops are placed by themselves there is time to declare another service before the last place is taken."""
    for service in services:
        indexes = used[service.name].indexes if service.name in used else 0
        if not service.dedicated and indexes >= ENOUGH * service.limit:
            event("search.nearly_full", service=service.name, indexes=indexes, most=service.limit)


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
