"""What delivery to an area costs and how long it takes, and what an order comes to: by the shop's own table, in decimals.

Areas, prices and stock are read in one transaction at that moment. An area that the shop does not know is asked about,
one that the words leave open is offered for choice.
"""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import Field

from process import goods
from process.arguments import Arguments
from process.delivery_areas import DeliveryArea, areas_named
from process.goods import Line, Wanted, line, quantities, spellings, subtotal, told_lines, why_no_total
from process.orders.offers import offer_had, told_offers
from process.orders.priced import told_discount
from process.product_facts import told_money
from process.tools import Shop, Tool
from shared.database import Row, named_queries
from shared.offers import offers_of

SQL = named_queries(Path(__file__).with_suffix(".sql"))

_MOST_CANDIDATES = 6


class Item(Arguments):
    sku: str = Field(description="as search_products gave it")
    size: str
    color: str
    quantity: int


class DeliveryQuote(Arguments):
    area: str = Field(description="where to, in the customer's own words; empty for the goods alone")
    items: list[Item] | None = Field(
        description="what is ordered, size and color or empty; null for the fee alone"
    )


async def delivery_quote(shop: Shop, wanted: DeliveryQuote) -> dict[str, Any]:
    try:
        counts = quantities(
            (Wanted(item.sku, item.size, item.color), item.quantity) for item in wanted.items or ()
        )
    except ValueError as error:
        return {"error": str(error)}
    goods_alone = not wanted.area.strip()
    async with shop.app.database.tenant(shop.tenant) as tx:
        areas = await tx.queue(SQL["areas"], {"tenant": shop.tenant})
        terms = await tx.queue(SQL["terms"], {"tenant": shop.tenant})
        meant = {item: spellings(item.sku, shop.draft.found) for item in counts}
        of = {"tenant": shop.tenant, "skus": [sku for skus in meant.values() for sku in skus]}
        rows = await tx.queue(goods.SQL["goods"], of)
    shops = await terms.fetchone()
    if shops is None:
        return {"delivery": "no_table", "look_in": "answer_from_knowledge"}
    offers = told_offers(offers_of(shops["offers"]), shops["currency"], shops["today"])
    listed = {"offers": offers} if offers else {}
    if goods_alone and not counts:
        return listed or {"error": "area, items: at least one is needed"}
    products = {row["sku"]: row for row in await rows.fetchall()}
    own = {item: next((sku for sku in skus if sku in products), None) for item, skus in meant.items()}
    lines = [line(products[sku], item, counts[item]) for item, sku in own.items() if sku is not None]
    if len(lines) < len(counts):
        return {"error": "items: one sku is no product's: take it from search_products"}
    if goods_alone:
        return listed | _goods_alone(lines, shops)
    known = [DeliveryArea(**row) for row in await areas.fetchall()]
    named = areas_named(wanted.area, known)
    if len(named) != 1:
        return _undecided(named, known)
    return listed | _quote(named[0], shops, lines)


def _goods_alone(lines: Sequence[Line], shops: Row) -> dict[str, Any]:
    currency = lines[0].row["currency"]
    if none := why_no_total(lines, currency):
        return none
    told = {"items": told_lines(lines), **told_money("subtotal", subtotal(lines), currency)}
    discount, less = _less(lines, shops, currency)
    return told | less | (told_money("total", subtotal(lines) - discount, currency) if less else {})


def _less(lines: Sequence[Line], shops: Row, currency: str) -> tuple[Decimal, dict[str, str]]:
    """What an offer takes off, and as it is told."""
    had = offer_had(shops, subtotal(lines), sum(one.count for one in lines), currency)
    if had is None:
        return Decimal(0), {}
    offer, discount = had
    return discount, told_discount(discount, offer.name_ar, offer.name_en, currency)


def _undecided(named: Sequence[DeliveryArea], known: Sequence[DeliveryArea]) -> dict[str, Any]:
    if named:
        return {"delivery": "ambiguous", "ask_which": [_names(area) for area in named[:_MOST_CANDIDATES]]}
    if known:
        return {"delivery": "unknown_area", "ask": "which governorate and area; nothing is known before"}
    return {"delivery": "no_table", "look_in": "answer_from_knowledge"}


def _quote(area: DeliveryArea, shops: Row, lines: Sequence[Line]) -> dict[str, Any]:
    # The shop says it in its own currency.
    free_from: Decimal | None = shops["free_delivery_from"] if shops["currency"] == area.currency else None
    if area.fee is None or area.currency is None:
        return {"delivery": "not_served", **_names(area)}
    quoted: dict[str, Any] = {
        "delivery": "served",
        **_names(area),
        "working_days_min": area.days_min,
        "working_days_max": area.days_max,
    }
    if free_from is not None:
        quoted |= told_money("free_delivery_from", free_from, area.currency)
    none = why_no_total(lines, area.currency)
    if none or not lines:
        return quoted | told_money("fee", area.fee, area.currency) | none
    worth = subtotal(lines)
    discount, less = _less(lines, shops, area.currency)
    fee = Decimal(0) if free_from is not None and worth >= free_from else area.fee
    return (
        quoted
        | {"items": told_lines(lines)}
        | told_money("subtotal", worth, area.currency)
        | less
        | told_money("fee", fee, area.currency)
        | told_money("total", worth - discount + fee, area.currency)
    )


def _names(area: DeliveryArea) -> dict[str, str]:
    return {"area_ar": area.name_ar, "area_en": area.name_en}


TOOL = Tool(
    name="delivery_quote",
    description="Fee and working days of delivery to an area, or that it is not served; with items also what they come to, and the offers.",
    arguments=DeliveryQuote,
    run=delivery_quote,
)
