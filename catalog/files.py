"""A shop's catalogue from a folder of JSON files: `products.json` and `knowledge.json`.

Every fault of a file is told at once, each with its row and field, for the one who can mend it; nothing is taken from
a file with faults.
"""

import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from catalog.rows import Entry, Product
from shared.errors import Misconfigured

R = TypeVar("R", bound=BaseModel)
MOST_FAULTS_SHOWN = 20


def read_folder(folder: Path) -> tuple[list[Product], list[Entry]]:
    """Raises Misconfigured with one line for each fault."""
    products = _read(folder / "products.json", Product, _colours_apart)
    entries = _read(folder / "knowledge.json", Entry, lambda row: {**row, "entry_id": row.get("id")})
    return products, entries


def _read(path: Path, row_type: type[R], prepare: Any) -> list[R]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Misconfigured(f"{path.name} cannot be read: {error}") from error
    good: list[R] = []
    faults: list[str] = []
    for number, row in enumerate(rows, 1):
        try:
            good.append(row_type.model_validate(prepare(row)))
        except ValidationError as error:
            faults += [
                f"{path.name} row {number}, {_field(e)}: {e['msg']}, not {e['input']!r}"
                for e in error.errors()
            ]
    if faults:
        raise Misconfigured("\n".join(faults[:MOST_FAULTS_SHOWN]))
    return good


def _colours_apart(row: dict[str, Any]) -> dict[str, Any]:
    colours = row.get("colors", [])
    return {**row, "colors_ar": [c["ar"] for c in colours], "colors_en": [c["en"] for c in colours]}


def _field(error: Any) -> str:
    return ".".join(str(step) for step in error["loc"])
