"""The orders of a Shopify shop: created against its stock, updated, and cancelled with what they held given back.

Fields that the schema does not have are refused as the API refuses them, before anything is done.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from local.shops.paging import paged

#: shopify.dev, "OrderCreateOrderInput" and "OrderInput", 2026-10.
_CREATE = {
    "billingAddress",
    "buyerAcceptsMarketing",
    "closedAt",
    "companyLocationId",
    "currency",
    "customAttributes",
    "customer",
    "discountCode",
    "email",
    "financialStatus",
    "fulfillment",
    "fulfillmentStatus",
    "lineItems",
    "metafields",
    "name",
    "note",
    "phone",
    "poNumber",
    "presentmentCurrency",
    "processedAt",
    "referringSite",
    "shippingAddress",
    "shippingLines",
    "sourceIdentifier",
    "sourceName",
    "sourceUrl",
    "tags",
    "taxesIncluded",
    "taxLines",
    "test",
    "transactions",
    "userId",
}
_UPDATE = {
    "customAttributes",
    "email",
    "id",
    "localizedFields",
    "metafields",
    "note",
    "phone",
    "poNumber",
    "shippingAddress",
    "tags",
}


@dataclass(slots=True)
class ShopifyOrderBook:
    products: list[dict[str, Any]]
    orders: list[dict[str, Any]] = field(default_factory=list)  #: oldest first
    scopes: tuple[str, ...] = ("read_products", "write_orders", "read_orders")

    def answer(self, asked: str, variables: dict[str, Any]) -> dict[str, Any]:
        match asked:
            case "currentAppInstallation":
                scopes = [{"handle": scope} for scope in self.scopes]
                return {"currentAppInstallation": {"accessScopes": scopes}}
            case "productByIdentifier":
                return {"productByIdentifier": self._items(variables["handle"])}
            case "orders":
                nodes, info = paged(self.orders[::-1], 50, variables["after"])
                return {"orders": {"nodes": nodes, "pageInfo": info}}
            case "order":
                return {"order": self._order(variables["id"])}
            case "orderCreate":
                return self._refused(variables["order"], _CREATE) or {
                    "done": self._create(variables["order"])
                }
            case "orderUpdate":
                return self._refused(variables["input"], _UPDATE) or {
                    "done": self._update(variables["input"])
                }
            case "orderCancel":
                return {"done": self._cancel(variables["id"])}
        raise AssertionError(f"the stand-in knows no {asked}")

    def _refused(self, given: dict[str, Any], known: set[str]) -> dict[str, Any] | None:
        if not (odd := given.keys() - known):
            return None
        text = (
            f"Variable $order of type OrderCreateOrderInput! was provided invalid value for {', '.join(odd)}"
        )
        return {"errors": [{"message": text, "extensions": {"code": "INVALID_VARIABLE"}}]}

    def _items(self, handle: str) -> dict[str, Any] | None:
        for product in self.products:
            if product["handle"] == handle:
                return {
                    "variants": {"nodes": [{"id": v["id"], "sku": v["sku"]} for v in product["variants"]]}
                }
        return None

    def _variant(self, id_: str) -> dict[str, Any] | None:
        every = (variant for product in self.products for variant in product["variants"])
        return next((variant for variant in every if variant["id"] == id_), None)

    def _create(self, given: dict[str, Any]) -> dict[str, Any]:
        if not given["shippingAddress"].get("lastName"):
            return _error("Shipping address last name can't be blank", "INVALID")
        held = [(self._variant(item["variantId"]), item["quantity"]) for item in given["lineItems"]]
        for variant, quantity in held:
            if variant is None:
                return _error("Line items variant does not exist", "INVALID")
            if _is_counted(variant) and variant["inventoryQuantity"] < quantity:
                return _error("Unable to claim inventory", "INVENTORY_CLAIM_FAILED")
        self._move(given["lineItems"], -1)
        number = 1001 + len(self.orders)
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        order = {"id": f"gid://shopify/Order/{number}", "name": f"#{number}", "createdAt": at, "cancelledAt": None, **given, "tags": given.get("tags", [])}  # fmt: skip
        self.orders.append(order)
        return {"order": order, "userErrors": []}

    def _update(self, given: dict[str, Any]) -> dict[str, Any]:
        order = self._order(given["id"])
        if order is None:
            return _error("Order does not exist", "INVALID")
        order.update(given)
        return {"order": order, "userErrors": []}

    def _cancel(self, id_: str) -> dict[str, Any]:
        order = self._order(id_)
        if order is None or order["cancelledAt"] is not None:
            return {"job": None, **_error("Cannot cancel an order that has already been canceled", "INVALID")}
        order["cancelledAt"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._move(order["lineItems"], +1)
        return {"job": {"id": "gid://shopify/Job/1"}, "userErrors": []}

    def _order(self, id_: str) -> dict[str, Any] | None:
        return next((one for one in self.orders if one["id"] == id_), None)

    def _move(self, items: list[dict[str, Any]], sign: int) -> None:
        for item in items:
            variant = self._variant(item["variantId"])
            if variant is not None and variant["inventoryItem"]["tracked"]:
                variant["inventoryQuantity"] += sign * item["quantity"]


def _is_counted(variant: dict[str, Any]) -> bool:
    return bool(variant["inventoryItem"]["tracked"]) and variant["inventoryPolicy"] == "DENY"


def _error(message: str, code: str) -> dict[str, Any]:
    return {"order": None, "userErrors": [{"field": ["order"], "message": message, "code": code}]}
