"""The search service as the index is written: definitions, batches within its limits, and what its refusals mean.

The service takes 1000 documents or 16 MB, and what the SDK does with a larger batch loses documents when a half is refused.
So batches are measured as they will be encoded. What is busy is told by SearchUnavailable, and nothing here waits for it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from catalog import pilot
from catalog.definition import index_definition
from catalog.paging import every_document
from shared.app import App
from shared.errors import Misconfigured
from shared.search.places import Place
from shared.search.refusals import as_ours
from shared.tenants import TenantId

if TYPE_CHECKING:
    from azure.search.documents.indexes.models import SearchField

MOST_DOCUMENTS = 1000
#: Of 16 MB: the transport holds up the event loop, and says so, with a body of more than one.
MOST_BYTES = 1024 * 1024 - 1024
#: Seconds for one request.
WITHIN = 60
_BUSY = frozenset({409, 422, 429, 503})
_REBUILD = (
    "its definition cannot be brought up to date in place: run `python -m ops index --tenant … --rebuild`"
)

Document = Mapping[str, Any]


@contextmanager
def told(what: str) -> Iterator[None]:
    """The SDK's errors as ours, by status alone."""
    from azure.core.exceptions import AzureError

    try:
        yield
    except AzureError as error:
        raise as_ours(error, what) from error


async def ensure_index(app: App, place: Place) -> bool:
    """Whether what was in it has to be written anew: it was not there, or has gained fields.

    Raises Misconfigured when it has fields of another kind: only a new index can have other ones.
    """
    from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

    wanted = index_definition(place.index)
    if place.pilot:
        wanted = pilot.shared_definition(wanted)
    client = app.search.indexes(place)
    with told(f"index {place.index}"):
        try:
            current = await client.get_index(place.index)
        except ResourceNotFoundError:
            await client.create_or_update_index(wanted)
            return True
        own, held = _kinds(wanted.fields), _kinds(current.fields)
        gained = any(held.get(name) != kind for name, kind in own.items())
        # A later release has added these, and this one is back: no field can be taken away.
        wanted.fields += [field for field in current.fields if field.name not in own]
        if gained or current.default_scoring_profile != wanted.default_scoring_profile:
            try:
                await client.create_or_update_index(wanted)
            except HttpResponseError as error:
                if error.status_code == 400:
                    raise Misconfigured(f"index {place.index}: {_REBUILD}") from error
                raise
        return gained


async def delete_index(app: App, place: Place) -> None:
    """Also one that is not there."""
    from azure.core.exceptions import ResourceNotFoundError

    with told(f"index {place.index}"), suppress(ResourceNotFoundError):
        await app.search.indexes(place).delete_index(place.index)


async def write(
    app: App, tenant: TenantId, place: Place, uploads: Sequence[Document], deletions: Sequence[str]
) -> dict[str, int]:
    """The status of each document that the service did not take, by its key in an index of the shop's own."""
    from azure.search.documents import IndexDocumentsBatch

    failed: dict[str, int] = {}
    for some in batches([pilot.as_stored(tenant, place, one) for one in uploads]):
        batch = IndexDocumentsBatch()
        batch.add_upload_actions([dict(document) for document in some])
        failed |= await _send(app, place, batch)
    for begin in range(0, len(deletions), MOST_DOCUMENTS):
        batch = IndexDocumentsBatch()
        keys = [pilot.key(tenant, place, key) for key in deletions[begin : begin + MOST_DOCUMENTS]]
        batch.add_delete_actions([{"id": key} for key in keys])
        failed |= await _send(app, place, batch)
    return {pilot.own_key(tenant, place, key): status for key, status in failed.items()}


def is_busy(status: int) -> bool:
    """Another try may help; every other status is about the document."""
    return status in _BUSY


async def _send(app: App, place: Place, batch: Any) -> dict[str, int]:
    with told(f"index {place.index}"):
        results = await app.search.client(place).index_documents(batch, read_timeout=WITHIN)
    return {str(result.key): result.status_code for result in results if not result.succeeded}


async def ids_in(app: App, tenant: TenantId, place: Place) -> list[str]:
    """Of documents without a `page_key`, the first 100,000."""
    with told(f"index {place.index}"):
        found = every_document(app.search, tenant, place, ["id"])
        return [pilot.own_key(tenant, place, document["id"]) async for document in found]


def batches(documents: Sequence[Document]) -> Iterator[list[Document]]:
    """As many as one request may hold, each as long as the SDK will write it."""
    batch: list[Document] = []
    size = 0
    for document in documents:
        length = len(json.dumps({"@search.action": "upload", **document})) + 2
        if batch and (size + length > MOST_BYTES or len(batch) == MOST_DOCUMENTS):
            yield batch
            batch, size = [], 0
        batch.append(document)
        size += length
    if batch:
        yield batch


def _kinds(fields: "Sequence[SearchField]") -> dict[str, tuple[str, bool]]:
    return {field.name: (str(field.type), bool(field.filterable)) for field in fields}
