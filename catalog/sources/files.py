"""A catalogue file of any kind we read, as products and faults: what it is, its first bytes say, and not its name.

A file is read twice, first to count the rows of each product, and never held in memory; a workbook is parsed once, its rows wait on
disk. Whatever is wrong with it comes out as a fault among the others, and never as an error: a file that breaks off has given its
rows until there.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from catalog.sources import feed, feed_xml, json_rows, shopify_csv, template
from catalog.sources.columns import Layout
from catalog.sources.faults import Item, RowFault, Unusable
from catalog.sources.grouping import Key, Skus, counted, grouped
from catalog.sources.options import checked
from catalog.sources.pictures import Pictured, pictures
from catalog.sources.rows import Row
from catalog.sources.sheets import cells_of
from catalog.sources.spool import Spool
from catalog.sources.tables import Table

#: Larger than any catalogue that we have met, and still read in minutes.
MOST_BYTES = 512 << 20
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_Build = Callable[[Sequence[Row], str], list[Item]]
_BUILD: dict[Layout, tuple[Key, _Build]] = {
    Layout.TEMPLATE: (template.key, template.product),
    Layout.SHOPIFY: (shopify_csv.key, shopify_csv.product),
    Layout.FEED: (feed.key, feed.product),
}


@dataclass(slots=True)
class CatalogueFile:
    """`items` may be called as often as one likes, and reads the file anew."""

    path: Path
    currency: str  #: the shop's, where the file names none
    rows_in_all: int = 0  #: known once reading has begun
    rows_read: int = 0
    ignored: tuple[str, ...] = ()  #: columns that nobody knows
    silent: frozenset[str] = frozenset({"size_chart"})
    _skus: Skus = field(default_factory=Skus, repr=False)

    async def batches(self, size: int) -> AsyncGenerator[list[Item], None]:
        """Read in a thread: parsing would hold up the loop."""
        items = self.items()
        while batch := await asyncio.to_thread(list, islice(items, size)):
            yield batch

    async def close(self) -> None:
        pass

    def items(self) -> Iterator[Item]:
        self._skus, self.rows_read, self.rows_in_all = Skus(), 0, 0
        try:
            with ExitStack() as kept:
                layout, rows = self._opened(kept)
                key, build = _BUILD[layout]
                left = counted(rows(), key)
                self.rows_in_all = left.total()
                for group in grouped(self._watched(rows()), key, left):
                    yield from self._built(group, build)
        except Unusable as error:
            yield error.fault
        except OSError as error:
            yield RowFault.of(0, "file", self.path.name, f"a file that can be read: {error.strerror}")

    def _opened(self, kept: ExitStack) -> tuple[Layout, Callable[[], Iterator[Row]]]:
        if self.path.stat().st_size > MOST_BYTES:
            raise Unusable.file(self.path.name, f"at most {MOST_BYTES >> 20} MB")
        with self.path.open("rb") as file:
            head = file.read(512)
        if head.startswith(_OLD_EXCEL):
            raise Unusable.file(
                self.path.name,
                "an .xlsx workbook without a password; this is an older or a locked one: save it as .xlsx",
            )
        start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
        if start == b"<":
            self.silent = feed_xml.SILENT
            return Layout.FEED, lambda: feed_xml.rows_of(self.path)
        if start in {b"[", b"{"}:
            columns = next((known for known, _ in json_rows.rows_of(self.path) if known), None)
            self.silent = columns.silent if columns else frozenset()
            return columns.layout if columns else Layout.TEMPLATE, lambda: (
                row for _, row in json_rows.rows_of(self.path)
            )
        if head.startswith(b"PK"):
            table = Table.of(self.path.name, kept.enter_context(Spool(cells_of(self.path))).rows)
        else:
            table = Table.of_text(self.path)
        self.ignored, self.silent = table.columns.unknown, table.columns.silent
        return table.columns.layout, table.rows

    def _watched(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            self.rows_read += 1
            yield row

    def _built(self, group: list[Row], build: _Build) -> Iterator[Item]:
        if len(group) == 1 and "" in group[0].cells:
            yield from group[0].faults
            return
        if group[0].whole is not None:
            yield from self._whole(group)
            return
        for item in build(group, self.currency):
            yield self._skus.first(item, group[0].number)

    def _whole(self, group: list[Row]) -> Iterator[Item]:
        for row in group:
            fields = {"currency": self.currency, **(row.whole or {})}
            warnings: list[RowFault] = []
            match fields.get("images"):
                case list() as addresses if all(isinstance(one, str) for one in addresses):
                    fields["images"], warnings = pictures([Pictured(row.number, "images", addresses)])
            for item in checked(row.number, fields, warnings):
                yield self._skus.first(item, row.number)
