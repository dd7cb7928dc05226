"""Orders in a Shopify shop, by the Admin GraphQL API.

`orderCreate` takes no idempotency key (shopify.dev, "Implementing idempotency"), so each order carries a tag of ours, and what may have been
created is looked for among the newest orders. They are listed without a search term: the search index is seconds behind. Stock is taken
by the shop's own policy: what it does not have, it refuses.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from shared.connectors.graphql import SHOPIFY_VERSION, problem_of, until_affordable
from shared.connectors.order import Line, Order, Taken
from shared.connectors.shop_calls import Road, ShopCalls, answer_of, looked
from shared.errors import OutcomeUnknown, ShopRefused, ShopUnavailable

_OPERATION = re.compile(r"^(?:query|mutation) (\w+)", re.MULTILINE)
_WHOLE = Path(__file__).with_suffix(".graphql").read_text("utf-8")
_STARTS = [(found[1], found.start()) for found in _OPERATION.finditer(_WHOLE)]
OPERATIONS = {
    name: _WHOLE[start:end].strip()
    for (name, start), end in zip(_STARTS, [*(at for _, at in _STARTS[1:]), len(_WHOLE)], strict=True)
}
_SCOPES = frozenset({"read_products", "read_orders", "write_orders"})
#: Most pages of the newest orders that are looked through: 1,000 orders.
_MOST_PAGES = 20
#: The shop's clock may be behind ours by as much.
_CLOCKS_APART = timedelta(minutes=10)
_COUNTRY = "JO"


class ShopifyOrders:
    def __init__(self, address: str, token: str, road: Road) -> None:
        self._calls = ShopCalls(address, {"X-Shopify-Access-Token": token}, road)

    async def check(self, *, orders: bool) -> None:
        data = await self._read("scopes", {})
        granted = {scope["handle"] for scope in data["currentAppInstallation"]["accessScopes"]}
        if missing := sorted((_SCOPES if orders else {"read_products"}) - granted):
            raise ShopRefused(f"the token lacks the scope {', '.join(missing)}", revoked=True)

    async def create(self, order: Order) -> Taken:
        items = [
            {**await self._item(line), "priceSet": _money(line.unit_price, order)} for line in order.lines
        ]
        content: dict[str, Any] = {
            "lineItems": items,
            "currency": order.currency,
            "financialStatus": "PENDING",
            "sourceIdentifier": str(order.key),
            "shippingLines": [{"title": "Delivery", "priceSet": _money(order.delivery_fee, order)}],
            **_where(order),
        }
        if order.discount:
            amount = _money(order.discount, order)
            content["discountCode"] = {"itemFixedDiscountCode": {"code": "Instagram", "amountSet": amount}}
        done = await self._change("create", {"order": content})
        return Taken(done["order"]["id"], done["order"]["name"])

    async def find(self, order: Order, since: datetime) -> Taken | None:
        after: str | None = None
        for _ in range(_MOST_PAGES):
            page = (await self._read("newest", {"after": after}))["orders"]
            for one in page["nodes"]:
                if order.tag in one["tags"]:
                    return Taken(one["id"], one["name"])
            if not page["pageInfo"]["hasNextPage"] or _at(page["nodes"][-1]) < since - _CLOCKS_APART:
                break
            after = page["pageInfo"]["endCursor"]
        return None

    async def change(self, order: Order, taken: Taken) -> None:
        """Where it goes. What it holds is edited by a person: Shopify's order edits reckon prices of their own."""
        if order.goods_changed:
            raise ShopRefused("goods_by_hand")
        if not await self._stands(taken):
            raise ShopRefused("not_taken")  # the shop's people have ended it
        await self._change("change", {"input": {"id": taken.id, **_where(order)}})

    async def cancel(self, order: Order, taken: Taken) -> None:  # noqa: ARG002  # as the others do
        if await self._stands(taken):
            await self._change("cancel", {"id": taken.id})

    async def close(self) -> None:
        await self._calls.close()

    async def _stands(self, taken: Taken) -> bool:
        order = (await self._read("standing", {"id": taken.id}))["order"]
        return order is not None and order["cancelledAt"] is None

    async def _item(self, line: Line) -> dict[str, Any]:
        """The shop's variant by its SKU or its number, as the import has taken it; a product of one kind needs neither."""
        found = (await self._read("items", {"handle": line.sku}))["productByIdentifier"]
        variants = found["variants"]["nodes"] if found else []
        fitting = [one for one in variants if line.variant_id in {one["sku"], one["id"].rpartition("/")[2]}]
        if not fitting and len(variants) == 1:
            fitting = variants
        if len(fitting) != 1:
            raise ShopRefused("unknown_item")
        return {"variantId": fitting[0]["id"], "quantity": line.quantity}

    async def _read(self, operation: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        with looked():
            return await self._ask(operation, variables)

    async def _change(self, operation: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        done: dict[str, Any] = (await self._ask(operation, variables))["done"] or {}
        if errors := done.get("userErrors"):
            raise ShopRefused(_word(errors))
        return done

    async def _ask(self, operation: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        request = {"query": OPERATIONS[operation], "variables": variables}
        content = json.dumps(request, ensure_ascii=False).encode()
        answered = await self._calls.send_once("POST", f"/admin/api/{SHOPIFY_VERSION}/graphql.json", content)
        body = answer_of(answered)
        if not isinstance(body, dict):
            raise ShopRefused("no_such_system")
        match problem_of(body.get("errors")):
            case None if isinstance(body.get("data"), dict):
                data: dict[str, Any] = body["data"]
                return data
            case "THROTTLED":
                raise ShopUnavailable(
                    "Shopify is asked too often", after=until_affordable(body.get("extensions"))
                )
            case "INTERNAL_SERVER_ERROR":
                raise OutcomeUnknown("Shopify is at fault")
            case problem:
                raise ShopRefused("not_taken", revoked=problem == "ACCESS_DENIED")


def _at(order: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(order["createdAt"])


def _where(order: Order) -> dict[str, Any]:
    """What an order says of itself beside its goods: the same when it is created and when it is changed."""
    first, _, last = order.to_name.partition(" ")
    address = {
        "firstName": first if last else "",
        "lastName": last or first,  # the one that Shopify insists on
        "phone": order.to_phone,
        "address1": order.street or order.city,
        "city": order.city,
        "countryCode": _COUNTRY,
    }
    return {
        "shippingAddress": address,
        "note": order.note,
        "tags": ["instagram", order.tag],
        "customAttributes": [{"key": "instagram_order", "value": str(order.order_no)}],
    }


def _money(amount: Any, order: Order) -> dict[str, Any]:
    return {"shopMoney": {"amount": str(amount), "currencyCode": order.currency}}


def _word(errors: list[dict[str, Any]]) -> str:
    """What is refused is told in words of ours: theirs may quote the customer."""
    told = " ".join(str(one.get("message")) + str(one.get("code")) for one in errors).lower()
    if "inventory" in told or "stock" in told:
        return "out_of_stock"
    if "variant" in told or "product" in told:
        return "unknown_item"
    return "not_taken"
