"""A shop's index moves to another place while the shop answers.

begin    a place is taken; from here on everything that is indexed is written to both
copy     the new index is built from the database
check    every document is there as the rows have it, and sample questions find the same (catalog/comparing.py)
switch   one statement; a turn that has begun still asks the old index, which stays
end      when the time for the way back is over the old index is deleted

Each step can be done again, so a move that was cut off goes on where it was. The way back is a move in the other direction:
the old index is brought up to date and checked like any other.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from catalog import jobs, service, store
from catalog.comparing import check_answers, differences
from catalog.documents import Document
from catalog.indexing import BATCH, delete_others, with_vectors
from catalog.placements import Placement, Shop, Wanted, wanted
from shared.app import App
from shared.audit import write_down
from shared.database import named_queries
from shared.errors import Misconfigured, SearchNotPlaced, SearchUnavailable
from shared.search.places import Place
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))
#: How long the old index is kept for the way back.
KEEP = timedelta(days=1)
#: Seconds after which documents that were taken can be found: the service needs one or two.
SETTLING = (2.0, 5.0, 10.0)
Wait = Callable[[float], Awaitable[None]]


class Moved(StrEnum):
    ALREADY_THERE = "already there"
    MOVED = "moved"
    BACK = "moved back"
    ENDED = "ended"
    KEPT = "moved within the last day: the old index is kept for the way back"
    NOT_MOVING = "not moving"


@dataclass(frozen=True, slots=True)
class Move:
    old: Place
    new: Place
    switched: bool
    is_over: bool  #: nobody turns back any more

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Move":
        return cls(
            Place(row["from_service"], row["from_index"]),
            Place(row["to_service"], row["to_index"]),
            row["switched"],
            bool(row["is_over"]),
        )


async def move(
    app: App,
    tenant: TenantId,
    placement: Placement,
    *,
    to: str | None = None,
    wait: Wait = asyncio.sleep,
) -> Moved:
    """Begin a move, or go on with the one under way, up to the switch.

    Raises SearchNotPlaced when there is no room or no place to move from, SearchUnavailable when the new index could not
    be filled or is not what it must be: then the shop stays where it is, and the move goes on with the next call.
    """
    current = await under_way(app, tenant)
    if current is None or current.switched:
        shop = await shop_at(app, tenant)
        shop.at.placed()
        target = wanted(placement, shop, app.settings, to=to)
        if target is None:
            return Moved.ALREADY_THERE
        if await end(app, tenant) is Moved.KEPT:
            return Moved.KEPT
        current = await _begin(app, shop, target)
    await _fill_and_switch(app, tenant, current, wait)
    return Moved.MOVED


async def turn_back(app: App, tenant: TenantId, *, wait: Wait = asyncio.sleep) -> Moved:
    """To the old index, as long as it is kept; what was not switched yet is given up."""
    current = await under_way(app, tenant)
    if current is None:
        return Moved.NOT_MOVING
    if current.switched:
        async with app.database.tenant(tenant) as tx:
            await tx.queue(SQL["turn_back"], {"tenant": tenant})
        current = Move(current.new, current.old, switched=False, is_over=False)
        await _fill_and_switch(app, tenant, current, wait)
        return Moved.BACK
    await _forget(app, tenant, current, current.new)
    return Moved.BACK


async def end(app: App, tenant: TenantId, *, keep: timedelta = KEEP) -> Moved:
    """Delete the old index of a move whose way back is over."""
    current = await under_way(app, tenant, keep=keep)
    if current is None or not current.switched:
        return Moved.NOT_MOVING
    if not current.is_over:
        return Moved.KEPT
    await _forget(app, tenant, current, current.old)
    return Moved.ENDED


async def under_way(app: App, tenant: TenantId, *, keep: timedelta = KEEP) -> Move | None:
    async with app.database.tenant(tenant) as tx:
        row = await tx.row(SQL["under_way"], {"tenant": tenant, "keep": keep})
    return Move.of(row) if row else None


async def shop_at(app: App, tenant: TenantId) -> Shop:
    async with app.database.tenant(tenant) as tx:
        row = await tx.row(SQL["where"], {"tenant": tenant})
    if row is None:
        raise Misconfigured(f"there is no tenant {tenant}")
    return Shop(tenant, Place.of(row), row["documents"])


async def _begin(app: App, shop: Shop, target: Wanted) -> Move:
    offered = {"services": list(target.services), "limits": list(target.limits), "index": target.index}
    async with app.database.tenant(shop.tenant) as tx:
        await tx.queue(store.SQL["lock"], {"tenant": shop.tenant})  # a rebuild may be beginning
        await tx.queue(SQL["begin"], {"tenant": shop.tenant, **offered})
    begun = await under_way(app, shop.tenant)
    if begun is None and (await jobs.indexes(app.database, shop.tenant)).next is not None:
        raise SearchUnavailable("the index is being rebuilt: try again when that is over")
    if begun is None:
        raise SearchNotPlaced(f"no room on {', '.join(target.services)}: declare another in SEARCH_SERVICES")
    return begun


async def _fill_and_switch(app: App, tenant: TenantId, current: Move, wait: Wait) -> None:
    documents = await _filled(app, tenant, current.new, wait)
    await check_answers(app, tenant, current.old, current.new, documents)
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["switch"], {"tenant": tenant})
        await write_down(
            tx,
            tenant,
            "search.moved",
            actor="operator",
            service=current.new.placed(),
            index=current.new.index,
        )


async def _filled(app: App, tenant: TenantId, place: Place, wait: Wait) -> list[Document]:
    """What is in the index, once that is what the rows have: somebody may write the catalogue meanwhile."""
    await service.ensure_index(app, place)
    for pause in SETTLING:
        documents = await jobs.all_documents(app.database, tenant)
        if not await differences(app, tenant, place, documents):
            return documents
        await _fill(app, tenant, place, documents)
        await wait(pause)
    documents = await jobs.all_documents(app.database, tenant)
    if differ := await differences(app, tenant, place, documents):
        raise SearchUnavailable(
            f"{place.index} has {len(differ)} documents that are not as the database has them"
        )
    return documents


async def _fill(app: App, tenant: TenantId, place: Place, documents: Sequence[Document]) -> None:
    """By itself, without the live index: that may be down, and the reason for the move."""
    failed: dict[str, int] = {}
    for begin in range(0, len(documents), BATCH):
        uploads = await with_vectors(app, documents[begin : begin + BATCH])
        failed |= await service.write(app, tenant, place, uploads, ())
    if failed:
        raise SearchUnavailable(f"{place.index} did not take {len(failed)} documents")
    await delete_others(app, tenant, place)


async def _forget(app: App, tenant: TenantId, current: Move, place: Place) -> None:
    """First the index and then the row: what is not there any more is deleted again without harm."""
    if place.pilot:
        await service.ensure_index(app, place)  # that of a release before has no key to be read by
        await service.write(app, tenant, place, (), await service.ids_in(app, tenant, place))
    else:
        await service.delete_index(app, place)
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["end"], {"tenant": tenant, **_named(current)})


def _named(current: Move) -> dict[str, str]:
    return {
        "from_service": current.old.placed(),
        "from_index": current.old.index,
        "to_service": current.new.placed(),
        "to_index": current.new.index,
    }
