"""A shop's tables in memory, for the statements that a turn reads them with: areas, prices, stock, charts, shown media.

Each answers as PostgreSQL does, which a contract test holds it to. Any other statement is refused, by its first line:
a scenario must not be answered from rows that nobody has written down here.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from catalog.areas import Area
from catalog.columns import as_row
from catalog.rows import Product
from ops.eval.memory_orders import MemoryOrders
from ops.eval.scenario import Shop
from process import goods, pointed_at
from process.orders import reckon, standing
from process.tools import answer_from_knowledge, delivery_quote, order_status
from shared.database import Row
from shared.errors import Misconfigured
from shared.tenants import TenantId

_AREA = ("area_id", "name_ar", "name_en", "governorate", "served", "fee", "currency", "days_min", "days_max")
_SOLD = ("sku", "price", "currency")
_KEPT = ("sizes", "colors_ar", "colors_en", "stock", "count_together")

_SELLING = ("cliq_alias", "bank_account", "minimum_order", "last_order_on", "closed_ar", "closed_en")

#: Of every scenario, so that the same days are the same dates.
TODAY = date(2026, 1, 1)

Rows = list[Row]


class Found:
    """What one statement brought back, as from the database's own."""

    def __init__(self, rows: Rows) -> None:
        self._rows = iter(rows)

    async def fetchone(self) -> Row | None:
        return next(self._rows, None)

    async def fetchall(self) -> Rows:
        return list(self._rows)


class Reading:
    """A tenant's transaction, of which a turn's tools only read."""

    def __init__(self, answers: Mapping[bytes, Callable[[Mapping[str, Any]], Rows]]) -> None:
        self._answers = answers

    async def queue(self, statement: bytes, params: Mapping[str, Any]) -> Found:
        answer = self._answers.get(statement)
        if answer is None:
            first = statement.decode().partition("\n")[0]
            raise Misconfigured(f"the tables in memory have no answer to: {first}")
        return Found(answer(params))

    async def rows(self, statement: bytes, params: Mapping[str, Any]) -> Rows:
        return await (await self.queue(statement, params)).fetchall()

    async def row(self, statement: bytes, params: Mapping[str, Any]) -> Row | None:
        return await (await self.queue(statement, params)).fetchone()


class MemoryTables:
    """The database port over one shop's rows; every other tenant has none."""

    def __init__(self, tenant: TenantId, shop: Shop) -> None:
        self._tenant = tenant
        self._currency = shop.profile.currency
        self._delivery = shop.delivery
        self._products = {product.sku: product for product in shop.products}
        self._selling = shop.selling
        orders = MemoryOrders(shop, lambda sku: self._goods({"skus": [sku]})[0])
        self.answers: Mapping[bytes, Callable[[Mapping[str, Any]], Rows]] = {
            delivery_quote.SQL["areas"]: self._areas,
            delivery_quote.SQL["terms"]: self._terms,
            goods.SQL["goods"]: self._goods,
            reckon.SQL["terms"]: self._selling_terms,
            standing.SQL["order"]: orders.order,
            standing.SQL["lines"]: orders.lines,
            order_status.SQL["orders"]: orders.told,
            goods.SQL["alike"]: self._alike,
            pointed_at.SQL["shown"]: self._shown,
            answer_from_knowledge.SQL["sources"]: _none,  # a scenario's shop has entries of its own only
        }

    @asynccontextmanager
    async def tenant(self, tenant: TenantId) -> AsyncIterator[Reading]:
        yield Reading(self.answers if tenant == self._tenant else dict.fromkeys(self.answers, _none))

    async def close(self) -> None:
        """There is nothing to close."""

    def _areas(self, _: Mapping[str, Any]) -> Rows:
        areas = self._delivery.areas if self._delivery else ()
        return [_area(area) for area in sorted(areas, key=lambda area: area.area_id)]

    def _terms(self, _: Mapping[str, Any]) -> Rows:
        free_from = self._delivery.free_from if self._delivery else None
        offers = self._selling.offers if self._selling.bargaining == "offers" else ()
        listed = [one.model_dump(mode="json", exclude_none=True) for one in offers]
        return [
            {"free_delivery_from": free_from, "currency": self._currency, "offers": listed, "today": TODAY}
        ]

    def _selling_terms(self, params: Mapping[str, Any]) -> Rows:
        own = {name: getattr(self._selling, name) for name in _SELLING}
        return [terms | own for terms in self._terms(params)]

    def _goods(self, params: Mapping[str, Any]) -> Rows:
        found = (self._products.get(sku) for sku in params["skus"])
        return [_sold(product) | {"size_chart": _chart(product)} for product in found if product]

    def _alike(self, params: Mapping[str, Any]) -> Rows:
        wanted = self._products.get(params["sku"])
        if wanted is None or not wanted.category:
            return []
        of_its_kind = [
            one
            for one in self._products.values()
            if (one.category, one.currency) == (wanted.category, wanted.currency) and one.sku != wanted.sku
        ]
        near = sorted(of_its_kind, key=lambda one: (abs(one.price - wanted.price), one.sku))
        return self._goods({"skus": [one.sku for one in near[: params["most"]]]})

    def _shown(self, params: Mapping[str, Any]) -> Rows:
        wanted = set(params["media"])
        showing = (one for _, one in sorted(self._products.items()) if wanted & set(one.media_ids))
        return [_as_shown(product, wanted) for product in showing][: params["most"]]


def _none(_: Mapping[str, Any]) -> Rows:
    return []


def _area(area: Area) -> Row:
    return {name: getattr(area, name) for name in _AREA} | {"aliases": list(area.aliases)}


def _as_shown(product: Product, wanted: set[str]) -> Row:
    return _sold(product) | {
        "description_ar": product.description_ar,
        "description_en": product.description_en,
        "compare_at": product.compare_at,
        "image": next(iter(product.images), None),
        "post": None,  # no product of an evaluation was drafted from one
        "media": sorted(wanted & set(product.media_ids)),
    }


def _sold(product: Product) -> Row:
    row = as_row(product)
    return {
        **{name: getattr(product, name) for name in _SOLD},
        **{name: list(row[name]) if isinstance(row[name], tuple) else row[name] for name in _KEPT},
        "name_ar": product.name_ar.strip() or product.name_en,
        "name_en": product.name_en.strip() or product.name_ar,
        "variants": [variant | {"price": _text(variant["price"])} for variant in row["variants"]],
    }


def _text(price: str | None) -> str | None:
    """As PostgreSQL writes it."""
    return None if price is None else f"{Decimal(price):.3f}"


def _chart(product: Product) -> Row | None:
    return product.size_chart.model_dump(mode="json") if product.size_chart else None
