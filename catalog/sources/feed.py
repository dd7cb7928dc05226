"""A product feed as Meta and Google read it: an item is a variant, and items of one `item_group_id` are one product.

Amounts are "25.000 JOD". A sale price is what it costs now, and the price what it cost before.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from catalog.sources.cells import (
    UNCOUNTED,
    Amount,
    OnHand,
    Unreadable,
    amount,
    by_language,
    colour,
    flag,
    stock,
)
from catalog.sources.faults import Item, RowFault
from catalog.sources.html import plain
from catalog.sources.pictures import pictures
from catalog.sources.rows import Row, first, pictured
from catalog.sources.template import NO_AMOUNT, finished, variant_of
from shared.stock import Stock, Variant

_COLUMN = {"sku": "group", "variant_id": "id", "size": "sizes", "color_ar": "colors", "color_en": "colors", "count": "quantity", "compare_at": "price"}  # fmt: skip
_DISCONTINUED = "discontinued"


def key(row: Row) -> str:
    return (row.cells.get("group") or row.cells.get("id") or "").strip()


def product(rows: Sequence[Row], currency: str) -> list[Item]:
    own, repeated = _distinct(rows)
    leading = own[0]
    now, before = _prices(leading)
    name = by_language(_common([row.text("name") for row in own]) or first(own, "name"))
    description = by_language(plain(first(own, "description")))
    images, warnings = pictures(pictured(row, name) for row in own for name in ("image", "images"))
    fields = {
        "sku": key(leading),
        "name_ar": name[0],
        "name_en": name[1],
        "description_ar": description[0],
        "description_en": description[1],
        "price": now.value,
        "compare_at": before,
        "currency": now.currency or currency,
        "category": first(own, "category").split(">")[-1].strip(),
        "images": images,
        "variants": [one for row in own for one in _variant(row, now.value)],
        "active": any(_is_sold(row) for row in own),
    }
    return finished(own, fields, repeated + warnings, _COLUMN)


def _distinct(rows: Sequence[Row]) -> tuple[list[Row], list[RowFault]]:
    kept: dict[str, Row] = {}
    repeated: list[RowFault] = []
    for row in rows:
        id_ = row.cells.get("id", "")
        if not id_:
            row.fault("id", "the item's own id, from 1 to 100 characters")
        if id_ in kept:
            expected = f"an id of its own: row {kept[id_].number} has it already"
            repeated.append(RowFault.of(row.number, row.headers.get("id", "id"), id_, expected))
        else:
            kept[id_] = row
    return list(kept.values()), repeated


def _prices(row: Row) -> tuple[Amount, Decimal | None]:
    """What it costs now, and before."""
    usual = row.read("price", amount, NO_AMOUNT)
    sale = row.read("sale_price", amount, NO_AMOUNT) if row.cells.get("sale_price") else usual
    return sale, usual.value if usual.value > sale.value else None


def _variant(row: Row, products: Decimal) -> list[Variant]:
    on_hand = row.read("availability", _availability, UNCOUNTED)
    if on_hand[0] is Stock.AVAILABLE and row.cells.get("quantity"):
        on_hand = row.read("quantity", stock, on_hand)
    own = _prices(row)[0].value
    arabic, english = colour(row.text("colors"))
    if row.faults:
        return []
    fields = {
        "variant_id": row.text("id"), "size": row.text("sizes"), "color_ar": arabic, "color_en": english,
        "price": own if own != products else None, "stock": on_hand[0], "count": on_hand[1],
    }  # fmt: skip
    return variant_of(row, fields, _COLUMN)


def _availability(text: str) -> OnHand:
    if not text.strip() or re.fullmatch(r"[\d.\s]+", text):
        raise Unreadable("in stock, out of stock, preorder or available for order")
    return stock(text)


def _is_sold(row: Row) -> bool:
    hidden = row.read("visibility", flag, None) is False
    return not hidden and row.text("availability").strip().casefold() != _DISCONTINUED


def _common(names: Sequence[str]) -> str:
    """What the titles of a product's variants begin with: "Abaya - S" and "Abaya - M" are an Abaya."""
    shared = names[0]
    for name in names[1:]:
        while not name.startswith(shared):
            shared = shared[:-1]
    if shared in names:
        return shared.strip()
    return re.sub(r"[\s\-–—/|,،:(\[]+$", "", shared.rpartition(" ")[0])
