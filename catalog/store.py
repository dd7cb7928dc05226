"""The catalogue in PostgreSQL: put and read, always of one tenant.

What is put is compared with what is there, and only what differs is written: a source that is imported again writes
nothing. Each change notes in its own transaction what the index has to hear of (`shop.index_jobs`); ring afterwards
(`catalog/doorbell.py`), or the sweeper does.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from catalog import media
from catalog.areas import Delivery
from catalog.columns import as_row, from_row
from catalog.keeping import kept
from catalog.rows import Entry, Product
from shared.database import Database, Transaction, named_queries
from shared.errors import Misconfigured
from shared.search.places import Place
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Rows of one transaction: a large import that is cut off has its batches, and goes on from there.
BATCH = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the rows that were put, by SKU or entry id."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0
    removed: tuple[str, ...] = ()  #: were there, and are not in a source that has everything

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.added, *self.changed, *self.removed)

    def __str__(self) -> str:
        told = {"added": self.added, "changed": self.changed, "removed": self.removed}
        return ", ".join(
            [*(f"{len(keys)} {name}" for name, keys in told.items()), f"{self.unchanged} unchanged"]
        )

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
        )


@dataclass(frozen=True, slots=True)
class Put:
    products: Changes
    entries: Changes


async def put(
    database: Database,
    tenant: TenantId,
    products: Sequence[Product],
    entries: Sequence[Entry] = (),
    *,
    complete: bool = False,
    silent: AbstractSet[str] = frozenset(),
) -> Put:
    """Insert or update by SKU and entry id; what is not named stays as it is, and so do fields of which products are `silent`.

    `complete` says that the products are all that the shop has: others are not sold any more. Raises Misconfigured,
    and has written nothing, for a SKU or id that is there twice and for a complete source without a product.
    """
    _refuse_twice("sku", [product.sku for product in products])
    _refuse_twice("id", [entry.entry_id for entry in entries])
    if complete and not products:
        raise Misconfigured("a source without any product cannot take all others away")
    of_products, of_entries = Changes(), Changes()
    for batch in _batches(products):
        of_products += await _put_products(database, tenant, batch, silent)
    if complete:
        of_products += await retire_others(database, tenant, [product.sku for product in products])
    for some in _batches(entries):
        of_entries += await _put_entries(database, tenant, some)
    return Put(of_products, of_entries)


async def _put_products(
    database: Database, tenant: TenantId, products: Sequence[Product], silent: AbstractSet[str]
) -> Changes:
    async with database.tenant(tenant) as tx:
        await tx.queue(SQL["lock"], {"tenant": tenant})
        rows = await tx.rows(SQL["stored"], {"tenant": tenant, "skus": [product.sku for product in products]})
        before = {row["sku"]: from_row(row) for row in rows}
        # Behind the lock: another import may have just written what this one is silent about.
        batch = [kept(product, before.get(product.sku), silent) for product in products]
        differing = [one for one in batch if differs(one, before.get(one.sku))]
        if differing:
            await write(tx, tenant, differing)
        known = {sku: {*product.media_ids} for sku, product in before.items()}
        if shown := [one for one in batch if {*one.media_ids} - known.get(one.sku, set())]:
            await tx.queue(media.SQL["import"], {"tenant": tenant, "rows": _json(map(as_row, shown))})
    return _changes([one.sku for one in differing], before.keys(), len(batch))


async def write(tx: Transaction, tenant: TenantId, products: Sequence[Product]) -> None:
    rows = {"tenant": tenant, "rows": _json(map(as_row, products)), "skus": [one.sku for one in products]}
    for statement in ("put_products", "forget_variants", "put_variants"):
        await tx.queue(SQL[statement], rows)
    await note(tx, tenant, "product", rows["skus"])


async def amend(
    database: Database, tenant: TenantId, skus: Sequence[str], change: Callable[[Product], Product]
) -> Changes:
    """What is there of these, as `change` makes it of what it is now; nothing is added."""
    async with database.tenant(tenant) as tx:
        await tx.queue(SQL["lock"], {"tenant": tenant})
        before = [
            from_row(row) for row in await tx.rows(SQL["stored"], {"tenant": tenant, "skus": list(skus)})
        ]
        differing = [then for one in before if differs(then := change(one), one)]
        if differing:
            await write(tx, tenant, differing)
    return Changes(changed=tuple(one.sku for one in differing), unchanged=len(before) - len(differing))


async def stored(database: Database, tenant: TenantId, skus: Sequence[str]) -> dict[str, Product]:
    """As they are now, those off sale included; a SKU that there is not is left out."""
    async with database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["stored"], {"tenant": tenant, "skus": list(skus)})
    return {row["sku"]: from_row(row) for row in rows}


async def retire_others(database: Database, tenant: TenantId, skus: Sequence[str]) -> Changes:
    """For a source that has everything and is put in batches: what it did not name is not sold any more.

    Raises Misconfigured for a source without a product.
    """
    if not skus:
        raise Misconfigured("a source without any product cannot take all others away")
    async with database.tenant(tenant) as tx:
        await tx.queue(SQL["lock"], {"tenant": tenant})
        rows = await tx.rows(SQL["retire"], {"tenant": tenant, "skus": list(skus)})
        gone = [row["sku"] for row in rows]
        await note(tx, tenant, "product", gone)
    return Changes(removed=tuple(gone))


async def _put_entries(database: Database, tenant: TenantId, batch: Sequence[Entry]) -> Changes:
    async with database.tenant(tenant) as tx:
        return await put_entries(tx, tenant, batch)


async def put_entries(tx: Transaction, tenant: TenantId, batch: Sequence[Entry]) -> Changes:
    await tx.queue(SQL["lock"], {"tenant": tenant})
    ids = [entry.entry_id for entry in batch]
    rows = await tx.rows(SQL["stored_entries"], {"tenant": tenant, "ids": ids})
    stored = {row["entry_id"]: Entry.model_validate(row) for row in rows}
    differing = [entry for entry in batch if entry != stored.get(entry.entry_id)]
    if differing:
        written = _json(entry.model_dump(mode="json") for entry in differing)
        await tx.queue(SQL["put_entries"], {"tenant": tenant, "rows": written})
        await note(tx, tenant, "knowledge", [entry.entry_id for entry in differing])
    return _changes([entry.entry_id for entry in differing], stored.keys(), len(batch))


async def note(tx: Transaction, tenant: TenantId, kind: str, keys: object) -> None:
    """What the index has to hear of: rows that are new, different or gone."""
    await tx.queue(SQL["note"], {"tenant": tenant, "kind": kind, "keys": keys, "mark": uuid4()})


async def put_delivery(database: Database, tenant: TenantId, delivery: Delivery) -> None:
    async with database.tenant(tenant) as tx:
        await set_delivery(tx, tenant, delivery)


async def set_delivery(tx: Transaction, tenant: TenantId, delivery: Delivery) -> None:
    """In place of what was there: an area that is not named is unknown from now on."""
    rows = {"tenant": tenant, "rows": _json(area.model_dump(mode="json") for area in delivery.areas)}
    await tx.queue(SQL["forget_areas"], rows)
    await tx.queue(SQL["put_areas"], rows)
    await tx.queue(SQL["put_free_delivery"], {"tenant": tenant, "free_from": delivery.free_from})


async def read(database: Database, tenant: TenantId) -> tuple[Place, list[Product], list[Entry]]:
    """The live index's name and everything that belongs into it."""
    async with database.tenant(tenant) as tx:
        live = await tx.queue(SQL["live_index"], {"tenant": tenant})
        products = await tx.queue(SQL["stored"], {"tenant": tenant, "skus": None})
        entries = await tx.queue(SQL["stored_entries"], {"tenant": tenant, "ids": None})
    row = await live.fetchone()
    if row is None:
        raise Misconfigured(f"there is no tenant {tenant}")
    return (
        Place.of(row),
        [from_row(product) for product in await products.fetchall()],
        [Entry.model_validate(entry) for entry in await entries.fetchall()],
    )


def _changes(differing: Sequence[str], stored: Any, given: int) -> Changes:
    return Changes(
        added=tuple(key for key in differing if key not in stored),
        changed=tuple(key for key in differing if key in stored),
        unchanged=given - len(differing),
    )


def differs(product: Product, before: Product | None) -> bool:
    """Whether it is written. Media are only ever added to, in a table of their own."""
    plain = {"media_ids": ()}
    return before is None or product.model_copy(update=plain) != before.model_copy(update=plain)


def _refuse_twice(name: str, keys: Sequence[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise Misconfigured(f"{name} {key!r} is there twice")
        seen.add(key)


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for begin in range(0, len(items), BATCH):
        yield items[begin : begin + BATCH]


def _json(rows: Any) -> str:
    return json.dumps(list(rows), ensure_ascii=False)
