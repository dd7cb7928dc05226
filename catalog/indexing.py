"""Make a tenant's index agree with its rows: created when missing, filled, and cleared of what is gone.

Embeddings and documents go in batches; a document the service refuses is named, and the others are taken. While a shop
moves, the other index gets all of it as well; what goes wrong there stops nothing, for a move checks before it switches.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from catalog import pilot
from catalog.definition import index_definition
from catalog.documents import Document, entry_document, product_document
from catalog.store import read
from shared.app import App
from shared.errors import SearchUnavailable
from shared.search import Place
from shared.telemetry import event
from shared.tenants import TenantId

if TYPE_CHECKING:
    from azure.search.documents.aio import SearchClient

#: About 1 MB with its vectors; the service takes 1000 documents or 16 MB, and the SDK mishandles its 413.
BATCH = 30
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Indexed:
    index: str
    documents: int
    deleted: int
    refused: tuple[str, ...]  #: keys of documents the service did not take


async def index_tenant(app: App, tenant: TenantId, *, progress: Callable[[int, int], None]) -> Indexed:
    """`progress(done, of)` is called after each batch.

    Raises SearchUnavailable or ModelUnavailable; SearchNotPlaced for a shop that waits for a service.
    """
    (live, *others), documents = await documents_of(app, tenant)
    done = await fill(app, tenant, live, documents, progress=progress)
    for other in others:
        try:
            await fill(app, tenant, other, documents, progress=lambda *_: None)
        except SearchUnavailable as error:
            event("search.copy_behind", tenant=tenant, service=other.service, sentence=str(error))
    return done


async def documents_of(app: App, tenant: TenantId) -> tuple[list[Place], list[Document]]:
    """Where they belong, the live place first, and all that belongs there."""
    places, products, entries = await read(app.database, tenant)
    documents = [product_document(tenant, p) for p in products] + [entry_document(tenant, e) for e in entries]
    return places, documents


async def fill(
    app: App,
    tenant: TenantId,
    place: Place,
    documents: Sequence[Document],
    *,
    progress: Callable[[int, int], None],
) -> Indexed:
    """One index, whether the shop's questions go there or not."""
    from azure.core.exceptions import AzureError

    try:
        await _create(app, place)
        client = app.search.client(place)
        refused: list[str] = []
        for done, batch in _batches(documents):
            refused += await _upload(app, client, tenant, place, batch)
            progress(done, len(documents))
        current = {pilot.key(tenant, place, document) for document in documents}
        stale = await _delete_others(client, tenant, current)
    except AzureError as error:
        raise SearchUnavailable(f"indexing stopped: {type(error).__name__}") from error
    return Indexed(place.index, len(documents) - len(refused), stale, tuple(refused))


async def _create(app: App, place: Place) -> None:
    definition = index_definition(place.index)
    await app.search.indexes(place).create_or_update_index(
        pilot.shared_definition(definition) if place.pilot else definition
    )


async def _upload(
    app: App, client: "SearchClient", tenant: TenantId, place: Place, batch: Sequence[Document]
) -> list[str]:
    vectors = await app.model.embed([document.embed for document in batch])
    rows: list[dict[str, Any]] = [
        pilot.shared_row(tenant, document, vector) if place.pilot else {**document.fields, "vector": vector}
        for document, vector in zip(batch, vectors, strict=True)
    ]
    results = await client.upload_documents(rows)
    return [str(result.key) for result in results if not result.succeeded]


async def _delete_others(client: "SearchClient", tenant: TenantId, current: set[str]) -> int:
    """Delete this tenant's documents that have no row any more."""
    found = await client.search(search_text="*", filter=f"tenant_id eq '{tenant}'", select=["id"])
    stale = [document["id"] async for document in found if document["id"] not in current]
    for _, batch in _batches(stale):
        await client.delete_documents([{"id": key} for key in batch])
    return len(stale)


def _batches(items: Sequence[T]) -> Iterator[tuple[int, list[T]]]:
    """Slices with the number of items up to their end."""
    rest = iter(items)
    done = 0
    while batch := list(islice(rest, BATCH)):
        done += len(batch)
        yield done, batch
