"""A Shopify shop's Admin GraphQL API, as far as products are read from it and orders put into it.

shopify.dev, "GraphQL Admin API rate limits": a query is refused unless the bucket holds what it may cost. Queries are told apart by the
field that they ask for; variables are judged as the schema would.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from local.shops.paging import paged
from local.shops.shopify_orders import ShopifyOrderBook
from local.shops.troubles import Clock, Troubles

_CHANGES = ("orderCreate", "orderUpdate", "orderCancel")
_ORDERS = ("orders", "order", "currentAppInstallation", "productByIdentifier", *_CHANGES)
_FIELD = re.compile(r"\{\s*(?:\w+:\s*)?(\w+)")


@dataclass(slots=True)
class ShopifyStandIn:
    products: list[dict[str, Any]]
    clock: Clock
    token: str = "shpat_1"  # noqa: S105  # of nobody
    bucket: float = 1000.0
    restore: float = 50.0
    most_cost: int = 1000
    troubles: Troubles = field(default_factory=Troubles)
    requests: list[dict[str, Any]] = field(default_factory=list)
    throttled: int = 0
    book: ShopifyOrderBook = field(init=False)
    _at: float = 0.0
    _left: float | None = None

    def __post_init__(self) -> None:
        self.book = ShopifyOrderBook(self.products)

    @property
    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/admin/api/{version}/graphql.json", self._graphql)
        return app

    async def _graphql(self, request: web.Request) -> web.StreamResponse:
        if (instead := self.troubles.instead()) is not None:
            return instead
        if request.headers.get("X-Shopify-Access-Token") != self.token:
            text = "[API] Invalid API key or access token (unrecognized login or wrong password)"
            return web.json_response({"errors": text}, status=401)
        body = await request.json()
        variables = body["variables"]
        self.requests.append(variables)
        asked = _FIELD.search(body["query"])
        assert asked is not None
        cost = variables.get("first", 1) * 90 if asked[1] not in _ORDERS else 10
        if cost > self.most_cost:
            return self._error(
                "MAX_COST_EXCEEDED", f"Query cost is {cost}, which exceeds the single query max cost limit"
            )
        self._refill()
        assert self._left is not None
        if cost > self._left:
            self.throttled += 1
            return self._error("THROTTLED", "Throttled", cost)
        self._left -= cost
        answer = self._answer(asked[1], variables, cost)
        return await self.troubles.done(request, answer, changes=asked[1] in _CHANGES)

    def _answer(self, asked: str, variables: dict[str, Any], cost: int) -> web.Response:
        match asked:
            case "shop" | "products":
                data = self._page(variables)
            case "product":
                data = self._variants(variables)
            case _:
                data = self.book.answer(asked, variables)
        if "errors" in data:
            return web.json_response(data)
        return web.json_response({"data": data, "extensions": self._cost(cost)})

    def _refill(self) -> None:
        left = self.bucket if self._left is None else self._left
        self._left = min(self.bucket, left + (self.clock.now - self._at) * self.restore)
        self._at = self.clock.now

    def _cost(self, cost: int) -> dict[str, Any]:
        status = {
            "maximumAvailable": self.bucket,
            "currentlyAvailable": self._left,
            "restoreRate": self.restore,
        }
        return {"cost": {"requestedQueryCost": cost, "actualQueryCost": cost, "throttleStatus": status}}

    def _error(self, code: str, message: str, cost: int = 0) -> web.Response:
        error = {"message": message, "extensions": {"code": code}}
        return web.json_response({"errors": [error], "extensions": self._cost(cost)})

    def _page(self, variables: dict[str, Any]) -> dict[str, Any]:
        nodes, info = paged(self.products, variables["first"], variables["after"])
        shown = []
        for node in nodes:
            variants, more = paged(node["variants"], 20, None)
            shown.append({**node, "variants": {"nodes": variants, "pageInfo": more}})
        return {
            "shop": {"currencyCode": "JOD"},
            "productsCount": {"count": len(self.products)},
            "products": {"nodes": shown, "pageInfo": info},
        }

    def _variants(self, variables: dict[str, Any]) -> dict[str, Any]:
        product = next(one for one in self.products if one["id"] == variables["id"])
        nodes, info = paged(product["variants"], 100, variables["after"])
        return {"product": {"variants": {"nodes": nodes, "pageInfo": info}}}
