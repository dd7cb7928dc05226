"""What webhooks say of products, as what we keep of them: for each variant its price and how many there are.

Shopify sends a product with all its variants (`products/update`), WooCommerce a product without its variations, or one of those
(`product.updated`). Whatever else they send tells of nothing here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from shared.connectors.connections import Kind
from shared.stock import Stock

_TOPICS = {
    Kind.SHOPIFY: ("products/update",),
    Kind.WOOCOMMERCE: ("product.updated", "product.restored"),
}
_STATUS = {"instock": Stock.AVAILABLE, "outofstock": Stock.SOLD_OUT, "onbackorder": Stock.MADE_TO_ORDER}
_MOST = 2048
_DEAREST = Decimal(10) ** 9
_MOST_PIECES = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Told:
    sku: str | None  #: of the product; None where only the variant is named
    ids: tuple[str, ...]  #: under which the variant may be kept, the surest first
    price: Decimal | None
    stock: Stock | None  #: None where it does not say
    count: int | None


def told_by(kind: Kind, topic: str, body: bytes) -> tuple[Told, ...]:
    """Nothing of what is not understood: an import says what is wrong with it."""
    if topic not in _TOPICS[kind]:
        return ()
    try:
        said = json.loads(body)
        return tuple(_shopify(said) if kind is Kind.SHOPIFY else _woocommerce(said))[:_MOST]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return ()


def _shopify(product: Mapping[str, Any]) -> list[Told]:
    return [_shopify_variant(str(product["handle"]), one) for one in product["variants"]]


def _shopify_variant(handle: str, one: Mapping[str, Any]) -> Told:
    ids = tuple(filter(None, (str(one["id"]), str(one.get("sku") or "").strip())))
    left = one.get("inventory_quantity")
    if one.get("inventory_management", "shopify") is None or left is None:  # nobody counts it
        return Told(handle, ids, _price(one.get("price")), Stock.AVAILABLE, None)
    if int(left) <= 0 and one.get("inventory_policy") == "continue":
        return Told(handle, ids, _price(one.get("price")), Stock.MADE_TO_ORDER, None)
    return Told(handle, ids, _price(one.get("price")), Stock.COUNTED, _count(left))


def _woocommerce(one: Mapping[str, Any]) -> list[Told]:
    if one["type"] not in {"simple", "variation"}:
        return []
    ids = tuple(filter(None, (str(one["id"]), str(one.get("sku") or "").strip())))
    stock, count = _woocommerce_stock(one)
    return [Told(None, ids, _price(one.get("price")), stock, count)]


def _woocommerce_stock(one: Mapping[str, Any]) -> tuple[Stock | None, int | None]:
    if one.get("manage_stock") is True and one.get("stock_quantity") is not None:
        left = _count(one["stock_quantity"])
        if not left and one.get("backorders_allowed"):
            return Stock.MADE_TO_ORDER, None
        return Stock.COUNTED, left
    return _STATUS.get(str(one.get("stock_status"))), None


def _count(value: Any) -> int:
    return min(max(0, int(value)), _MOST_PIECES)


def _price(value: Any) -> Decimal | None:
    try:
        price = Decimal(str(value)).quantize(Decimal("0.001"))
    except InvalidOperation:
        return None
    return price if price.is_finite() and 0 <= price < _DEAREST else None
