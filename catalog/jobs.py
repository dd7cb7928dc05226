"""What the index has not heard of yet, and which indexes are to hear of it: all of it rows, so that any process can go on.

A job goes only when every index of the shop has its document, and only if nothing has changed since it was taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4

from catalog import store
from catalog.columns import from_row
from catalog.documents import Document, document_key, entry_document, product_document
from catalog.rows import Entry
from shared.database import Database, Row, named_queries
from shared.errors import Misconfigured
from shared.search.places import PILOT_INDEX, Place
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Seconds after which no turn reads an index any more that has been replaced: the longest turn and its tools.
GRACE = 120


@dataclass(frozen=True, slots=True)
class Indexes:
    live: Place
    next: Place | None  #: is being filled
    retired: Place | None  #: to be deleted now
    other: Place | None  #: of a move, where no question goes (yet, or any more)

    @classmethod
    def of(cls, row: Row) -> Self:
        def place(name: str, service: str = "service") -> Place | None:
            return None if row[name] is None else Place(row[service], row[name])

        live = Place(row["service"], row["live"])
        return cls(live, place("next"), place("retired"), place("other", "other_service"))

    @property
    def written(self) -> list[Place]:
        return [self.live, self.next] if self.next else [self.live]


@dataclass(frozen=True, slots=True)
class Job:
    kind: str
    key: str
    mark: UUID
    document: Document | None  #: none of a row that is gone, or not sold any more

    @property
    def id(self) -> str:
        return document_key(self.kind, self.key)


@dataclass(frozen=True, slots=True)
class Left:
    waiting: int
    refused: tuple[str, ...] = ()  #: kind and key of documents that the service does not take


async def indexes(database: Database, tenant: TenantId) -> Indexes:
    """Raises Misconfigured when there is no such tenant."""
    async with database.tenant(tenant) as tx:
        row = await tx.row(SQL["indexes"], {"tenant": tenant, "grace": GRACE})
    if row is None:
        raise Misconfigured(f"there is no tenant {tenant}")
    return Indexes.of(row)


async def take(database: Database, tenant: TenantId, most: int) -> list[Job]:
    """The next ones with their documents, as the rows are at this moment."""
    async with database.tenant(tenant) as tx:
        taken = await tx.rows(SQL["take"], {"tenant": tenant, "most": most})
        skus, ids = (
            [row["key"] for row in taken if row["kind"] == kind] for kind in ("product", "knowledge")
        )
        products = await tx.queue(store.SQL["stored"], {"tenant": tenant, "skus": skus})
        entries = await tx.queue(store.SQL["stored_entries"], {"tenant": tenant, "ids": ids})
    documents = _documents(tenant, await products.fetchall(), await entries.fetchall())
    return [Job(**row, document=documents.get((row["kind"], row["key"]))) for row in taken]


def _documents(
    tenant: TenantId, products: Sequence[Row], entries: Sequence[Row]
) -> dict[tuple[str, str], Document]:
    found = {
        ("product", row["sku"]): product_document(tenant, from_row(row)) for row in products if row["active"]
    }
    return found | {
        ("knowledge", row["entry_id"]): entry_document(tenant, Entry.model_validate(row)) for row in entries
    }


async def settle(
    database: Database, tenant: TenantId, done: Sequence[Job], refused: Mapping[str, str]
) -> None:
    """`refused` says why, by document key."""
    async with database.tenant(tenant) as tx:
        await tx.queue(store.SQL["lock"], {"tenant": tenant})  # an import may be noting the same rows
        taken = [job for job in done if job.id not in refused]
        await tx.queue(SQL["done"], {"tenant": tenant, "anew": uuid4(), **_columns(taken)})
        kept = [job for job in done if job.id in refused]
        if kept:
            whys = [refused[job.id] for job in kept]
            await tx.queue(SQL["refuse"], {"tenant": tenant, **_columns(kept), "whys": whys})


def _columns(jobs: Sequence[Job]) -> dict[str, list[Any]]:
    return {
        "kinds": [job.kind for job in jobs],
        "keys": [job.key for job in jobs],
        "marks": [job.mark for job in jobs],
    }


async def note_all(database: Database, tenant: TenantId, *, rebuild: bool = False) -> None:
    """For a rebuild into an index that is begun, or one that was cut off, in the same transaction.

    Raises Misconfigured when none can begin.
    """
    async with database.tenant(tenant) as tx:
        await tx.queue(store.SQL["lock"], {"tenant": tenant})
        if rebuild and await tx.row(SQL["begin"], {"tenant": tenant, "pilot": PILOT_INDEX}) is None:
            raise Misconfigured(
                "no rebuild during a move, nor of the pilot's index: `python -m ops search move`"
            )
        await tx.queue(SQL["note_all"], {"tenant": tenant, "mark": uuid4()})


async def left(database: Database, tenant: TenantId) -> Left:
    async with database.tenant(tenant) as tx:
        row = await tx.row(SQL["left"], {"tenant": tenant})
    return Left(row["waiting"], tuple(row["refused"])) if row else Left(0)


async def all_documents(database: Database, tenant: TenantId) -> list[Document]:
    """Of every row that belongs into the index, but those that the service does not take."""
    _, products, entries = await store.read(database, tenant)
    refused = {document_key(*one.split(" ", 1)) for one in (await left(database, tenant)).refused}
    documents = [product_document(tenant, one) for one in products] + [
        entry_document(tenant, one) for one in entries
    ]
    return [one for one in documents if one.fields["id"] not in refused]


async def document_ids(database: Database, tenant: TenantId) -> set[str]:
    """Of `all_documents`: what an index has of a row as it was before it was refused is not the row any more."""
    async with database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["keys"], {"tenant": tenant})
    return {document_key(row["kind"], row["key"]) for row in rows}
