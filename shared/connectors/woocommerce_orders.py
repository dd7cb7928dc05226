"""Orders in a WooCommerce shop, by its REST API v3, with keys that may read and write.

It takes no idempotency key, so each order carries one of ours in its meta data, and what may have been created is looked for among the
orders since then. It takes orders for what it does not have as well, so stock is looked at before.
"""

import base64
import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from shared.connectors.order import Line, Order, Taken
from shared.connectors.shop_calls import Raw, Road, ShopCalls, answer_of, looked
from shared.errors import ShopRefused

ROOT = "/wp-json/wc/v3"
META = "_igshop_order"
#: The shop's clock may be behind ours by as much.
_CLOCKS_APART = timedelta(minutes=10)
_PER_PAGE = 100
_MOST_PAGES = 20
_COUNTRY = "JO"
#: WooCommerce's own ways to pay; what it has no name for is a transfer.
_PAYMENT = {"cash_on_delivery": ("cod", "processing"), "bank_transfer": ("bacs", "on-hold")}
#: The shop's people are done with it.
_OVER = frozenset({"cancelled", "completed", "failed", "refunded", "trash"})
#: Pieces that the order has already, by the number of their product or variation: the shop's stock is without them.
Held = Mapping[int, int]
_NOTHING: Held = {}


class WooCommerceOrders:
    def __init__(self, address: str, key: str, secret: str, road: Road) -> None:
        basic = base64.b64encode(f"{key}:{secret}".encode()).decode()
        self._calls = ShopCalls(address, {"Authorization": f"Basic {basic}"}, road)

    async def check(self, *, orders: bool) -> None:
        """A batch of nothing: keys that may only read are refused for the method alone."""
        await self._look("/products", {"per_page": "1"})
        if orders:
            answer_of(await self._send("POST", "/orders/batch", {}))

    async def create(self, order: Order) -> Taken:
        method, status = _PAYMENT.get(order.payment, ("bacs", "on-hold"))
        content = {
            "status": status,
            "payment_method": method,
            "payment_method_title": order.payment.replace("_", " "),
            "set_paid": False,
            "currency": order.currency,
            "line_items": [await self._item(line) for line in order.lines],
            "shipping_lines": [_shipping(order)],
            "fee_lines": [_discount(order)] if order.discount else [],
            "meta_data": [{"key": META, "value": str(order.key)}],
            **_where(order),
        }
        return _taken(_judged(await self._send("POST", "/orders", content)))

    async def find(self, order: Order, since: datetime) -> Taken | None:
        after = (since.astimezone(UTC) - _CLOCKS_APART).strftime("%Y-%m-%dT%H:%M:%S")
        for page in range(1, _MOST_PAGES + 1):
            query = {"after": after, "dates_are_gmt": "true", "orderby": "date", "order": "asc"}
            orders = await self._look("/orders", {**query, "per_page": str(_PER_PAGE), "page": str(page)})
            for one in orders:
                if any(meta["key"] == META and meta["value"] == str(order.key) for meta in one["meta_data"]):
                    return _taken(one)
            if len(orders) < _PER_PAGE:
                break
        return None

    async def change(self, order: Order, taken: Taken) -> None:
        with looked():
            there = _standing(await self._calls.send_once("GET", f"{ROOT}/orders/{taken.id}", None))
        content: dict[str, Any] = dict(_where(order))
        if order.goods_changed:
            content |= await self._goods(order, there)
        _judged(await self._send("PUT", f"/orders/{taken.id}", content))

    async def cancel(self, order: Order, taken: Taken) -> None:  # noqa: ARG002  # as the others do
        answered = await self._send("PUT", f"/orders/{taken.id}", {"status": "cancelled"})
        if not _is_gone(answered):
            answer_of(answered)  # or it was deleted there, and nobody delivers it

    async def close(self) -> None:
        await self._calls.close()

    async def _goods(self, order: Order, there: Mapping[str, Any]) -> dict[str, Any]:
        """All lines anew: a quantity of nothing takes the old ones out, and gives their stock back."""
        held = Counter[int]()
        for one in there["line_items"]:
            held[one.get("variation_id") or one["product_id"]] += one["quantity"]
        gone = [{"id": one["id"], "quantity": 0} for one in there["line_items"]]
        fees = [{"id": one["id"], "total": "0"} for one in there["fee_lines"]]
        shipping = [{"id": one["id"]} for one in there["shipping_lines"][:1]]
        return {
            "line_items": [*gone, *[await self._item(line, held) for line in order.lines]],
            "shipping_lines": [{**_shipping(order), **(shipping[0] if shipping else {})}],
            "fee_lines": [*fees, *([_discount(order)] if order.discount else [])],
        }

    async def _item(self, line: Line, held: Held = _NOTHING) -> dict[str, Any]:
        """By its SKU, a variation's own or its product's, as the import has taken it; without one by its number."""
        found = await self._one(line.variant_id) or await self._one(line.sku)
        if found is None or (found["type"] == "variable"):
            raise ShopRefused("unknown_item")
        if not _has(found, line.quantity - held.get(found["id"], 0)):
            raise ShopRefused("out_of_stock")
        parent = found.get("parent_id") or 0
        of = {"product_id": parent, "variation_id": found["id"]} if parent else {"product_id": found["id"]}
        total = str(line.unit_price * line.quantity)
        return {**of, "quantity": line.quantity, "subtotal": total, "total": total}

    async def _one(self, sku_or_id: str) -> Mapping[str, Any] | None:
        found: list[Mapping[str, Any]] = await self._look("/products", {"sku": sku_or_id})
        if found:
            return found[0] if len(found) == 1 else None
        if not sku_or_id.isascii() or not sku_or_id.isdecimal():
            return None
        by_id = await self._look("/products", {"include": sku_or_id})
        return by_id[0] if by_id else None

    async def _look(self, path: str, query: Mapping[str, str]) -> Any:
        with looked():
            where = f"{ROOT}{path}?{urlencode(query)}" if query else f"{ROOT}{path}"
            return answer_of(await self._calls.send_once("GET", where, None))

    async def _send(self, method: str, path: str, content: Mapping[str, Any]) -> Raw:
        body = json.dumps(content, ensure_ascii=False).encode()
        return await self._calls.send_once(method, ROOT + path, body)


def _judged(answered: Raw) -> Mapping[str, Any]:
    """What is refused is told in words of ours: theirs may quote the customer."""
    if answered.status == 400 and b"_product_" in answered.content:
        raise ShopRefused("unknown_item")
    made = answer_of(answered)
    if not isinstance(made, dict) or "id" not in made:
        raise ShopRefused("no_such_system")
    return made


def _standing(answered: Raw) -> Mapping[str, Any]:
    """The order as it is there. What the shop's people have ended or deleted is theirs, and says nothing of our credentials."""
    if _is_gone(answered):
        raise ShopRefused("not_taken")
    there: Mapping[str, Any] = answer_of(answered)
    if there["status"] in _OVER:
        raise ShopRefused("not_taken")
    return there


def _is_gone(answered: Raw) -> bool:
    return 400 <= answered.status < 500 and b"invalid_id" in answered.content


def _taken(made: Mapping[str, Any]) -> Taken:
    return Taken(str(made["id"]), str(made.get("number") or made["id"]))


def _has(product: Mapping[str, Any], quantity: int) -> bool:
    if product.get("backorders_allowed"):
        return True
    if product.get("manage_stock") is True and product.get("stock_quantity") is not None:
        return int(product["stock_quantity"]) >= quantity
    return product.get("stock_status") != "outofstock"


def _shipping(order: Order) -> dict[str, str]:
    return {"method_id": "flat_rate", "method_title": "Delivery", "total": str(order.delivery_fee)}


def _discount(order: Order) -> dict[str, str]:
    return {"name": "Discount", "tax_status": "none", "total": str(-order.discount)}


def _where(order: Order) -> dict[str, Any]:
    address = {
        "address_1": order.street or order.city,
        "city": order.city,
        "country": _COUNTRY,
    }
    return {
        "shipping": {**_who(order.to_name), **address, "phone": order.to_phone},
        "billing": {**_who(order.name), **address, "phone": order.phone},
        "customer_note": order.note,
    }


def _who(name: str) -> dict[str, str]:
    first, _, last = name.partition(" ")
    return {"first_name": first, "last_name": last}
