"""What delivery to an area costs and how long it takes, and what an order comes to: by the shop's own table, in decimals.

Areas, prices and stock are read in one transaction at that moment. An area that the shop does not know is asked about,
one that the words leave open is offered for choice.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import Field

from process.arguments import Arguments
from process.delivery_areas import DeliveryArea, areas_named
from process.tools import Shop, Tool
from shared.database import Row, named_queries
from shared.language import money

SQL = named_queries(Path(__file__).with_suffix(".sql"))

_MOST_CANDIDATES = 6
_MOST_OF_ONE = 1000


class Item(Arguments):
    sku: str = Field(description="as search_products gave it")
    quantity: int


class DeliveryQuote(Arguments):
    area: str = Field(description="where to, in the customer's own words")
    items: list[Item] | None = Field(description="what is ordered, for a total; null for the fee alone")


async def delivery_quote(shop: Shop, wanted: DeliveryQuote) -> dict[str, Any]:
    try:
        counts = _counts(wanted.items or ())
    except ValueError as error:
        return {"error": str(error)}
    async with shop.app.database.tenant(shop.tenant) as tx:
        areas = await tx.queue(SQL["areas"], {"tenant": shop.tenant})
        free = await tx.queue(SQL["free_from"], {"tenant": shop.tenant})
        goods = await tx.queue(SQL["goods"], {"tenant": shop.tenant, "skus": list(counts)})
    known = [DeliveryArea(**row) for row in await areas.fetchall()]
    products = {row["sku"]: row for row in await goods.fetchall()}
    if not products.keys() >= counts.keys():
        return {"error": "items: one sku is no product's: take it from search_products"}
    named = areas_named(wanted.area, known)
    if len(named) != 1:
        return _undecided(named, known)
    (area,) = named
    if not area.served:
        return {"delivery": "not_served", **_names(area)}
    lines = [(products[sku], count) for sku, count in counts.items()]
    return _quote(area, await free.fetchone(), lines)


def _counts(items: Sequence[Item]) -> dict[str, int]:
    """Raises ValueError for the model to mend."""
    counts: dict[str, int] = {}
    for item in items:
        sku = item.sku.strip()
        counts[sku] = counts.get(sku, 0) + item.quantity
        if not 0 < item.quantity < _MOST_OF_ONE or counts[sku] >= _MOST_OF_ONE:
            raise ValueError(f"items: quantity is a whole number from 1 to {_MOST_OF_ONE - 1}")
    return counts


def _undecided(named: Sequence[DeliveryArea], known: Sequence[DeliveryArea]) -> dict[str, Any]:
    if named:
        return {"delivery": "ambiguous", "ask_which": [_names(area) for area in named[:_MOST_CANDIDATES]]}
    if known:
        return {"delivery": "unknown_area", "ask": "which governorate and area; nothing is known before"}
    return {"delivery": "no_table", "look_in": "answer_from_knowledge"}


def _quote(area: DeliveryArea, shop: Row | None, lines: Sequence[tuple[Row, int]]) -> dict[str, Any]:
    if area.fee is None or area.currency is None:
        raise AssertionError("the table has no area that is served without a fee")
    quoted: dict[str, Any] = {
        "delivery": "served",
        **_names(area),
        "working_days_min": area.days_min,
        "working_days_max": area.days_max,
    }
    free_from = shop["free_delivery_from"] if shop and shop["currency"] == area.currency else None
    if free_from is not None:
        quoted |= _money("free_delivery_from", free_from, area.currency)
    short = [row for row, count in lines if count > row["stock"]]
    foreign = [row for row, _ in lines if row["currency"] != area.currency]
    if not lines or short or foreign:
        return quoted | _money("fee", area.fee, area.currency) | _why_no_total(short, foreign)
    subtotal = sum((row["price"] * count for row, count in lines), Decimal(0))
    fee = Decimal(0) if free_from is not None and subtotal >= free_from else area.fee
    return (
        quoted
        | {"items": [_line(row, count) for row, count in lines]}
        | _money("subtotal", subtotal, area.currency)
        | _money("fee", fee, area.currency)
        | _money("total", subtotal + fee, area.currency)
    )


def _why_no_total(short: Sequence[Row], foreign: Sequence[Row]) -> dict[str, Any]:
    if short:
        return {"no_total": "not enough in stock", "items": [_stock(row) for row in short]}
    return {"no_total": "the currencies differ"} if foreign else {}


def _names(area: DeliveryArea) -> dict[str, str]:
    return {"area_ar": area.name_ar, "area_en": area.name_en}


def _stock(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("sku", "name_ar", "name_en", "stock")}


def _line(row: Row, count: int) -> dict[str, Any]:
    names = {name: row[name] for name in ("sku", "name_ar", "name_en")}
    price = _money("price", row["price"], row["currency"])
    return {
        **names,
        "quantity": count,
        **price,
        **_money("line_total", row["price"] * count, row["currency"]),
    }


def _money(name: str, amount: Decimal, currency: str) -> dict[str, str]:
    return {
        name: money.plain(amount),
        f"{name}_ar": money.arabic(amount, currency),
        f"{name}_en": money.english(amount, currency),
    }


TOOL = Tool(
    name="delivery_quote",
    description="Fee and working days of delivery to an area, or that it is not served; with items also the order's total.",
    arguments=DeliveryQuote,
    run=delivery_quote,
)
