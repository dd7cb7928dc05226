"""A WooCommerce shop's REST API v3, as far as products are read from it and orders put into it.

The REST API's documentation, "Authentication", "Pagination", "Errors", "Orders".
"""

import base64
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from local.shops.troubles import Troubles
from local.shops.woocommerce_orders import Refused, WooCommerceOrderBook

_ROOT = "/wp-json/wc/v3"


@dataclass(slots=True)
class WooCommerceStandIn:
    products: list[dict[str, Any]]
    variations: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    key: str = "ck_1"
    secret: str = "cs_1"  # noqa: S105  # of nobody
    read_only: bool = False  #: the keys may read
    troubles: Troubles = field(default_factory=Troubles)
    requests: list[str] = field(default_factory=list)
    book: WooCommerceOrderBook = field(init=False)

    def __post_init__(self) -> None:
        self.book = WooCommerceOrderBook(self.products, self.variations)

    @property
    def app(self) -> web.Application:
        app = web.Application()
        for method, path, answer in (
            ("GET", "/data/currencies/current", self._currency),
            ("GET", "/products", self._products),
            ("GET", "/products/{id}/variations", self._variations),
            ("POST", "/orders/batch", self._nothing),
            ("GET", "/orders", self._orders),
            ("POST", "/orders", self._create),
            ("GET", "/orders/{id}", self._order),
            ("PUT", "/orders/{id}", self._update),
        ):
            app.router.add_route(method, _ROOT + path, self._guarded(answer))
        return app

    def _guarded(self, answer: Any) -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            self.requests.append(request.path_qs)
            if (instead := self.troubles.instead()) is not None:
                return instead
            expected = base64.b64encode(f"{self.key}:{self.secret}".encode()).decode()
            if request.headers.get("Authorization") != f"Basic {expected}":
                return _refusal("woocommerce_rest_cannot_view", "Sorry, you cannot list resources.", 401)
            changes = request.method != "GET"
            if changes and self.read_only:
                text = "The API key provided does not have write permissions."
                return _refusal("woocommerce_rest_authentication_error", text, 401)
            try:
                done = await answer(request)
            except Refused as error:
                done = _refusal(error.code, str(error), error.status)
            return await self.troubles.done(request, done, changes=changes)

        return handle

    async def _currency(self, _request: web.Request) -> web.Response:
        return web.json_response({"code": "JOD", "name": "Jordanian dinar"})

    async def _products(self, request: web.Request) -> web.Response:
        query = request.query
        if "sku" in query or "include" in query:
            every = self.book.every()
            name, wanted = ("sku", query["sku"]) if "sku" in query else ("id", query["include"])
            return self._page(request, [one for one in every if str(one[name]) == wanted])
        return self._page(request, self.products)

    async def _variations(self, request: web.Request) -> web.Response:
        return self._page(request, self.variations.get(int(request.match_info["id"]), []))

    async def _nothing(self, _request: web.Request) -> web.Response:
        return web.json_response({})

    async def _orders(self, request: web.Request) -> web.Response:
        return self._page(request, self.book.since(request.query.get("after", "")))

    async def _create(self, request: web.Request) -> web.Response:
        return web.json_response(self.book.create(await request.json()), status=201)

    async def _order(self, request: web.Request) -> web.Response:
        return web.json_response(self.book.order(int(request.match_info["id"])))

    async def _update(self, request: web.Request) -> web.Response:
        return web.json_response(self.book.update(int(request.match_info["id"]), await request.json()))

    def _page(self, request: web.Request, items: Sequence[Any]) -> web.Response:
        size = min(100, int(request.query.get("per_page", 10)))
        page = int(request.query.get("page", 1))
        pages = -(-len(items) // size)
        shown = list(itertools.islice(items, (page - 1) * size, page * size))
        return web.json_response(
            shown, headers={"X-WP-Total": str(len(items)), "X-WP-TotalPages": str(pages)}
        )


def _refusal(code: str, message: str, status: int) -> web.Response:
    return web.json_response({"code": code, "message": message, "data": {"status": status}}, status=status)
