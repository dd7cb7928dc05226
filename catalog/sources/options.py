"""Size and colour from the options of a shop's system, by their names in Arabic or English."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pydantic import ValidationError

from catalog.rows import Product
from catalog.sources.cells import Amount, Unreadable, amount, colour, is_word
from catalog.sources.faults import Item, RowFault, of_validation

_NO_CHOICE = "default title"


class Chosen(NamedTuple):
    size: str
    color_ar: str
    color_en: str


def chosen(options: Iterable[tuple[str, str]]) -> Chosen:
    """Options of other names («القماش: حرير») stand with the size, for they tell variants apart as well."""
    sizes: list[str] = []
    colours = ("", "")
    for name, value in options:
        if value and value.casefold() != _NO_CHOICE:
            if is_word("colors", name):
                colours = colour(value)
            else:
                sizes.append(value)
    return Chosen(" / ".join(sizes), *colours)


def priced(row: int, text: object, faults: list[RowFault]) -> Amount | None:
    """Of a shop's API: a string, or nothing."""
    try:
        return amount(str(text or ""))
    except Unreadable as error:
        faults.append(RowFault.of(row, "price", text or "", error.expected))
        return None


def checked(row: int, fields: dict[str, Any], warnings: Iterable[RowFault]) -> Iterator[Item]:
    try:
        yield Product.model_validate(fields)
    except ValidationError as error:
        yield from of_validation(row, error, {})
    yield from warnings
