"""What is wrong with a row of a catalogue, for the one who keeps it: where it is, what stands there, what should.

A value is quoted at most 60 characters long, and without what a terminal, a table or PostgreSQL could not show.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from pydantic import ValidationError

from catalog.rows import Product
from shared.errors import AgentError
from shared.language.storable import storable

MOST_QUOTED = 60


@dataclass(frozen=True, slots=True)
class RowFault:
    row: int  #: as a spreadsheet counts them, its header being 1; 0 is about the whole file
    column: str  #: as the file calls it
    value: str
    expected: str
    refuses: bool = True  #: else it is a warning: the product beside it is taken

    @classmethod
    def of(cls, row: int, column: str, value: object, expected: str, *, refuses: bool = True) -> Self:
        return cls(row, quoted(column), quoted(value), expected, refuses)


Item = Product | RowFault


class Unusable(AgentError):
    """A whole file that cannot be read, or cannot be read on; what came before it stands."""

    def __init__(self, fault: RowFault) -> None:
        super().__init__(f"{fault.value or fault.column}: expected {fault.expected}")
        self.fault = fault

    @classmethod
    def file(cls, value: object, expected: str, *, row: int = 0) -> Self:
        return cls(RowFault.of(row, "file", value, expected))


class Unfit(str):
    """A cell that holds something which no field can take, such as an error of the spreadsheet's own."""

    __slots__ = ("expected",)
    expected: str

    def __new__(cls, shown: str, expected: str) -> Self:
        self = super().__new__(cls, shown)
        self.expected = expected
        return self


def quoted(value: object) -> str:
    text = value[: 4 * MOST_QUOTED] if isinstance(value, str) else str(value)
    plain = " ".join("".join(char if char.isprintable() else " " for char in storable(text)).split())
    return plain if len(plain) <= MOST_QUOTED else plain[: MOST_QUOTED - 1] + "…"


def of_validation(row: int, error: ValidationError, column: dict[str, str]) -> Iterator[RowFault]:
    """Faults of a product as a whole, each in the column that its field came from."""
    for one in error.errors(include_url=False):
        place = [str(step) for step in one["loc"] if not isinstance(step, int)]
        field = place[-1] if place else "product"
        value = one["input"] if place else ""
        yield RowFault.of(row, column.get(field, field), value, one["msg"].removeprefix("Value error, "))
