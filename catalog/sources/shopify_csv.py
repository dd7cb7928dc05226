"""What Shopify exports as CSV: rows of one handle are one product; its first row has its title, further ones its variants and pictures."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from catalog.sources.cells import UNCOUNTED, OnHand, amount, by_language, flag, listed, stock
from catalog.sources.faults import Item, RowFault
from catalog.sources.html import plain
from catalog.sources.options import chosen
from catalog.sources.pictures import pictures
from catalog.sources.rows import Row, first, pictured
from catalog.sources.template import NO_AMOUNT, finished, variant_of
from shared.stock import Stock, Variant

_COLUMN = {"variant_id": "variant", "size": "option1", "color_ar": "option1", "color_en": "option1", "count": "quantity"}  # fmt: skip


def key(row: Row) -> str:
    return row.cells.get("sku", "").strip()


def product(rows: Sequence[Row], currency: str) -> list[Item]:
    leading = rows[0]
    sold = [row for row in rows if row.cells.get("price") or row.cells.get("option1")] or [leading]
    name, description = by_language(first(rows, "name")), by_language(plain(first(rows, "description")))
    if not key(leading):
        leading.fault("sku", "the product's handle")
    price = sold[0].read("price", amount, NO_AMOUNT)
    before = sold[0].read("compare_at", amount, NO_AMOUNT) if sold[0].cells.get("compare_at") else None
    names = {f"option{n}": first(rows, f"option{n}_name") for n in (1, 2, 3)}
    variants, repeated = _variants(sold, names, price.value)
    images, warnings = pictures(pictured(row, "image") for row in rows)
    fields = {
        "sku": key(leading),
        "name_ar": name[0],
        "name_en": name[1],
        "description_ar": description[0],
        "description_en": description[1],
        "price": price.value,
        "compare_at": before.value if before and before.value > price.value else None,
        "currency": price.currency or currency,
        "category": first(rows, "category"),
        "tags": listed(first(rows, "tags")),
        "images": images,
        "variants": variants,
        "active": not any(leading.read(name, flag, None) is False for name in ("status", "published")),
    }
    return finished(rows, fields, repeated + warnings, _COLUMN)


def _variants(
    rows: Sequence[Row], names: Mapping[str, str], products: Decimal
) -> tuple[list[Variant], list[RowFault]]:
    made: dict[str, tuple[Variant, int]] = {}
    repeated: list[RowFault] = []
    for row in rows:
        choice = chosen((names[option], row.text(option)) for option in names)
        price = row.read("price", amount, NO_AMOUNT).value
        state, count = _stock(row)
        id_ = row.text("variant").strip().lstrip("'") or "/".join(filter(None, [key(row), *choice]))
        if row.faults:
            continue
        if id_ in made:
            expected = f"a variant of its own: row {made[id_][1]} has it already"
            repeated.append(RowFault.of(row.number, row.headers.get("variant", "variant"), id_, expected))
            continue
        fields = {
            "variant_id": id_, **choice._asdict(), "price": price if price != products else None, "stock": state, "count": count,
        }  # fmt: skip
        for variant in variant_of(row, fields, _COLUMN):
            made[id_] = (variant, row.number)
    return [variant for variant, _ in made.values()], repeated


def _stock(row: Row) -> OnHand:
    """Without a tracker nobody counts; sold below zero is sold out; "continue" sells on what has run out."""
    if not row.text("tracked") or not row.text("quantity"):
        return UNCOUNTED
    oversold = row.text("quantity").startswith("-")
    state, count = (Stock.COUNTED, 0) if oversold else row.read("quantity", stock, UNCOUNTED)
    goes_on = row.text("policy").strip().casefold() in {"continue", "true"}
    return (Stock.MADE_TO_ORDER, None) if goes_on and not count else (state, count)
