"""Rows of many tables, one table after the other, a page at a time: what was read last is where the next page begins.

A statement for each table takes `after` and `most`, and answers `key`, which is its next `after`, and `row`.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from shared.database import Database, Transaction
from shared.tenants import TenantId

Statements = Mapping[str, bytes]  #: by table, in the order they are told


class Place(NamedTuple):
    table: str
    after: str | None  #: the key of the row before


@dataclass(frozen=True, slots=True)
class Told:
    rows: list[tuple[str, dict[str, Any]]]  #: the table, and the row's columns without the tenant
    next: Place | None


async def page(
    tx: Transaction, statements: Statements, params: Mapping[str, object], begin: Place | None, most: int
) -> Told:
    """At most so many rows, of as many tables as they are in. `begin` is of these statements."""
    tables = list(statements)
    place = begin or Place(tables[0], None)
    rows: list[tuple[str, dict[str, Any]]] = []
    for table in tables[tables.index(place.table) :]:
        after = place.after if table == place.table else None
        asked = {**params, "after": after, "most": most - len(rows) + 1}
        found = await tx.rows(statements[table], asked)
        fitting = found[: most - len(rows)]
        rows += [(table, row["row"]) for row in fitting]
        if len(found) > len(fitting):
            return Told(rows, Place(table, fitting[-1]["key"] if fitting else after))
    return Told(rows, None)


async def all_rows(
    database: Database, tenant: TenantId, statements: Statements, params: Mapping[str, object], *, most: int
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """A page in memory at a time, each in a transaction of its own."""
    place: Place | None = None
    while True:
        async with database.tenant(tenant) as tx:
            told = await page(tx, statements, params, place, most)
        for row in told.rows:
            yield row
        if told.next is None:
            return
        place = told.next
