"""One row of a file, its cells by field, and the faults that were found while they were read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from catalog.sources.cells import Unreadable, addresses
from catalog.sources.faults import RowFault, Unfit
from catalog.sources.pictures import Pictured

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    number: int  #: as a spreadsheet counts them, its header being 1
    cells: Mapping[str, str]  #: by field; blank ones are left out. What belongs to no field is under ""
    headers: Mapping[str, str]  #: of each field, as the file writes it
    faults: list[RowFault] = field(default_factory=list)
    whole: Mapping[str, Any] | None = None  #: a product that needs no reading of cells

    def text(self, name: str) -> str:
        cell = self.cells.get(name, "")
        if isinstance(cell, Unfit):
            self.fault(name, cell.expected)
            return ""
        if "\ufffd" in cell:
            self.fault(name, "text in UTF-8; a letter here is broken")
        return cell

    def read(self, name: str, parse: Callable[[str], T], otherwise: T) -> T:
        """`otherwise` stands in for a cell with a fault, so that the others of the row are told as well."""
        before = len(self.faults)
        text = self.text(name)
        if len(self.faults) > before:
            return otherwise
        try:
            return parse(text)
        except Unreadable as error:
            self.fault(name, error.expected)
            return otherwise

    def fault(self, name: str, expected: str, value: object = None) -> None:
        shown = self.cells.get(name, "") if value is None else value
        self.faults.append(RowFault.of(self.number, self.headers.get(name, name), shown, expected))


def pictured(row: Row, name: str) -> Pictured:
    return Pictured(row.number, row.headers.get(name, name), addresses(row.text(name)))


def first(rows: Sequence[Row], name: str) -> str:
    """Of the rows of one product: the field of the product itself stands in the first that has it."""
    return next((text for row in rows if (text := row.text(name))), "")
