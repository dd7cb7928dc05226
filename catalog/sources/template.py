"""Our own template, and any sheet with such columns: a row is a product, or one of its variants when others have its sku.

A row may hold several sizes and colours in a cell («38, 39, 40»); then its stock is of all of them together, or a list as long as that of the
sizes. A product with a fault in any of its rows is not taken, for taking the rest would lose a variant that the shop has.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from pydantic import ValidationError

from catalog.rows import Product
from catalog.sources.cells import (
    UNCOUNTED,
    Amount,
    OnHand,
    amount,
    by_language,
    colour,
    flag,
    listed,
    listed_all,
    stock,
)
from catalog.sources.cells import currency as named_currency
from catalog.sources.faults import Item, RowFault, of_validation
from catalog.sources.pictures import pictures
from catalog.sources.rows import Row, first, pictured
from shared.stock import Stock, Variant, paired, variant_ids


class _Offer(NamedTuple):
    """What one row sells: each size in each colour, with its stock."""

    kinds: list[tuple[str, str, str]]
    stock: list[OnHand]
    together: int | None


class _Sold(NamedTuple):
    """What all rows of a product sell."""

    variants: Sequence[Variant] = ()
    together: int | None = None  #: how many there are of all of them, where no row says it of each
    warnings: Sequence[RowFault] = ()


NO_AMOUNT = Amount(Decimal(0), None)
_COLUMN = {"color_ar": "colors_ar", "color_en": "colors_en", "size": "sizes", "variant_id": "variant", "count": "stock"}  # fmt: skip


def key(row: Row) -> str:
    sku = row.cells.get("sku", "")
    return sku.strip()


def product(rows: Sequence[Row], currency: str) -> list[Item]:
    """The product, and a fault for each row that repeats another; or all that is wrong with it."""
    own, repeated = _distinct(rows)
    if not key(own[0]):
        own[0].fault("sku", "the product's own code, from 1 to 100 characters")
    prices = [_price(row, own[0]) for row in own]
    fields = _fields(own, prices[0], currency)
    images, warnings = pictures([pictured(_first_with(own, "images"), "images")])
    sold = _sold(own, prices) if key(own[0]) else _Sold()
    fields |= {"images": images, "variants": sold.variants, "count_together": sold.together}
    return finished(own, fields, [*repeated, *warnings, *sold.warnings], _COLUMN)


def finished(
    rows: Sequence[Row], fields: dict[str, Any], others: list[RowFault], columns: dict[str, str]
) -> list[Item]:
    if not fields["name_ar"] and not fields["name_en"] and not rows[0].faults:
        called = next((name for name in ("name", "name_ar", "name_en") if name in rows[0].headers), "name")
        rows[0].fault(called, "a name, in Arabic or in English")
    found = list(dict.fromkeys(fault for row in rows for fault in row.faults))
    if found:
        return [*found, *others]
    try:
        return [Product.model_validate(fields), *others]
    except ValidationError as error:
        headers = rows[0].headers
        known = {name: headers.get(field, field) for name, field in columns.items()}
        texts = {
            f"{name}_{language}": headers.get(f"{name}_{language}") or headers.get(name, name)
            for name in ("name", "description")
            for language in ("ar", "en")
        }
        return [*of_validation(rows[0].number, error, {**headers, **known, **texts}), *others]


def variant_of(row: Row, fields: dict[str, Any], columns: dict[str, str]) -> list[Variant]:
    """None when something is wrong with it, which is told at its row."""
    try:
        return [Variant.model_validate(fields)]
    except ValidationError as error:
        headers = {
            name: row.headers.get(field) or row.headers.get("sku", field) for name, field in columns.items()
        }
        row.faults.extend(of_validation(row.number, error, headers))
        return []


def _distinct(rows: Sequence[Row]) -> tuple[list[Row], list[RowFault]]:
    """Rows that are a variant each; one that says what an earlier one says, or is another product by its name, is told with both."""
    kept: dict[tuple[str, ...], Row] = {}
    repeated: list[RowFault] = []
    for row in rows:
        same = tuple(
            row.cells.get(name, "") for name in ("variant", "sizes", "colors", "colors_ar", "colors_en")
        )
        earlier = kept.get(same) or _of_another_name(row, next(iter(kept.values()), row))
        if earlier is None:
            kept[same] = row
        else:
            repeated.append(
                RowFault.of(
                    row.number,
                    row.headers.get("sku", "sku"),
                    key(row),
                    f"a code of its own, or another size or colour: row {earlier.number} has it already",
                )
            )
    return list(kept.values()), repeated


def _of_another_name(row: Row, leading: Row) -> Row | None:
    names = ("name", "name_ar", "name_en")
    differs = any(row.cells.get(n) and leading.cells.get(n) and row.cells[n] != leading.cells[n] for n in names)  # fmt: skip
    return leading if differs else None


def _price(row: Row, leading: Row) -> Amount:
    if row is not leading and not row.cells.get("price"):
        return NO_AMOUNT
    return row.read("price", amount, NO_AMOUNT)


def _fields(rows: Sequence[Row], price: Amount, currency: str) -> dict[str, Any]:
    leading = rows[0]
    name, description = by_language(first(rows, "name")), by_language(first(rows, "description"))
    before = leading.read("compare_at", amount, NO_AMOUNT) if leading.cells.get("compare_at") else None
    return {
        "sku": key(leading),
        "name_ar": first(rows, "name_ar") or name[0],
        "name_en": first(rows, "name_en") or name[1],
        "description_ar": first(rows, "description_ar") or description[0],
        "description_en": first(rows, "description_en") or description[1],
        "price": price.value,
        "compare_at": before.value if before and before.value > price.value else None,
        "currency": price.currency or leading.read("currency", named_currency, None) or currency,
        "category": first(rows, "category"),
        "tags": listed(first(rows, "tags")),
        "active": leading.read("active", flag, None) is not False,
    }


def _first_with(rows: Sequence[Row], name: str) -> Row:
    return next((row for row in rows if row.cells.get(name)), rows[0])


def _sold(rows: Sequence[Row], prices: Sequence[Amount]) -> _Sold:
    offers = [_offer(row) for row in rows]
    ids = iter(variant_ids(key(rows[0]), [kind for offer in offers for kind in offer.kinds]))
    made: list[Variant] = []
    for row, offer, price in zip(rows, offers, prices, strict=True):
        derived = [next(ids) for _ in offer.kinds]
        own = row.text("variant").strip()
        differs = price is not NO_AMOUNT and price.value != prices[0].value
        names = variant_ids(own, offer.kinds) if own else derived
        for name, (size, arabic, english), (state, count) in zip(
            names, offer.kinds, offer.stock, strict=True
        ):
            variant = {
                "variant_id": name, "size": size, "color_ar": arabic, "color_en": english,
                "stock": state, "count": count, "price": price.value if differs else None,
            }  # fmt: skip
            made += variant_of(row, variant, _COLUMN)
    together = [offer.together for offer in offers]
    count = sum(filter(None, together)) if None not in together else None
    return _Sold(made, count, _twice(rows, offers))


def _twice(rows: Sequence[Row], offers: Sequence[_Offer]) -> list[RowFault]:
    """A size and colour that an earlier row sells as well: each is a variant of its own, and no id can be made of them."""
    if all(row.cells.get("variant") for row in rows):
        return []
    found: dict[tuple[str, str, str], int] = {}
    warnings: list[RowFault] = []
    for row, offer in zip(rows, offers, strict=True):
        for kind in offer.kinds:
            earlier = found.setdefault(kind, row.number)
            if earlier != row.number:
                column = row.headers.get("sizes" if kind[0] else "colors", "sku")
                told = " / ".join(filter(None, kind))
                expected = f"a size and colour of its own: row {earlier} has it already; both are taken, and the variants' ids are numbers"
                warnings.append(RowFault.of(row.number, column, told, expected, refuses=False))
    return warnings


def _offer(row: Row) -> _Offer:
    sizes, colours = listed(row.text("sizes")), _colours(row)
    kinds = [(size, *color) for size in sizes or [""] for color in colours or [("", "")]]
    each = _stock_of_each(row, sizes)
    if each:
        return _Offer(kinds, [each[sizes.index(kind[0])] for kind in kinds], None)
    if row.faults:
        return _Offer(kinds, [UNCOUNTED] * len(kinds), None)
    state, count = row.read("stock", stock, UNCOUNTED)
    if count is None or len(kinds) == 1:
        return _Offer(kinds, [(state, count)] * len(kinds), None)
    return _Offer(kinds, [(Stock.AVAILABLE if count else Stock.SOLD_OUT, None)] * len(kinds), count)


def _stock_of_each(row: Row, sizes: Sequence[str]) -> list[OnHand]:
    """«3, 0, 2» beside «38, 39, 40»; empty when the cell is about all of them."""
    counts = listed_all(row.text("stock"))
    if len(counts) < 2:
        return []
    if len(counts) != len(sizes):
        row.fault("stock", f"one number, or as many as there are sizes ({len(sizes)})")
        return []
    return [row.read("stock", partial(_one_of, one), UNCOUNTED) for one in counts]


def _one_of(text: str, _cell: str) -> OnHand:
    return stock(text)


def _colours(row: Row) -> list[tuple[str, str]]:
    arabic, english = listed(row.text("colors_ar")), listed(row.text("colors_en"))
    if arabic and english and len(arabic) != len(english):
        row.fault("colors_en", f"as many colours as in Arabic ({len(arabic)}), in the same order")
    return paired(arabic, english) or [colour(one) for one in listed(row.text("colors"))]
