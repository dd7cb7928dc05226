"""Make a tenant's index agree with its rows, a batch of changes at a time; cut off anywhere, it goes on from there.

`index_changes` is the queue's: it takes a batch and rings again until nothing is left. `index_tenant` is the operator's: it
takes every row, into a new index for a rebuild, and deletes what has no row. Each writes to the live index and to the
one that is being filled, which becomes the live one when it has everything; during a move, to the other index as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from catalog import doorbell, jobs, service
from catalog.documents import Document
from catalog.jobs import GRACE, Job
from shared.app import App
from shared.contracts import CatalogDoorbell
from shared.errors import Misconfigured, SearchUnavailable
from shared.search.places import Place
from shared.telemetry import event
from shared.tenants import TenantId

#: Jobs of one message: a few calls for vectors and one upload for each index.
BATCH = 200
#: Texts of one call; each is cut so that all of them are within what a provider takes at once.
EMBEDDED_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Step:
    written: int
    deleted: int
    waiting: int  #: changes that are left
    swapped: bool = False  #: the index that was filled has become the live one


@dataclass(frozen=True, slots=True)
class Indexed:
    index: str  #: the live one
    documents: int
    deleted: int
    refused: tuple[str, ...]  #: kind and key of documents that the service does not take


async def index_changes(app: App, bell: CatalogDoorbell) -> None:
    tenant = TenantId(bell.tenant)
    if (await jobs.indexes(app.database, tenant)).live.service is None:
        return  # whoever gives the shop its place indexes all of it
    await doorbell.heard(app, tenant)
    await _delete_retired(app, tenant)
    step = await index_some(app, tenant)
    if step.waiting:
        await app.bus.send(CatalogDoorbell(tenant=tenant).outgoing())
    if step.swapped:
        await ring_for_retired(app, tenant)


async def ring_for_retired(app: App, tenant: TenantId) -> None:
    due = datetime.now(UTC) + timedelta(seconds=GRACE + 5)
    await app.bus.send(CatalogDoorbell(tenant=tenant).outgoing(due=due))


async def index_tenant(
    app: App, tenant: TenantId, *, progress: Callable[[int, int], None], rebuild: bool = False
) -> Indexed:
    """`progress(done, of)` is called after each batch. Raises SearchUnavailable or ModelUnavailable: run it again.

    What was replaced by a rebuild is deleted by the queue, or by the next run, when no turn reads it any more.
    """
    await _delete_retired(app, tenant)
    await jobs.note_all(app.database, tenant, rebuild=rebuild)
    total = (await jobs.left(app.database, tenant)).waiting
    documents = deleted = 0
    swapped = False
    while True:
        step = await index_some(app, tenant)
        documents, deleted = documents + step.written, deleted + step.deleted
        swapped = swapped or step.swapped
        progress(max(total - step.waiting, 0), total)
        if not step.waiting:
            break
    if swapped:
        await ring_for_retired(app, tenant)
    live = (await jobs.indexes(app.database, tenant)).live
    deleted += await delete_others(app, tenant, live)
    return Indexed(live.index, documents, deleted, (await jobs.left(app.database, tenant)).refused)


async def index_some(app: App, tenant: TenantId) -> Step:
    """One batch, into each index that is written. Raises SearchUnavailable or ModelUnavailable, and has lost nothing."""
    indexes = await jobs.indexes(app.database, tenant)
    places = await _writable(app, tenant, indexes)
    taken = await jobs.take(app.database, tenant, BATCH)
    uploads = await with_vectors(app, [job.document for job in taken if job.document is not None])
    deletions = [job.id for job in taken if job.document is None]
    failed: dict[str, int] = {}
    for place in places:
        failed |= await service.write(app, tenant, place, uploads, deletions)
    if indexes.other is not None:
        await _write_other(app, tenant, indexes.other, uploads, deletions)
    await _settle(app, tenant, taken, failed)
    waiting = (await jobs.left(app.database, tenant)).waiting
    swapped = indexes.next is not None and not waiting and await _swap(app, tenant)
    return Step(len(uploads) - len(failed), len(deletions), waiting, swapped)


async def _writable(app: App, tenant: TenantId, indexes: jobs.Indexes) -> list[Place]:
    """Each as this release defines it. A live index that cannot become so answers as it is until its rebuild has ended."""
    writable = []
    for place in indexes.written:
        try:
            must_fill = await service.ensure_index(app, place)
        except Misconfigured as error:
            if place != indexes.live or indexes.next is None:
                raise
            event("index.behind", tenant=tenant, sentence=str(error))
            continue
        if must_fill:
            await jobs.note_all(app.database, tenant)
        writable.append(place)
    return writable


async def _write_other(
    app: App, tenant: TenantId, place: Place, uploads: Sequence[service.Document], deletions: Sequence[str]
) -> None:
    """The index of a move where no question goes. What goes wrong there stops nothing: a move checks before it switches."""
    try:
        failed = len(await service.write(app, tenant, place, uploads, deletions))
    except (SearchUnavailable, Misconfigured) as error:
        event("search.copy_behind", tenant=tenant, service=place.service, sentence=str(error))
    else:
        if failed:
            event("search.copy_behind", tenant=tenant, service=place.service, sentence=f"{failed} refused")


async def _settle(app: App, tenant: TenantId, taken: Sequence[Job], failed: dict[str, int]) -> None:
    refused = {key: str(status) for key, status in failed.items() if not service.is_busy(status)}
    busy = failed.keys() - refused.keys()
    await jobs.settle(app.database, tenant, [job for job in taken if job.id not in busy], refused)
    for job in taken:
        if job.id in refused:
            event("index.refused", tenant=tenant, kind=job.kind, key=job.key, status=refused[job.id])
    if busy:
        raise SearchUnavailable(f"search was too busy for {len(busy)} of {len(taken)} documents")


async def with_vectors(app: App, documents: Sequence[Document]) -> list[service.Document]:
    rows: list[service.Document] = []
    for begin in range(0, len(documents), EMBEDDED_AT_ONCE):
        some = documents[begin : begin + EMBEDDED_AT_ONCE]
        vectors = await app.model.embed([document.embed for document in some])
        rows += [
            {**document.fields, "vector": vector} for document, vector in zip(some, vectors, strict=True)
        ]
    return rows


async def _swap(app: App, tenant: TenantId) -> bool:
    async with app.database.tenant(tenant) as tx:
        row = await tx.row(jobs.SQL["swap"], {"tenant": tenant})
    if row is not None:
        event("index.swapped", tenant=tenant, index=row["search_index"])
    return row is not None


async def _delete_retired(app: App, tenant: TenantId) -> None:
    retired = (await jobs.indexes(app.database, tenant)).retired
    if retired is not None:
        await service.delete_index(app, retired)
        async with app.database.tenant(tenant) as tx:
            await tx.queue(jobs.SQL["forget_retired"], {"tenant": tenant, "retired": retired.index})


async def delete_others(app: App, tenant: TenantId, place: Place) -> int:
    """This tenant's documents that have no row any more. Listed first: what comes meanwhile is not among them."""
    listed = await service.ids_in(app, tenant, place)
    current = await jobs.document_ids(app.database, tenant)
    stale = [key for key in listed if key not in current]
    failed = await service.write(app, tenant, place, (), stale)
    return len(stale) - len(failed)
