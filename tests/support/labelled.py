"""Queries as customers write them, each with what would be right: a kind, and perhaps fabric, colour, size and price.

Which articles these are is computed from the shop's own rows, by names and columns and by nothing of the search. The two
halves were written together, before any word or rule was changed for them; only the first may be looked at while tuning.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from catalog.rows import Product

REGISTERS = ("jordanian", "arabizi", "standard", "english")
#: Of an article that is all that was asked for, and of one that is the kind alone.
WHOLE, KIND = 2, 1


@dataclass(frozen=True, slots=True)
class Labelled:
    text: str
    written: str  #: one of the registers
    held_out: bool
    grades: dict[str, int]  #: by SKU; what is missing is wrong

    @property
    def right(self) -> set[str]:
        return {sku for sku, grade in self.grades.items() if grade == WHOLE}


def labelled(products: Sequence[Product]) -> list[Labelled]:
    data = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return [
        Labelled(row["query"], row["written"], half == "held_out", dict(_grades(row, data, products)))
        for half in ("tuning", "held_out")
        for row in data[half]
    ]


def _grades(
    row: dict[str, Any], data: dict[str, Any], products: Sequence[Product]
) -> Iterable[tuple[str, int]]:
    for product in products:
        if re.search(data["kinds"][row["kind"]], product.name_ar):
            yield product.sku, WHOLE if _is_whole(row, data, product) else KIND


def _is_whole(row: dict[str, Any], data: dict[str, Any], product: Product) -> bool:
    return (
        ("color" not in row or bool(set(data["colors"][row["color"]]) & set(product.colors_en)))
        and (
            "fabric" not in row
            or data["fabrics"][row["fabric"]] in f"{product.name_ar} {product.description_ar}"
        )
        and ("size" not in row or row["size"] in product.sizes)
        and ("most" not in row or product.price <= Decimal(row["most"]))
        and ("least" not in row or product.price >= Decimal(row["least"]))
    )
