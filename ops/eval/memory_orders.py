"""What a scenario's customer has ordered before, as the rows of which a turn's tools tell: at today's prices and fees."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from catalog.areas import Area
from ops.eval.scenario import Item, Ordered, Shop
from process.goods import Line, Wanted, line
from process.orders.request import Request
from shared.database import Row
from shared.stock import Stock
from shared.stock_moves import counted

Rows = list[Row]


class MemoryOrders:
    """`goods` gives the row of a product."""

    def __init__(self, shop: Shop, goods: Callable[[str], Row]) -> None:
        self._goods = goods
        self._currency = shop.profile.currency
        self._areas = {area.area_id: area for area in shop.delivery.areas} if shop.delivery else {}
        self._orders = {order.order_no: order for order in shop.ordered}

    def told(self, params: Mapping[str, Any]) -> Rows:
        """Newest first."""
        newest = sorted(self._orders.values(), key=lambda order: -order.order_no)
        return [self._told(order) for order in newest[: params["most"]]]

    def order(self, params: Mapping[str, Any]) -> Rows:
        order = self._orders.get(params["order_no"])
        return [self._row(order)] if order else []

    def lines(self, params: Mapping[str, Any]) -> Rows:
        order = self._orders[params["order_no"]]
        return [_line_row(order.order_no, one) for one in self._lines(order.items)]

    def _told(self, order: Ordered) -> Row:
        lines = self._lines(order.items)
        items = [
            {"name_ar": one.row["name_ar"], "name_en": one.row["name_en"], "quantity": one.count}
            for one in lines
        ]
        row = self._row(order)
        kept = {name: row[name] for name in ("order_no", "state", "payment_state", "currency", "total")}
        return kept | {"shop_number": None, "items": items}

    def _row(self, order: Ordered) -> Row:
        goods = sum((one.price * one.count for one in self._lines(order.items)), Decimal(0))
        area = self._areas[order.area]
        assert area.fee is not None  # one that is served
        return {
            **{name: getattr(order, name) for name in ("order_no", "state", "payment", "payment_state")},
            "delivery": _delivery(area),
            "currency": self._currency,
            "goods": goods,
            "discount": Decimal(0),
            "delivery_fee": area.fee,
            "total": goods + area.fee,
        }

    def _lines(self, items: Sequence[Item]) -> list[Line]:
        return [line(self._goods(one.sku), Wanted(one.sku, one.size), one.quantity) for one in items]


def _delivery(area: Area) -> dict[str, Any]:
    kept = asdict(Request(name="لانا", phone="+962791234567", area=area.name_ar))
    for name in ("items", "payment", "kind", "order_no"):
        del kept[name]
    places = {"area_ar": area.name_ar, "area_en": area.name_en}
    return kept | places | {"working_days_min": area.days_min, "working_days_max": area.days_max}


def _line_row(order_no: int, one: Line) -> Row:
    variant = one.variants[0]
    shown = {name: getattr(variant, name) for name in ("size", "color_ar", "color_en")}
    names = {name: one.row[name] for name in ("name_ar", "name_en")}
    return {
        "order_no": order_no,
        "sku": one.row["sku"],
        "name": one.row["name_ar"],
        "variant": {**names, **shown, "made_to_order": variant.stock is Stock.MADE_TO_ORDER},
        "variant_id": variant.variant_id,
        "quantity": one.count,
        "unit_price": one.price,
        "counted": counted(one.variants, one.together, variant.variant_id),
    }
