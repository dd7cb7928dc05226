"""A shop of some three hundred articles for search: the sample shop's own, and one for each kind, fabric and colour there.

Made of a data file and nothing else, so that it is the same at every run. The local world keeps the smaller shop: each of
its articles has a picture, and it has to be indexed while a newcomer waits for the first answer.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

from catalog.files import read_folder
from catalog.product_rows import ProductRow
from catalog.rows import Product
from local.filling import SAMPLE

#: So much dearer is each further fabric, and so much each step of three.
_FABRIC, _STEP = Decimal("3.500"), Decimal("1.250")


def wide_shop() -> list[Product]:
    data = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return [*read_folder(SAMPLE)[0], *(one for kind in data["kinds"] for one in _of_kind(kind, data))]


def _of_kind(kind: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[Product]:
    made = product(enumerate(kind["fabrics"]), kind["colors"])
    for number, ((dearer, fabric), color) in enumerate(made):
        detail_ar, detail_en = kind["details"][number % len(kind["details"])]
        fabric_ar, fabric_en, of_fabric_ar, of_fabric_en = data["fabrics"][fabric]
        masculine, feminine = data["colors"][color]
        color_ar = feminine if kind["feminine"] else masculine
        about_ar, about_en = kind["about"]
        row = {
            "sku": f"{kind['sku']}-{number + 1:03}",
            "name_ar": f"{kind['ar']} {fabric_ar} {color_ar} {detail_ar}",
            "name_en": f"{color.capitalize()} {fabric_en} {kind['en']} {detail_en}",
            "description_ar": f"{of_fabric_ar} {about_ar}",
            "description_en": f"{of_fabric_en} {about_en}",
            "price": Decimal(kind["price"]) + dearer * _FABRIC + number % 3 * _STEP,
            "currency": "JOD",
            "category": kind["category"],
            "sizes": _in_stock(kind["sizes"], number),
            "colors": ({"ar": masculine, "en": color},),
            "stock": (number * 7 + 3) % 11,
            "tags": tuple(kind["tags"]),
        }
        yield ProductRow.model_validate(row).product()


def _in_stock(sizes: list[str], number: int) -> tuple[str, ...]:
    """Few articles have every size."""
    gone = number % (len(sizes) + 1)
    return tuple(size for at, size in enumerate(sizes) if len(sizes) == 1 or at != gone)
