"""Servers in the place of shops' own systems, which behave as their documentation says: pages, limits, refusals.

Time is the test's: what a client waits is added up, and a bucket that leaks by time is refilled by it.
"""

import base64
import itertools
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from catalog.sources.shop_calls import Road


@dataclass(slots=True)
class Clock:
    """Waiting costs no time, and is known."""

    waited: list[float] = field(default_factory=list)

    async def wait(self, seconds: float) -> None:
        self.waited.append(seconds)

    @property
    def now(self) -> float:
        return sum(self.waited)


def road_to(clock: Clock) -> Road:
    """To a server of the test's own on this machine, which no shop of a merchant may be."""
    return Road(may_call=lambda _: True, anywhere=True, wait=clock.wait)


@dataclass(slots=True)
class ShopifyStandIn:
    """shopify.dev, "GraphQL Admin API rate limits": a query is refused unless the bucket holds what it may cost."""

    products: list[dict[str, Any]]
    clock: Clock
    token: str = "shpat_1"
    bucket: float = 1000.0
    restore: float = 50.0
    most_cost: int = 1000
    problems: deque[web.Response] = field(default_factory=deque)  #: answered before anything else
    requests: list[dict[str, Any]] = field(default_factory=list)
    throttled: int = 0
    _at: float = 0.0
    _left: float | None = None

    @property
    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/admin/api/{version}/graphql.json", self._graphql)
        return app

    async def _graphql(self, request: web.Request) -> web.StreamResponse:
        if self.problems:
            return self.problems.popleft()
        if request.headers.get("X-Shopify-Access-Token") != self.token:
            text = "[API] Invalid API key or access token (unrecognized login or wrong password)"
            return web.json_response({"errors": text}, status=401)
        body = await request.json()
        self.requests.append(body["variables"])
        cost = body["variables"].get("first", 1) * 90
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
        data = (
            self._variants(body["variables"]) if "id" in body["variables"] else self._page(body["variables"])
        )
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


def paged(nodes: Sequence[Any], first: int, after: str | None) -> tuple[list[Any], dict[str, Any]]:
    start = int(after) if after else 0
    shown = list(nodes[start : start + first])
    end = start + len(shown)
    return shown, {"hasNextPage": end < len(nodes), "endCursor": str(end) if shown else None}


def shopify_product(handle: str, *variants: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/Product/{handle}", "handle": handle, "title": "Shirt", "descriptionHtml": "<p>Soft</p>",
        "productType": "Shirts", "tags": ["new"], "status": "ACTIVE",
        "media": {"nodes": [{"image": {"url": "https://cdn.example/1.jpg"}}, {}]},
        "variants": list(variants) or [shopify_variant(1)],
    } | fields  # fmt: skip


def shopify_variant(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/ProductVariant/{number}", "sku": f"SKU-{number}", "price": "25.000", "compareAtPrice": None,
        "inventoryQuantity": 3, "inventoryPolicy": "DENY", "inventoryItem": {"tracked": True},
        "selectedOptions": [{"name": "Size", "value": f"S{number}"}],
    } | fields  # fmt: skip


@dataclass(slots=True)
class WooCommerceStandIn:
    """The REST API's documentation, "Authentication", "Pagination", "Errors"."""

    products: list[dict[str, Any]]
    variations: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    key: str = "ck_1"
    secret: str = "cs_1"
    problems: deque[web.Response] = field(default_factory=deque)
    requests: list[str] = field(default_factory=list)

    @property
    def app(self) -> web.Application:
        app = web.Application()
        root = "/wp-json/wc/v3"
        app.router.add_get(f"{root}/data/currencies/current", self._currency)
        app.router.add_get(f"{root}/products", self._products)
        app.router.add_get(f"{root}/products/{{id}}/variations", self._variations)
        return app

    async def _currency(self, request: web.Request) -> web.StreamResponse:
        return self._answer(request, lambda: web.json_response({"code": "JOD", "name": "Jordanian dinar"}))

    async def _products(self, request: web.Request) -> web.StreamResponse:
        return self._answer(request, lambda: self._page(request, self.products))

    async def _variations(self, request: web.Request) -> web.StreamResponse:
        of = self.variations.get(int(request.match_info["id"]), [])
        return self._answer(request, lambda: self._page(request, of))

    def _answer(self, request: web.Request, answer: Any) -> web.StreamResponse:
        self.requests.append(request.path_qs)
        if self.problems:
            return self.problems.popleft()
        expected = base64.b64encode(f"{self.key}:{self.secret}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {expected}":
            body = {
                "code": "woocommerce_rest_cannot_view",
                "message": "Sorry, you cannot list resources.",
                "data": {"status": 401},
            }
            return web.json_response(body, status=401)
        response: web.StreamResponse = answer()
        return response

    def _page(self, request: web.Request, items: Sequence[Any]) -> web.Response:
        size = min(100, int(request.query.get("per_page", 10)))
        page = int(request.query.get("page", 1))
        pages = -(-len(items) // size)
        shown = list(itertools.islice(items, (page - 1) * size, page * size))
        return web.json_response(
            shown, headers={"X-WP-Total": str(len(items)), "X-WP-TotalPages": str(pages)}
        )


def woo_product(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number, "name": "Shirt &amp; tie", "type": "simple", "status": "publish", "catalog_visibility": "visible",
        "description": "<p>Soft</p>", "short_description": "", "sku": f"W-{number}", "price": "9.5", "regular_price": "12",
        "sale_price": "9.5", "on_sale": True, "manage_stock": True, "stock_quantity": 4, "stock_status": "instock",
        "backorders_allowed": False, "categories": [{"id": 1, "name": "Shirts"}], "tags": [{"id": 2, "name": "new"}],
        "images": [{"id": 3, "src": "https://shop.example/1.jpg"}], "attributes": [], "variations": [],
    } | fields  # fmt: skip


def woo_variation(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number, "status": "publish", "sku": f"V-{number}", "price": "20.000", "regular_price": "20.000", "on_sale": False,
        "manage_stock": False, "stock_quantity": None, "stock_status": "instock", "backorders_allowed": False,
        "attributes": [{"id": 1, "name": "المقاس", "option": str(number)}],
    } | fields  # fmt: skip
