"""What a shop has given us to know, by source: added, read again, listed and removed.

A source is known by its kind and its address or name. Reading it again writes the passages that are new, removes those
that are gone, and touches neither the shop's own entries nor another source. The index hears of both: ring afterwards
(`catalog/doorbell.py`), or the sweeper does.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

from catalog.passages import Passage, passages_of
from catalog.sources.reading import USUAL, Limits, read
from catalog.store import note
from shared.audit import Actor, write_down
from shared.database import Database, Transaction, named_queries
from shared.errors import Misconfigured, SourceUnusable
from shared.fetching import Fetcher, Wanted
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

Kind = Literal["text", "page", "pdf"]
MOST_BYTES = 10 * 1024 * 1024
_KINDS: dict[str, Kind] = {
    "text/html": "page",
    "application/xhtml+xml": "page",
    "application/pdf": "pdf",
    "text/plain": "text",
}


@dataclass(frozen=True, slots=True)
class Given:
    """A source as it came: its bytes, and what it is called."""

    kind: Kind
    name: str  #: an address, or what the merchant calls it
    content: bytes
    url: str | None = None
    charset: str | None = None
    title: str = ""  #: of the merchant's choosing; else what it says itself


@dataclass(frozen=True, slots=True)
class Added:
    source_id: str
    title: str
    new: int
    kept: int
    removed: int


@dataclass(frozen=True, slots=True)
class Source:
    source_id: str
    kind: Kind
    url: str | None
    title: str
    fetched_at: datetime
    passages: int


async def fetch(fetcher: Fetcher, address: str, title: str = "") -> Given:
    """A page or a PDF from the web. Raises SourceUnusable and SourceUnavailable."""
    found = await fetcher.fetch(address, Wanted(_KINDS, MOST_BYTES))
    # Known by the address that the merchant has, wherever that leads today.
    return Given(_KINDS[found.kind], address, found.content, address, found.charset, title)


@dataclass(frozen=True, slots=True)
class Ready:
    """A source that has been read, to be put in a transaction of somebody's."""

    given: Given
    source_id: str
    title: str
    passages: list[Passage]


async def add(database: Database, tenant: TenantId, given: Given, *, limits: Limits = USUAL) -> Added:
    """By an operator. Raises SourceUnusable; then nothing has changed."""
    ready = await make_ready(given, limits=limits)
    async with database.tenant(tenant) as tx:
        return await put(tx, tenant, ready, actor="operator")


async def make_ready(given: Given, *, limits: Limits = USUAL) -> Ready:
    """Raises SourceUnusable."""
    if len(given.content) > MOST_BYTES:
        raise SourceUnusable("too_big", f"it is larger than {MOST_BYTES // 1024} KiB")
    reading = await read(given.kind, given.content, given.charset, limits=limits)
    title = given.title or reading.title or given.name
    source = source_id_of(given.kind, given.name)
    return Ready(given, source, title, passages_of(source, title, reading))


async def put(
    tx: Transaction, tenant: TenantId, ready: Ready, *, actor: Actor, user: UUID | None = None
) -> Added:
    counts = await _put(tx, tenant, ready)
    told: dict[str, str | int] = {"source": ready.source_id, "passages": len(ready.passages)}
    await write_down(tx, tenant, "knowledge.added", actor=actor, user=user, **told)
    return Added(ready.source_id, ready.title, *counts)


async def remove(database: Database, tenant: TenantId, source: str) -> int:
    """By an operator: how many passages it had. Raises Misconfigured for one that the shop has not."""
    async with database.tenant(tenant) as tx:
        removed = await forget(tx, tenant, source, actor="operator")
    if removed is None:
        raise Misconfigured(f"the shop has no source {source}")
    return removed


async def forget(
    tx: Transaction, tenant: TenantId, source: str, *, actor: Actor, user: UUID | None = None
) -> int | None:
    """How many passages it had; None for one that the shop has not."""
    if await tx.row(SQL["remove_source"], {"tenant": tenant, "source": source}) is None:
        return None
    removed = await tx.rows(SQL["remove_passages"], {"tenant": tenant, "source": source, "kept": []})
    await note(tx, tenant, "knowledge", [row["entry_id"] for row in removed])
    await write_down(tx, tenant, "knowledge.removed", actor=actor, user=user, source=source)
    return len(removed)


async def listed(database: Database, tenant: TenantId) -> tuple[list[Source], int]:
    """The sources, and how many entries the shop has beside them."""
    async with database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["listed"], {"tenant": tenant})
        (own,) = await tx.rows(SQL["entries"], {"tenant": tenant})
    return [Source(**row) for row in rows], own["entries"]


def source_id_of(kind: Kind, name: str) -> str:
    """A page and the PDF that takes its place at one address are one source."""
    family = "file" if kind == "text" else "address"
    return hashlib.sha256(f"{family}\0{name}".encode()).hexdigest()[:16]


async def _put(tx: Transaction, tenant: TenantId, ready: Ready) -> tuple[int, int, int]:
    given, source, passages = ready.given, ready.source_id, ready.passages
    row = {"tenant": tenant, "source": source, "kind": given.kind, "url": given.url, "title": ready.title}
    await tx.queue(SQL["put_source"], row)
    rows = json.dumps([passage.model_dump(mode="json") for passage in passages], ensure_ascii=False)
    kept = [passage.entry_id for passage in passages]
    removed = await tx.rows(SQL["remove_passages"], {"tenant": tenant, "source": source, "kept": kept})
    put = await tx.rows(SQL["put_passages"], {"tenant": tenant, "source": source, "rows": rows})
    new = [row["entry_id"] for row in put if row["is_new"]]
    await note(tx, tenant, "knowledge", [*new, *(row["entry_id"] for row in removed)])
    return len(new), len(put) - len(new), len(removed)
