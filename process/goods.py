"""What goods come to: the database's prices times the quantities, in decimals, or why there is no sum.

A size or colour may have a price and a stock of its own; what is not named is left open, and has a price only where it
makes no difference.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from process.product_facts import told_money
from process.told_options import Asked, told
from shared.database import Row, named_queries
from shared.language.colors import is_of_color
from shared.language.sizes import written_sizes
from shared.stock import Stock, Variant, kept_variants, options_of, stock_of, told_stock

SQL = named_queries(Path(__file__).with_suffix(".sql"))

MOST_OF_ONE = 1000
TOO_MANY = f"items: quantity is a whole number from 1 to {MOST_OF_ONE - 1}"


@dataclass(frozen=True, slots=True)
class Wanted:
    sku: str
    size: str = ""  #: in the customer's words, as the colour
    color: str = ""
    variant_id: str = ""  #: once it is known which; then the words count for nothing


@dataclass(frozen=True, slots=True)
class Line:
    row: Row  #: the product's
    wanted: Wanted
    count: int
    variants: tuple[Variant, ...]  #: that may be meant: none when the product has it not
    together: int | None  #: how many there are of all of the product's, where nobody counts each

    @property
    def prices(self) -> set[Decimal]:
        own = self.row["price"]
        return {own if variant.price is None else variant.price for variant in self.variants}

    @property
    def price(self) -> Decimal:
        (price,) = self.prices
        return price

    @property
    def stock(self) -> tuple[Stock, int | None]:
        return stock_of(self.variants, self.together)


def quantities(items: Iterable[tuple[Wanted, int]]) -> dict[Wanted, int]:
    """Each once. Raises ValueError for the model to mend."""
    counts: dict[Wanted, int] = {}
    for wanted, quantity in items:
        counts[wanted] = counts.get(wanted, 0) + quantity
        if quantity < 1 or counts[wanted] >= MOST_OF_ONE:
            raise ValueError(TOO_MANY)
    return counts


def spellings(sku: str, found: Iterable[str]) -> list[str]:
    """What a model may mean, the likeliest first: it adds blanks, or leaves out a sku's own. `found` are of this turn."""
    bare = "".join(sku.split())
    return list(dict.fromkeys([sku, sku.strip(), *(own for own in found if "".join(own.split()) == bare)]))


def line(row: Row, wanted: Wanted, count: int) -> Line:
    variants, together = kept_variants(row)
    meant = tuple(one for one in variants if _is_meant(one, wanted))
    return Line(row, wanted, count, meant, together)


def _is_meant(variant: Variant, wanted: Wanted) -> bool:
    if wanted.variant_id:
        return variant.variant_id == wanted.variant_id
    return _of_size(variant, wanted.size) and _of_color(variant, wanted.color)


def _of_size(variant: Variant, size: str) -> bool:
    return not size.strip() or variant.size.strip().upper() in written_sizes(size)


def _of_color(variant: Variant, color: str) -> bool:
    return not color.strip() or is_of_color(color, [variant.color_ar, variant.color_en])


def subtotal(lines: Sequence[Line]) -> Decimal:
    return sum((one.price * one.count for one in lines), Decimal(0))


def not_had(lines: Sequence[Line]) -> list[Line]:
    """That the shop has not so many of, or never had in this size or colour."""
    return [one for one in lines if not one.variants] or [one for one in lines if _is_short(one, lines)]


def why_no_total(lines: Sequence[Line], currency: str) -> dict[str, Any]:
    """Empty when the goods can be summed up in this currency."""
    if missing := [one for one in lines if not one.variants]:
        return {"no_total": "not sold in this size or colour", "items": [_sold_as(one) for one in missing]}
    if short := [one for one in lines if _is_short(one, lines)]:
        items = [{**_names(one), "stock": told_stock(*one.stock)} for one in short]
        return {"no_total": "not enough in stock", "items": items}
    if unclear := [one for one in lines if len(one.prices) > 1]:
        items = [
            told(_names(one) | {"options": options_of(one.variants, one.row["price"])}, _asked(one))
            for one in unclear
        ]
        return {"no_total": "ask which size or colour: their prices differ", "items": items}
    if any(one.row["currency"] != currency for one in lines):
        return {"no_total": "the currencies differ"}
    return {}


def _is_short(one: Line, lines: Sequence[Line]) -> bool:
    stock, count = one.stock
    # What several lines want of one product comes out of one stock: of the same sizes and colours, and of all of them
    # where they are counted as a whole.
    wanted = sum(
        other.count
        for other in lines
        if other.row["sku"] == one.row["sku"]
        and (one.together is not None or {*other.variants} <= {*one.variants})
    )
    return stock is Stock.SOLD_OUT or (count is not None and wanted > count)


def _sold_as(one: Line) -> dict[str, Any]:
    return told(
        _names(one) | {name: one.row[name] for name in ("sizes", "colors_ar", "colors_en")}, _asked(one)
    )


def _asked(one: Line) -> Asked:
    return Asked.of(one.wanted.size, one.wanted.color)


def told_lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {
            **_names(one),
            **_option(one),
            "quantity": one.count,
            **told_money("price", one.price, one.row["currency"]),
            **told_money("line_total", one.price * one.count, one.row["currency"]),
            **_to_order(one),
        }
        for one in lines
    ]


def _option(one: Line) -> dict[str, str]:
    """What was asked for, in the shop's own spelling where that is plain."""
    said = {"size": one.wanted.size.strip(), "color": one.wanted.color.strip()}
    if said["size"]:
        said["size"] = one.variants[0].size
    return {name: value for name, value in said.items() if value}


def _to_order(one: Line) -> Mapping[str, int | str]:
    stock = one.stock[0]
    return {"stock": told_stock(stock, None)} if stock is Stock.MADE_TO_ORDER else {}


def _names(one: Line) -> dict[str, Any]:
    return {name: one.row[name] for name in ("sku", "name_ar", "name_en")}
