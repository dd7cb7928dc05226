"""Rows of one product brought together, wherever in the file they stand, with no more rows in memory than are waited for.

A first pass counts how many rows each product has, by the digest of its key; in the second a product leaves with its
last row. In a sorted file that is one product at a time.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress

from catalog.sources.faults import Item, RowFault, Unusable
from catalog.sources.rows import Row

#: Rows that wait for others of their product.
MOST_WAITING = 20_000
Key = Callable[[Row], str]


def digest(key: str) -> bytes:
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=12).digest()


class Skus:
    """Which SKUs a source has told: the first product of each is taken, another is told with both its places."""

    def __init__(self) -> None:
        self._rows: dict[bytes, int] = {}

    def first(self, item: Item, row: int) -> Item:
        if isinstance(item, RowFault):
            return item
        earlier = self._rows.setdefault(digest(item.sku), row)
        if earlier == row:
            return item
        return RowFault.of(row, "sku", item.sku, f"a code of its own: row {earlier} has it already")


def counted(rows: Iterator[Row], key: Key) -> Counter[bytes]:
    """Until the end, or until the file cannot be read on: the second pass comes to the same place, and tells."""
    found: Counter[bytes] = Counter()
    with suppress(Unusable):
        for row in rows:
            found[digest(key(row))] += 1
    return found


def grouped(rows: Iterator[Row], key: Key, left: Counter[bytes]) -> Iterator[list[Row]]:
    """`left` is used up. Rows without a key are products of their own. Raises Unusable when too many rows wait."""
    waiting: dict[bytes, list[Row]] = {}
    held = 0
    for row in rows:
        own = key(row)
        if not own:
            yield [row]
            continue
        name = digest(own)
        waiting.setdefault(name, []).append(row)
        left[name] -= 1
        held += 1
        if left[name] <= 0:
            del left[name]
            whole = waiting.pop(name)
            held -= len(whole)
            yield whole
        elif held > MOST_WAITING:
            raise Unusable.file(
                own, "the rows of each product close together: sort the file by it", row=row.number
            )
