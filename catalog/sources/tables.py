"""Rows of a table, spreadsheet or delimited text, by the fields that its header names."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from catalog.sources.columns import HEADER_WITHIN, Columns, looks_like_header
from catalog.sources.faults import Unfit, Unusable
from catalog.sources.records import MOST_IN_RECORD, TooLong, delimiter_of, records, text_of
from catalog.sources.rows import Row

#: Of one cell: what is longer has no place in a product, and is not carried on.
MOST_IN_CELL = 60_000
_RECORD_TOO_LONG = f"a row of at most {MOST_IN_RECORD:,} characters; is a quotation mark left open?"


Cells = Callable[[], Iterator[list[str] | TooLong]]


@dataclass(frozen=True, slots=True)
class Table:
    cells: Cells  #: from row 1 on, anew each time
    columns: Columns
    header_row: int

    @classmethod
    def of(cls, name: str, cells: Cells) -> "Table":
        """Raises Unusable when there is no header, or it lacks a column. `name` is the file's."""
        header_row, header = _header(cells(), name)
        return cls(cells, Columns.of(header, header_row), header_row)

    @classmethod
    def of_text(cls, path: Path) -> "Table":
        """Raises Unusable."""
        encoding = text_of(path)
        return cls.of(path.name, partial(records, path, delimiter_of(path, encoding), encoding))

    def rows(self) -> Iterator[Row]:
        """Those below the header that are not blank."""
        for number, cells in enumerate(self.cells(), 1):
            if number > self.header_row and (row := self._row(number, cells)).cells:
                yield row

    def _row(self, number: int, cells: Sequence[str] | TooLong) -> Row:
        columns = self.columns
        if isinstance(cells, TooLong):
            row = Row(number, {"": cells.beginning}, columns.headers)
            row.fault("", _RECORD_TOO_LONG)
            return row
        named = zip(columns.fields, cells, strict=False)
        values = {field: _bounded(cell) for field, cell in named if field and cell.strip()}
        beyond = [cell for cell in cells[len(columns.fields) :] if cell.strip()]
        if not beyond:
            return Row(number, values, columns.headers)
        row = Row(number, values | {"": beyond[0]}, columns.headers)
        row.fault("", f"{len(columns.fields)} cells: is a separator inside one without quotation marks?")
        return row


def _bounded(cell: str) -> str:
    if isinstance(cell, Unfit):
        return cell
    if len(cell) > MOST_IN_CELL:
        return Unfit(cell[:200], f"at most {MOST_IN_CELL:,} characters in a cell")
    return cell.strip()


def _header(rows: Iterator[list[str] | TooLong], name: str) -> tuple[int, list[str]]:
    """The first of the first rows that names fields; where none does, the first that is not blank, to be told."""
    first: tuple[int, list[str]] | None = None
    for number, cells in enumerate(rows, 1):
        if number > HEADER_WITHIN:
            break
        if isinstance(cells, TooLong) or not any(cell.strip() for cell in cells):
            continue
        if looks_like_header(cells):
            return number, cells
        first = first or (number, cells)
    if first is None:
        raise Unusable.file(name, "a header and rows below it")
    return first
