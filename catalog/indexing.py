"""Make a tenant's index agree with its rows: created when missing, filled, and cleared of what is gone.

Embeddings and documents go in batches; a document the service refuses is named, and the others are taken.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from catalog.definition import index_definition
from catalog.documents import Document, entry_document, product_document
from catalog.store import read
from shared.app import App
from shared.errors import SearchUnavailable
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
    """`progress(done, of)` is called after each batch. Raises SearchUnavailable or ModelUnavailable."""
    from azure.core.exceptions import AzureError

    name, products, entries = await read(app.database, tenant)
    documents = [product_document(tenant, p) for p in products] + [entry_document(tenant, e) for e in entries]
    try:
        await _create(app, name)
        client = app.search.client(name)
        refused: list[str] = []
        for done, batch in _batches(documents):
            refused += await _upload(app, client, batch)
            progress(done, len(documents))
        stale = await _delete_others(client, tenant, {d.fields["id"] for d in documents})
    except AzureError as error:
        raise SearchUnavailable(f"indexing stopped: {type(error).__name__}") from error
    return Indexed(name, len(documents) - len(refused), stale, tuple(refused))


async def _create(app: App, name: str) -> None:
    from azure.search.documents.indexes.aio import SearchIndexClient

    async with SearchIndexClient(app.search.endpoint, app.search.credential()) as indexes:
        await indexes.create_or_update_index(index_definition(name))


async def _upload(app: App, client: "SearchClient", batch: Sequence[Document]) -> list[str]:
    vectors = await app.model.embed([document.embed for document in batch])
    rows: list[dict[str, Any]] = [
        {**document.fields, "vector": vector} for document, vector in zip(batch, vectors, strict=True)
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
