"""Products of a Shopify shop, by the Admin GraphQL API: page by page, within the shop's own limit.

Each answer says what the next query may cost and how fast that grows back (shopify.dev, "GraphQL Admin API rate limits"); we wait for it
rather than be refused. A product is known by its handle, as in Shopify's own CSV.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from catalog.sources.batching import in_batches, understood
from catalog.sources.cells import OnHand, by_language
from catalog.sources.faults import Item, RowFault
from catalog.sources.html import plain
from catalog.sources.options import checked, chosen, priced
from catalog.sources.pictures import Pictured, pictures
from shared.connectors.graphql import SHOPIFY_VERSION, problem_of, until_affordable
from shared.connectors.shop_calls import Road, ShopCalls
from shared.errors import ShopRefused, ShopUnavailable
from shared.stock import Stock

QUERIES = {
    name: Path(__file__).with_name(f"shopify_{name}.graphql").read_text("utf-8")
    for name in ("products", "variants")
}
#: A query may cost at most 1,000 points; one product with its variants is about 90.
PAGE = 10
_MOST_TRIES = 10


class Shopify:
    def __init__(self, address: str, token: str, road: Road | None = None) -> None:
        self._calls = ShopCalls(address, {"X-Shopify-Access-Token": token}, road or Road())
        self.rows_read = 0
        self.rows_in_all = 0
        self.ignored: tuple[str, ...] = ()
        #: Titles are in one language; the other may have been written for us.
        self.silent = frozenset({"name_ar", "name_en", "description_ar", "description_en", "size_chart"})
        self._page = PAGE
        self._wait = 0.0  #: seconds until the next query can be afforded

    def batches(self, size: int) -> AsyncGenerator[list[Item], None]:
        """Raises ShopUnavailable and ShopRefused; what was told until then stands."""
        self.rows_read = 0
        return in_batches(self._products(), size)

    async def _products(self) -> AsyncIterator[tuple[int, list[Item]]]:
        after: str | None = None
        while True:
            data = await self._ask("products", {"first": self._page, "after": after})
            self.rows_in_all = int((data.get("productsCount") or {}).get("count") or 0)
            for product in data["products"]["nodes"]:
                self.rows_read += 1
                variants = await self._variants(product)
                read = partial(_items, self.rows_read, product, variants, data["shop"]["currencyCode"])
                yield self.rows_read, understood(self.rows_read, product.get("handle"), read)
            page = data["products"]["pageInfo"]
            if not page["hasNextPage"] or page["endCursor"] == after:
                return
            after = page["endCursor"]

    async def close(self) -> None:
        await self._calls.close()

    async def _variants(self, product: Mapping[str, Any]) -> list[dict[str, Any]]:
        """All of them: a product may have 2,048."""
        found, page = list(product["variants"]["nodes"]), product["variants"]["pageInfo"]
        while page["hasNextPage"]:
            data = await self._ask("variants", {"id": product["id"], "after": page["endCursor"]})
            if data["product"] is None:  # deleted meanwhile
                break
            found += data["product"]["variants"]["nodes"]
            page = data["product"]["variants"]["pageInfo"]
        return found

    async def _ask(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        for _ in range(_MOST_TRIES):
            if "first" in variables:
                variables["first"] = self._page
            if self._wait:
                await self._calls.wait(self._wait)
            request = {"query": QUERIES[query], "variables": variables}
            body = (await self._calls.ask(f"/admin/api/{SHOPIFY_VERSION}/graphql.json", body=request)).body
            if not isinstance(body, dict):
                raise ShopRefused("what answers at the shop's address is not Shopify")
            problem = problem_of(body.get("errors"))
            if problem == "MAX_COST_EXCEEDED" and self._page > 1:
                self._page //= 2
                continue
            self._wait = until_affordable(body.get("extensions"))
            if problem is None and isinstance(body.get("data"), dict):
                data: dict[str, Any] = body["data"]
                return data
            if problem not in {"THROTTLED", "INTERNAL_SERVER_ERROR"}:
                raise ShopRefused(
                    f"Shopify refuses our query ({problem})", revoked=problem == "ACCESS_DENIED"
                )
        raise ShopUnavailable("Shopify keeps on refusing our queries for being too many")


def _items(row: int, product: Mapping[str, Any], variants: list[dict[str, Any]], currency: str) -> list[Item]:
    faults: list[RowFault] = []
    leading = priced(row, variants[0]["price"] if variants else "", faults)
    before = variants[0].get("compareAtPrice") if variants else None
    usual = priced(row, before, faults) if before else None
    name, description = by_language(product["title"]), by_language(plain(product["descriptionHtml"] or ""))
    ids: set[str] = set()
    made = [_variant(row, one, leading and leading.value, ids, faults) for one in variants]
    if faults or leading is None:
        return [*faults]
    images, warnings = pictures([Pictured(row, "images", _addresses(product))])
    return list(
        checked(
            row,
            {
                "sku": product["handle"],
                "name_ar": name[0],
                "name_en": name[1],
                "description_ar": description[0],
                "description_en": description[1],
                "price": leading.value,
                "compare_at": usual.value if usual and usual.value > leading.value else None,
                "currency": currency,
                "category": product["productType"] or "",
                "tags": product["tags"],
                "images": images,
                "variants": made,
                "active": product["status"] == "ACTIVE",
            },
            warnings,
        )
    )


def _variant(
    row: int, variant: Mapping[str, Any], products: Any, ids: set[str], faults: list[RowFault]
) -> dict[str, Any]:
    own = priced(row, variant["price"], faults)
    sku = (variant["sku"] or "").strip()
    id_ = sku if sku and sku not in ids else str(variant["id"]).rpartition("/")[2]
    ids.add(id_)
    state, count = _stock(variant)
    choice = chosen((option["name"], option["value"]) for option in variant["selectedOptions"])
    return {
        "variant_id": id_,
        **choice._asdict(),
        "price": own.value if own and own.value != products else None,
        "stock": state,
        "count": count,
    }


def _stock(variant: Mapping[str, Any]) -> OnHand:
    """Without tracking nobody counts; below zero is oversold; "continue" sells on what has run out."""
    if not variant["inventoryItem"]["tracked"] or variant["inventoryQuantity"] is None:
        return Stock.AVAILABLE, None
    left = max(0, int(variant["inventoryQuantity"]))
    if not left and variant["inventoryPolicy"] == "CONTINUE":
        return Stock.MADE_TO_ORDER, None
    return Stock.COUNTED, left


def _addresses(product: Mapping[str, Any]) -> list[str]:
    """Films and models are media as well, and have no image of this kind."""
    media = product["media"]["nodes"]
    return [one["image"]["url"] for one in media if one.get("image")]
