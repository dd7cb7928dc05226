"""A catalogue into the database, batch by batch: what is good is taken, what is not is told, and nothing is deleted unasked.

A source is read as often as it must be, and never kept: of what has been taken only the SKUs stay in memory. A source that is said to
be complete takes products away that it does not name, but only when it had no faults: a row that cannot be read may be any of them.
"""

from collections.abc import AsyncGenerator, Callable
from collections.abc import Set as AbstractSet
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from catalog.keeping import kept
from catalog.rows import Product
from catalog.sources.faults import Item, RowFault
from catalog.store import Changes, differs, put, retire_others, stored
from shared.database import Database, named_queries
from shared.errors import Misconfigured
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: As many products as one transaction of the store takes.
BATCH = 200


class Source(Protocol):
    """`rows_in_all` is 0 as long as nobody knows; `silent` are fields that it says nothing about."""

    rows_read: int
    rows_in_all: int
    silent: frozenset[str]
    ignored: tuple[str, ...]  #: columns that nobody knows

    def batches(self, size: int) -> AsyncGenerator[list[Item], None]: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Wish:
    complete: bool = False  #: the source has everything that the shop sells
    all_or_nothing: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What was done, or would be: `wrote` says which."""

    good: int = 0
    refused: int = 0  #: faults, of which a row may have several
    warnings: int = 0  #: what was left out of products that were taken
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    ignored: tuple[str, ...] = ()
    wrote: bool = False


Tell = Callable[[RowFault], None]
Progress = Callable[[int, int], None]


async def currency_of(database: Database, tenant: TenantId) -> str:
    """Raises Misconfigured when there is no such shop."""
    async with database.tenant(tenant) as tx:
        row = await tx.row(SQL["currency"], {"tenant": tenant})
    if row is None:
        raise Misconfigured(f"there is no tenant {tenant}")
    return str(row["currency"])


async def import_from(
    source: Source, database: Database, tenant: TenantId, wish: Wish, *, tell: Tell, progress: Progress
) -> Imported:
    """`tell` hears each fault once, `progress(read, of)` each batch; `of` is 0 as long as nobody knows.

    With `all_or_nothing` everything is looked at before the first row is written. Raises what the source and the database raise; then the batches
    that were written stay, and the same import again goes on from there.
    """
    if wish.all_or_nothing and not wish.dry_run:
        seen = await _look(source, tell, progress)
        if seen.refused:
            return seen
        tell = _nobody
    return await _take(source, database, tenant, wish, tell=tell, progress=progress)


async def _look(source: Source, tell: Tell, progress: Progress) -> Imported:
    done = Imported()
    async with aclosing(_batches(source, tell, progress)) as batches:
        async for batch in batches:
            done = _counted(done, batch)
    return done


async def _take(
    source: Source, database: Database, tenant: TenantId, wish: Wish, *, tell: Tell, progress: Progress
) -> Imported:
    done, skus = Imported(wrote=not wish.dry_run), list[str]()
    async with aclosing(_batches(source, tell, progress)) as batches:
        async for batch in batches:
            changes = await _changes(database, tenant, batch.products, source.silent, wish)
            done = replace(
                _counted(done, batch),
                added=done.added + len(changes.added),
                changed=done.changed + len(changes.changed),
                unchanged=done.unchanged + changes.unchanged,
            )
            if wish.complete:
                skus += [product.sku for product in batch.products]
    if wish.complete and not done.refused and not wish.dry_run:
        gone = await retire_others(database, tenant, skus)
        done = replace(done, removed=len(gone.removed))
    return replace(done, ignored=source.ignored)


async def _changes(
    database: Database, tenant: TenantId, products: list[Product], silent: AbstractSet[str], wish: Wish
) -> Changes:
    if not wish.dry_run:
        return (await put(database, tenant, products, silent=silent)).products
    before = await stored(database, tenant, [product.sku for product in products])
    then = [kept(product, before.get(product.sku), silent) for product in products]
    differing = [one.sku for one in then if differs(one, before.get(one.sku))]
    return Changes(
        added=tuple(sku for sku in differing if sku not in before),
        changed=tuple(sku for sku in differing if sku in before),
        unchanged=len(products) - len(differing),
    )


@dataclass(frozen=True, slots=True)
class _Batch:
    products: list[Product]
    told: list[RowFault]


def _counted(done: Imported, batch: _Batch) -> Imported:
    refused = sum(fault.refuses for fault in batch.told)
    return replace(
        done,
        good=done.good + len(batch.products),
        refused=done.refused + refused,
        warnings=done.warnings + len(batch.told) - refused,
    )


async def _batches(source: Source, tell: Tell, progress: Progress) -> AsyncGenerator[_Batch, None]:
    async with aclosing(source.batches(BATCH)) as batches:
        async for items in batches:
            told = [item for item in items if isinstance(item, RowFault)]
            for fault in told:
                tell(fault)
            progress(source.rows_read, source.rows_in_all)
            yield _Batch([item for item in items if isinstance(item, Product)], told)


def _nobody(_fault: RowFault) -> None:
    """What was told while it was looked at is not told again."""
