"""Which column of a file is which field, by what its header is called, in Arabic or in English.

Three kinds of file are known by their headers: our own template, what Shopify exports, and the product feed that Meta and Google
read. The names are in columns.json. A column that is missing is told once, not at every row; one that nobody knows is named, so that
a misspelt header does not pass for a column that is not there.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Self

from catalog.keeping import MAY_BE_SILENT
from catalog.sources.faults import RowFault, Unusable
from shared.language.normalise import normalise

#: Titles and a blank line may stand above the header.
HEADER_WITHIN = 10


class Layout(StrEnum):
    TEMPLATE = "template"
    SHOPIFY = "shopify"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Columns:
    layout: Layout
    fields: tuple[str | None, ...]  #: of each column, in the file's order
    headers: Mapping[str, str]  #: of each field, as the file writes it
    unknown: tuple[str, ...]  #: of a sheet that a person has made; exports have many that nobody needs

    @property
    def silent(self) -> frozenset[str]:
        """The fields of a product that no column is about."""
        told = {field for field in self.fields if field}
        by_column = _data()["about"]
        return frozenset(field for field in MAY_BE_SILENT if not told & set(by_column.get(field, [field])))

    @classmethod
    def of(cls, headers: Sequence[str], row: int = 1) -> Self:
        """Raises Unusable when the file lacks a column that a product cannot do without."""
        layout = _layout_of(headers)
        fields = _fields(layout, headers)
        missing = [names for names in _data()["needed"][layout] if not set(names) & set(fields)]
        if missing:
            wanted = ", ".join(_called(layout, names[0]) for names in missing)
            raise Unusable(
                RowFault.of(row, ", ".join(names[0] for names in missing), ", ".join(headers), f"a column {wanted}")
            )  # fmt: skip
        named = {field: header for field, header in zip(fields, headers, strict=True) if field}
        unknown = [
            header for field, header in zip(fields, headers, strict=True) if not field and header.strip()
        ]
        return cls(layout, fields, named, tuple(unknown) if layout is Layout.TEMPLATE else ())


def looks_like_header(cells: Sequence[str]) -> bool:
    return any(len(set(_fields(layout, cells)) - {None}) >= 2 for layout in Layout)


def _layout_of(headers: Sequence[str]) -> Layout:
    for layout, told_by in _data()["told_by"].items():
        if set(told_by) <= set(_fields(layout, headers)):
            return Layout(layout)
    return Layout.TEMPLATE


def _fields(layout: Layout, headers: Sequence[str]) -> tuple[str | None, ...]:
    """Of two columns with the same meaning the first counts."""
    names, taken = _names()[layout], set[str | None]()
    found: list[str | None] = []
    for header in headers:
        field = names.get(normalise(header).removeprefix("g "))
        found.append(None if field in taken else field)
        taken.add(field)
    return tuple(found)


def _called(layout: Layout, field: str) -> str:
    names = _data()[layout][field].split("|")
    arabic = next((name for name in names if not name.isascii()), None)
    return f"{names[0]} («{arabic}»)" if arabic else names[0]


@cache
def _names() -> dict[Layout, dict[str, str]]:
    return {
        layout: {
            normalise(name): field for field, names in _data()[layout].items() for name in names.split("|")
        }
        for layout in Layout
    }


@cache
def _data() -> Any:
    return json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
