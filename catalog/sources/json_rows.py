"""Products as JSON: one object a line, or a list of them; read piece by piece, so that the list need not fit into memory.

An object has the fields of a sheet or of a feed, with lists where a cell would hold several; or it is a whole product of ours, with `variants`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

from catalog.sources.columns import Columns
from catalog.sources.encodings import encoding_of
from catalog.sources.faults import Unfit, Unusable
from catalog.sources.rows import Row

MOST_IN_OBJECT = 1 << 20
_PIECE = 1 << 16
_OBJECT = 'an object of a product\'s fields, such as {"sku": …, "name_ar": …, "price": …}'


def rows_of(path: Path) -> Iterator[tuple[Columns | None, Row]]:
    """Each with the columns that its own members make. Numbered from 1. Raises Unusable from where it cannot be read on."""
    number = 0
    for number, value in enumerate(_values(path), 1):
        if isinstance(value, dict):
            yield _row(number, value)
        else:
            row = Row(number, {"": str(value)}, {})
            row.fault("", _OBJECT)
            yield None, row
    if not number:
        raise Unusable.file(path.name, f"one or more of {_OBJECT}")


def _row(number: int, value: Mapping[str, Any]) -> tuple[Columns | None, Row]:
    if isinstance(value.get("variants"), list):
        return None, Row(number, {"sku": str(value.get("sku", ""))}, {}, whole=value)
    headers = list(map(str, value))
    try:
        columns = _columns(tuple(headers))
    except Unusable as error:
        return None, Row(number, {"": ", ".join(headers)}, {}, [replace(error.fault, row=number)])
    named = zip(columns.fields, value.values(), strict=True)
    cells = {field: _cell(own) for field, own in named if field}
    return columns, Row(number, {field: cell for field, cell in cells.items() if cell}, columns.headers)


@lru_cache(maxsize=64)
def _columns(headers: tuple[str, ...]) -> Columns:
    """Objects of a file mostly have the same members."""
    return Columns.of(headers)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str() | int():
            return str(value).strip()
        case float():
            return f"{value:.12g}"
        case list() if all(isinstance(one, str | int | float) for one in value):
            return "|".join(map(_cell, value))
        case _:
            return Unfit(json.dumps(value, ensure_ascii=False)[:200], "text, a number, or a list of them")


def _values(path: Path) -> Iterator[Any]:
    """What is no JSON in a line is a text, which is no product; in a list nobody can tell where the next one begins."""
    with path.open(encoding=encoding_of(path), errors="replace") as file:
        head = file.read(_PIECE).lstrip()
        if head.startswith("["):
            yield from _listed(file, head)
            return
        file.seek(0)
        for line in iter(lambda: file.readline(MOST_IN_OBJECT), ""):
            if line.strip():
                yield _line(line)


def _line(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text[:200]


def _listed(file: TextIO, held: str) -> Iterator[Any]:
    decoder, place, ended = json.JSONDecoder(), 1, False
    while True:
        place = _past(held, place, " \t\r\n,")
        if held[place : place + 1] == "]":
            return
        try:
            value, place = decoder.raw_decode(held, place)
        except (ValueError, RecursionError):
            if ended or len(held) - place > MOST_IN_OBJECT:
                wanted = "JSON that is valid to its end, each object at most 1 MB"
                raise Unusable.file(held[place : place + 100] or file.name, wanted) from None
            piece = file.read(_PIECE)
            held, place, ended = held[place:] + piece, 0, not piece
        else:
            yield value


def _past(text: str, place: int, skipped: str) -> int:
    while place < len(text) and text[place] in skipped:
        place += 1
    return place
