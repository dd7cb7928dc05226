"""A shop that goes takes its search index with it: the live one, one being filled, and what a rebuild or move left.

Only when no row is left that could be indexed. A bell that was on its way meanwhile may have made an empty index anew, so
after the shop has lost its place the same indexes are deleted once more.
"""

from pathlib import Path

from catalog import service
from shared.app import App
from shared.database import named_queries
from shared.errors import AgentError
from shared.forgetting import tenants_to_forget
from shared.search.places import Place
from shared.telemetry import event
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))


async def forget_indexes(app: App) -> None:
    """The timer's run. What stops one shop is raised when all the others have had their turn."""
    failures = []
    for tenant in await tenants_to_forget(app.database):
        try:
            await forget_index(app, tenant)
        except AgentError as error:
            failures.append(error)
    if failures:
        raise failures[0]


async def forget_index(app: App, tenant: TenantId) -> bool:
    """Whether there is none any more; False while rows are left, or when the shop is not to go."""
    async with app.database.tenant(tenant) as tx:
        if await tx.row(SQL["is_due"], {"tenant": tenant}) is None:
            return False
        rows = await tx.rows(SQL["places"], {"tenant": tenant})
    places = [Place(row["service"], row["index_name"]) for row in rows]
    await _delete(app, tenant, places)
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["lose_place"], {"tenant": tenant})
        await tx.queue(SQL["forget_moves"], {"tenant": tenant})
    await _delete(app, tenant, places)
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["gone"], {"tenant": tenant})
    event("index.deleted", tenant=tenant, indexes=len(places))
    return True


async def _delete(app: App, tenant: TenantId, places: list[Place]) -> None:
    for place in places:
        if place.pilot:
            await service.write(app, tenant, place, (), await service.ids_in(app, tenant, place))
        else:
            await service.delete_index(app, place)
