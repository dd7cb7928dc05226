"""Products of a WooCommerce shop, by its REST API v3: page by page until `X-WP-TotalPages`, and each variable product's variations.

The keys that the merchant has made under "Advanced, REST API" with read access travel as basic authentication, over https only.
"""

import base64
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from catalog.sources.batching import in_batches, understood
from catalog.sources.cells import OnHand, by_language
from catalog.sources.faults import Item, RowFault
from catalog.sources.html import plain
from catalog.sources.options import checked, chosen, priced
from catalog.sources.pictures import Pictured, pictures
from shared.connectors.shop_calls import Answer, Road, ShopCalls
from shared.errors import ShopRefused
from shared.stock import Stock

PER_PAGE = "100"
_ROOT = "/wp-json/wc/v3"
_NOT_SOLD_HERE = {"grouped", "external"}  # others' products, and lists of products
_STATUS = {"instock": Stock.AVAILABLE, "outofstock": Stock.SOLD_OUT, "onbackorder": Stock.MADE_TO_ORDER}


class WooCommerce:
    def __init__(
        self, address: str, key: str, secret: str, *, currency: str, road: Road | None = None
    ) -> None:
        """`currency` stands in where the key may read products and no settings."""
        basic = base64.b64encode(f"{key}:{secret}".encode()).decode()
        self._calls = ShopCalls(address, {"Authorization": f"Basic {basic}"}, road or Road())
        self._currency = currency
        self.rows_read = 0
        self.rows_in_all = 0
        self.ignored: tuple[str, ...] = ()
        #: Titles are in one language; the other may have been written for us.
        self.silent = frozenset({"name_ar", "name_en", "description_ar", "description_en", "size_chart"})

    def batches(self, size: int) -> AsyncGenerator[list[Item], None]:
        """Raises ShopUnavailable and ShopRefused; what was told until then stands."""
        self.rows_read = 0
        return in_batches(self._products(), size)

    async def _products(self) -> AsyncIterator[tuple[int, list[Item]]]:
        currency = await self._current()
        async for product in self._pages("/products", {"status": "any"}, counted=True):
            self.rows_read += 1
            variations: list[dict[str, Any]] = []
            if product.get("type") == "variable":
                pages = self._pages(f"/products/{product['id']}/variations", {})
                variations = [one async for one in pages if one.get("status", "publish") == "publish"]
            if product.get("type") not in _NOT_SOLD_HERE:
                read = partial(_items, self.rows_read, product, variations, currency)
                yield self.rows_read, understood(self.rows_read, product.get("sku"), read)

    async def _current(self) -> str:
        try:
            answer = (await self._calls.ask(f"{_ROOT}/data/currencies/current")).body
        except ShopRefused:
            return self._currency
        return str(answer.get("code")) if isinstance(answer, dict) else self._currency

    async def close(self) -> None:
        await self._calls.close()

    async def _pages(
        self, path: str, query: Mapping[str, str], *, counted: bool = False
    ) -> AsyncIterator[dict[str, Any]]:
        page = 1
        while True:
            by = {"orderby": "id", "order": "asc", "per_page": PER_PAGE, "page": str(page)}
            answer = await self._calls.ask(_ROOT + path, query={**query, **by})
            if not isinstance(answer.body, list):
                raise ShopRefused("the shop's system does not answer with a list of products")
            if counted:
                self.rows_in_all = _whole(answer, "x-wp-total")
            for one in answer.body:
                yield one
            if page >= _whole(answer, "x-wp-totalpages"):
                return
            page += 1


def _whole(answer: Answer, name: str) -> int:
    text = answer.headers.get(name, "")
    return int(text) if text.isdecimal() else 0


def _items(
    row: int, product: Mapping[str, Any], variations: list[dict[str, Any]], currency: str
) -> list[Item]:
    faults: list[RowFault] = []
    sold: list[Mapping[str, Any]] = [*variations] or [product]
    prices = [priced(row, one.get("price"), faults) for one in sold]
    sku = str(product.get("sku") or product["id"])
    if faults or None in prices:
        return [*faults]
    values = [price.value for price in prices if price]
    least = min(values)
    name = by_language(plain(str(product["name"])))
    text = plain(str(product.get("description") or product.get("short_description") or ""))
    description = by_language(text)
    is_shared = bool(variations) and all(one.get("manage_stock") == "parent" for one in variations)
    ids = {sku}
    variants = [_variation(one, value, least, ids) for one, value in zip(variations, values, strict=False)]
    if not variations:
        state, count = _stock(product)
        variants = [{"variant_id": sku, "stock": state, "count": count}]
    addresses = [str(one.get("src") or "") for one in product.get("images", [])]
    images, warnings = pictures([Pictured(row, "images", addresses)])
    fields = {
        "sku": sku,
        "name_ar": name[0],
        "name_en": name[1],
        "description_ar": description[0],
        "description_en": description[1],
        "price": least,
        "compare_at": _before(row, product, least) if not variations else None,
        "currency": currency,
        "category": next((one["name"] for one in product.get("categories", [])), ""),
        "tags": [one["name"] for one in product.get("tags", [])],
        "images": images,
        "variants": variants,
        "count_together": _shared(product, variants) if is_shared else None,
        "active": product.get("status") == "publish" and product.get("catalog_visibility") != "hidden",
    }
    return list(checked(row, fields, warnings))


def _before(row: int, product: Mapping[str, Any], now: Decimal) -> Decimal | None:
    if not product.get("on_sale") or not product.get("regular_price"):
        return None
    usual = priced(row, product["regular_price"], [])
    return usual.value if usual and usual.value > now else None


def _variation(one: Mapping[str, Any], price: Decimal, least: Decimal, ids: set[str]) -> dict[str, Any]:
    """A variation without a SKU of its own tells its product's, so ids tell them apart."""
    own = str(one.get("sku") or "")
    id_ = own if own and own not in ids else str(one["id"])
    ids.add(id_)
    state, count = _stock(one)
    choice = chosen((str(mark.get("name")), str(mark.get("option") or "")) for mark in one["attributes"])
    return {
        "variant_id": id_,
        **choice._asdict(),
        "price": price if price != least else None,
        "stock": state,
        "count": count,
    }


def _stock(one: Mapping[str, Any]) -> OnHand:
    """Counted where the shop counts it by itself; what may be ordered at zero is made to order."""
    if one.get("manage_stock") is True and one.get("stock_quantity") is not None:
        left = max(0, int(one["stock_quantity"]))
        if not left and one.get("backorders_allowed"):
            return Stock.MADE_TO_ORDER, None
        return Stock.COUNTED, left
    return _STATUS.get(str(one.get("stock_status")), Stock.SOLD_OUT), None


def _shared(product: Mapping[str, Any], variants: list[dict[str, Any]]) -> int | None:
    """One count for all variations, as long as it agrees with what each of them says."""
    count = product.get("stock_quantity")
    in_stock = any(one["stock"] is Stock.AVAILABLE for one in variants)
    return int(count) if isinstance(count, int) and count >= 0 and (count > 0) == in_stock else None
