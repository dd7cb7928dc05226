"""The orders of a WooCommerce shop: lines are of products that there are, stock goes and comes with them.

It takes more than it has, as WooCommerce does over this API.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any


class Refused(Exception):
    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


@dataclass(slots=True)
class WooCommerceOrderBook:
    products: list[dict[str, Any]]
    variations: dict[int, list[dict[str, Any]]]
    orders: list[dict[str, Any]] = field(default_factory=list)
    _last_id: int = 700

    def every(self) -> list[dict[str, Any]]:
        """Products and variations, as a search by SKU finds them."""
        found = [{"parent_id": 0, **one} for one in self.products]
        for parent, some in self.variations.items():
            found += [{"type": "variation", "parent_id": parent, **one} for one in some]
        return found

    def since(self, after: str) -> list[dict[str, Any]]:
        return [one for one in self.orders if one["date_created_gmt"] > after]

    def order(self, id_: int) -> dict[str, Any]:
        for one in self.orders:
            if one["id"] == id_:
                return one
        raise Refused("woocommerce_rest_shop_order_invalid_id", "Invalid ID.", 404)

    def create(self, given: dict[str, Any]) -> dict[str, Any]:
        for line in given["line_items"]:
            self._goods(line)
        order = {
            "id": self._next(),
            "date_created_gmt": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
            **given,
        }
        for name in ("line_items", "shipping_lines", "fee_lines"):
            order[name] = [{"id": self._next(), **line} for line in given[name]]
        order["number"] = str(order["id"])
        order["total"] = _total(order)
        self._move(order["line_items"], -1)
        self.orders.append(order)
        return order

    def update(self, id_: int, given: dict[str, Any]) -> dict[str, Any]:
        order = self.order(id_)
        for line in given.get("line_items", []):
            if "id" not in line:
                self._goods(line)
        if given.get("status") == "cancelled" and order["status"] != "cancelled":
            self._move(order["line_items"], +1)
        for name in ("line_items", "shipping_lines", "fee_lines"):
            for line in given.get(name, []):
                self._put(order, name, line)
        order |= {name: value for name, value in given.items() if not name.endswith("_lines") and name != "line_items"}  # fmt: skip
        order["total"] = _total(order)
        return order

    def _put(self, order: dict[str, Any], name: str, line: dict[str, Any]) -> None:
        if "id" not in line:
            order[name].append({"id": self._next(), **line})
            if name == "line_items":
                self._move([line], -1)
            return
        there = next(one for one in order[name] if one["id"] == line["id"])
        if line.get("quantity") == 0:
            self._move([there], +1)
            order[name].remove(there)
        else:
            there.update(line)

    def _goods(self, line: dict[str, Any]) -> dict[str, Any]:
        wanted = line.get("variation_id") or line["product_id"]
        every: Iterator[dict[str, Any]] = iter(
            [*self.products, *(one for some in self.variations.values() for one in some)]
        )
        for one in every:
            if one["id"] == wanted:
                return one
        raise Refused("woocommerce_rest_invalid_product_id", "Product is invalid.")

    def _move(self, lines: list[dict[str, Any]], sign: int) -> None:
        for line in lines:
            goods = self._goods(line)
            if goods["manage_stock"] is True:
                goods["stock_quantity"] += sign * line["quantity"]

    def _next(self) -> int:
        self._last_id += 1
        return self._last_id


def _total(order: dict[str, Any]) -> str:
    lines = [*order["line_items"], *order["shipping_lines"], *order["fee_lines"]]
    return str(sum((Decimal(line["total"]) for line in lines), Decimal(0)))
