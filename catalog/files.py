"""A shop's catalogue from a folder of JSON files: `products.json`, `knowledge.json` and, where it has one, `delivery.json`.

Every fault of a file is told at once, each with its row and field, for the one who can mend it; nothing is taken from
a file with faults.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalog.areas import Area, Delivery, faults_between
from catalog.product_rows import ProductRow
from catalog.rows import Entry, Product
from shared.errors import Misconfigured
from shared.stock import Text

MOST_FAULTS_SHOWN = 20


class _EntryRow(Entry):
    entry_id: Text = Field(alias="id", min_length=1, max_length=100)

    def entry(self) -> Entry:
        return Entry.model_validate(self.model_dump())


class _Areas(BaseModel):
    """The file around the rows, which are judged one by one."""

    model_config = ConfigDict(extra="forbid")

    free_from: Any = None
    areas: list[Any]


R = TypeVar("R", bound=BaseModel)
Read = Callable[[Any], R]  #: Raises ValidationError.


def read_folder(folder: Path) -> tuple[list[Product], list[Entry]]:
    """Raises Misconfigured with one line for each fault."""
    products = _read(folder / "products.json", lambda row: ProductRow.model_validate(row).product(), "sku")
    entries = _read(folder / "knowledge.json", lambda row: _EntryRow.model_validate(row).entry(), "id")
    return products, entries


def read_delivery(folder: Path) -> Delivery | None:
    """None for a shop that has no such file. Raises Misconfigured with one line for each fault."""
    path = folder / "delivery.json"
    if not path.exists():
        return None
    try:
        file = _Areas.model_validate(_content(path))
        delivery = Delivery(free_from=file.free_from, areas=())
    except ValidationError as error:
        raise Misconfigured("\n".join(_faults(path.name, error))) from None
    areas, faults = _valid(path, file.areas, Area.model_validate)
    _refuse(faults)
    _refuse([f"{path.name} row {number}, {fault}" for number, fault in faults_between(areas)])
    return delivery.model_copy(update={"areas": tuple(areas)})


def _read(path: Path, read: Read[R], key: str) -> list[R]:
    rows = _content(path)
    if not isinstance(rows, list):
        raise Misconfigured(f"{path.name} must hold a list of rows")
    good, faults = _valid(path, rows, read)
    taken: set[str] = set()
    for number, row in enumerate(rows, 1):
        own = row.get(key) if isinstance(row, dict) else None
        if isinstance(own, str) and own in taken:
            faults.append(f"{path.name} row {number}, {key}: {own!r} is another row's already")
        taken.add(str(own))
    _refuse(faults)
    return good


def _valid(path: Path, rows: list[Any], read: Read[R]) -> tuple[list[R], list[str]]:
    good: list[R] = []
    faults: list[str] = []
    for number, row in enumerate(rows, 1):
        try:
            good.append(read(row))
        except ValidationError as error:
            faults += _faults(f"{path.name} row {number}", error)
    return good, faults


def _refuse(faults: list[str]) -> None:
    if faults:
        raise Misconfigured("\n".join(faults[:MOST_FAULTS_SHOWN]))


def _faults(where: str, error: ValidationError) -> list[str]:
    return [
        f"{where}{_field(e)}: {e['msg'].removeprefix('Value error, ')}, not {e['input']!r:.60}"
        for e in error.errors()
    ]


def _content(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Misconfigured(f"{path.name} cannot be read: {error}") from error


def _field(error: Any) -> str:
    steps = ".".join(str(step) for step in error["loc"])
    return f", {steps}" if steps else ""
