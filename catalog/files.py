"""A shop's catalogue from a folder of JSON files: `products.json` and `knowledge.json`.

Every fault of a file is told at once, each with its row and field, for the one who can mend it; nothing is taken from
a file with faults.
"""

import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from catalog.rows import Entry, Product, Text
from shared.errors import Misconfigured

MOST_FAULTS_SHOWN = 20


class _Colour(BaseModel):
    ar: Text
    en: Text


class _ProductRow(Product):
    """A product as a person writes it: each colour once, in both languages."""

    colors: tuple[_Colour, ...] = ()

    def product(self) -> Product:
        fields = self.model_dump(exclude={"colors"})
        fields["colors_ar"] = [colour.ar for colour in self.colors]
        fields["colors_en"] = [colour.en for colour in self.colors]
        return Product.model_validate(fields)


class _EntryRow(Entry):
    entry_id: Text = Field(alias="id", min_length=1, max_length=100)

    def entry(self) -> Entry:
        return Entry.model_validate(self.model_dump())


R = TypeVar("R", _ProductRow, _EntryRow)


def read_folder(folder: Path) -> tuple[list[Product], list[Entry]]:
    """Raises Misconfigured with one line for each fault."""
    products = _read(folder / "products.json", _ProductRow, "sku")
    entries = _read(folder / "knowledge.json", _EntryRow, "id")
    return [row.product() for row in products], [row.entry() for row in entries]


def _read(path: Path, row_type: type[R], key: str) -> list[R]:
    good: list[R] = []
    faults: list[str] = []
    taken: set[str] = set()
    for number, row in enumerate(_rows(path), 1):
        where = f"{path.name} row {number}"
        try:
            good.append(row_type.model_validate(row))
        except ValidationError as error:
            faults += [f"{where}{_field(e)}: {e['msg']}, not {e['input']!r:.60}" for e in error.errors()]
            continue
        if row[key] in taken:
            faults.append(f"{where}, {key}: {row[key]!r} is another row's already")
        taken.add(row[key])
    if faults:
        raise Misconfigured("\n".join(faults[:MOST_FAULTS_SHOWN]))
    return good


def _rows(path: Path) -> list[Any]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Misconfigured(f"{path.name} cannot be read: {error}") from error
    if not isinstance(rows, list):
        raise Misconfigured(f"{path.name} must hold a list of rows")
    return rows


def _field(error: Any) -> str:
    steps = ".".join(str(step) for step in error["loc"])
    return f", {steps}" if steps else ""
