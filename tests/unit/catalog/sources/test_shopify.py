"""Products of a Shopify shop, against a server that pages, throttles and refuses as Shopify documents it."""

from decimal import Decimal

import pytest
from aiohttp import web

from catalog.rows import Product
from catalog.sources.faults import Item, RowFault
from catalog.sources.shopify import Shopify
from local.serve import serve
from local.shops.shopify import ShopifyStandIn
from local.shops.troubles import Clock
from shared.errors import ShopRefused, ShopUnavailable
from shared.stock import Stock
from tests.support.shops import road_to, shopify_product, shopify_variant

ADDRESSES = ("https://shop.example/قميص 1.jpg", "http://shop.example/2.jpg")


@pytest.fixture
def shop() -> ShopifyStandIn:
    return ShopifyStandIn([shopify_product(f"p{n}") for n in range(35)], Clock())


async def read(shop: ShopifyStandIn, token: str = "shpat_1") -> list[Item]:
    async with serve(shop.app) as url:
        client = Shopify(url, token, road_to(shop.clock))
        try:
            return [item async for batch in client.batches(10) for item in batch]
        finally:
            await client.close()


async def test_a_product_is_what_the_shop_says(shop: ShopifyStandIn) -> None:
    small = shopify_variant(1, compareAtPrice="30.0", selectedOptions=[{"name": "المقاس", "value": "S"}, {"name": "Color", "value": "أحمر / Red"}])  # fmt: skip
    others = [
        shopify_variant(2, price="27.5", inventoryQuantity=-1),
        shopify_variant(3, inventoryQuantity=0, inventoryPolicy="CONTINUE"),
        shopify_variant(4, inventoryItem={"tracked": False}),
        shopify_variant(5, sku="SKU-1"),
    ]
    shop.products = [
        shopify_product("shirt", small, *others, title="قميص"),
        shopify_product("old", status="ARCHIVED"),
    ]
    shirt, old = await read(shop)
    assert isinstance(shirt, Product)
    assert (shirt.sku, shirt.name_ar, shirt.description_en, shirt.currency) == (
        "shirt",
        "قميص",
        "Soft",
        "JOD",
    )
    assert (shirt.price, shirt.compare_at, shirt.images) == (Decimal(25), Decimal(30), ("https://cdn.example/1.jpg",))  # fmt: skip
    assert [(one.variant_id, one.price, one.stock, one.count) for one in shirt.variants] == [
        ("SKU-1", None, Stock.COUNTED, 3),
        ("SKU-2", Decimal("27.5"), Stock.COUNTED, 0),
        ("SKU-3", None, Stock.MADE_TO_ORDER, None),
        ("SKU-4", None, Stock.AVAILABLE, None),
        ("5", None, Stock.COUNTED, 3),
    ]
    assert (shirt.variants[0].size, shirt.variants[0].color_ar, shirt.variants[0].color_en) == ("S", "أحمر", "Red")  # fmt: skip
    assert isinstance(old, Product)
    assert not old.active


async def test_pages_follow_the_cursor_to_the_end_and_wait_for_the_bucket_rather_than_be_refused(
    shop: ShopifyStandIn,
) -> None:
    found = await read(shop)
    assert [item.sku for item in found if isinstance(item, Product)] == [f"p{n}" for n in range(35)]
    assert [request["after"] for request in shop.requests] == [None, "10", "20", "30"]
    assert shop.throttled == 0
    # Of 1,000 points 900 are spent by each page: 800 have to grow back, then 900, at 50 a second.
    assert shop.clock.waited == [16.0, 18.0, 18.0]


async def test_what_another_client_has_spent_is_waited_for(shop: ShopifyStandIn) -> None:
    shop._left = 0.0
    assert len(await read(shop)) == 35
    assert shop.throttled == 1
    assert shop.clock.waited[0] == pytest.approx(18.0)


async def test_a_query_that_costs_too_much_is_asked_in_smaller_pages(shop: ShopifyStandIn) -> None:
    shop.most_cost = 500
    assert len(await read(shop)) == 35
    assert [request["first"] for request in shop.requests[:3]] == [10, 5, 5]


async def test_a_product_of_many_variants_has_all_of_them(shop: ShopifyStandIn) -> None:
    shop.products = [shopify_product("many", *(shopify_variant(n) for n in range(250)))]
    (many,) = await read(shop)
    assert isinstance(many, Product)
    assert [one.variant_id for one in many.variants] == [f"SKU-{n}" for n in range(250)]


async def test_a_product_that_cannot_be_taken_is_told_by_its_field(shop: ShopifyStandIn) -> None:
    shop.products[1:] = [
        shopify_product("a" * 101),
        shopify_product("free", shopify_variant(1, price="-1")),
        shopify_product("p0"),
    ]
    good, *faults = await read(shop)
    assert isinstance(good, Product)
    assert [(one.row, one.column) for one in faults if isinstance(one, RowFault)] == [(2, "sku"), (3, "price"), (3, "price"), (4, "sku")]  # fmt: skip


async def test_a_product_that_is_not_as_documented_is_told_and_the_others_are_taken(
    shop: ShopifyStandIn,
) -> None:
    shop.products[1:] = [shopify_product("odd", title=None), shopify_product("p1")]
    first, fault, last = await read(shop)
    assert isinstance(first, Product)
    assert isinstance(last, Product)
    assert isinstance(fault, RowFault)
    assert (fault.row, fault.column, fault.value) == (2, "product", "odd")


async def test_an_answer_without_products_is_told(shop: ShopifyStandIn) -> None:
    shop.troubles.answers.append(web.json_response({"data": {"shop": {"currencyCode": "JOD"}}}))
    with pytest.raises(ShopRefused, match="does not answer as its API documents"):
        await read(shop)


async def test_a_token_that_was_taken_back_is_told_as_that(shop: ShopifyStandIn) -> None:
    with pytest.raises(ShopRefused, match="credentials") as refused:
        await read(shop, token="shpat_old")
    assert refused.value.revoked
    assert "shpat" not in str(refused.value)


async def test_a_right_that_the_token_has_not_is_told_as_that(shop: ShopifyStandIn) -> None:
    shop.troubles.answers.append(
        web.json_response({"errors": [{"message": "no", "extensions": {"code": "ACCESS_DENIED"}}]})
    )
    with pytest.raises(ShopRefused) as refused:
        await read(shop)
    assert refused.value.revoked


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (web.Response(status=404), "status 404"),
        (web.Response(status=402), "status 402"),
        (web.Response(status=302, headers={"Location": "https://elsewhere.example"}), "status 302"),
        (web.Response(text="<html>"), "JSON"),
        (web.json_response([]), "not Shopify"),
        (web.json_response({"errors": [{"message": "Parse error"}]}), "unknown"),
    ],
    ids=["gone", "frozen", "moved", "a page", "a list", "a query that it does not understand"],
)
async def test_what_is_no_shop_is_told(shop: ShopifyStandIn, answer: web.Response, error: str) -> None:
    shop.troubles.answers.append(answer)
    with pytest.raises(ShopRefused, match=error):
        await read(shop)


async def test_an_outage_is_waited_out_and_a_long_one_is_told(shop: ShopifyStandIn) -> None:
    shop.troubles.answers += [
        web.Response(status=503),
        web.Response(status=429, headers={"Retry-After": "2.0"}),
    ]
    assert len(await read(shop)) == 35
    assert shop.clock.waited[:2] == [2.0, 2.0]
    shop.troubles.answers += [web.Response(status=500) for _ in range(6)]
    with pytest.raises(ShopUnavailable, match="500"):
        await read(shop)


async def test_a_picture_that_cannot_be_mended_is_left_out_and_told(shop: ShopifyStandIn) -> None:
    shop.products = [
        shopify_product("p", media={"nodes": [{"image": {"url": address}} for address in ADDRESSES]})
    ]
    product, warning = await read(shop)
    assert isinstance(product, Product)
    assert isinstance(warning, RowFault)
    assert product.images == ("https://shop.example/%D9%82%D9%85%D9%8A%D8%B5%201.jpg",)
    assert (warning.row, warning.column, warning.value, warning.refuses) == (1, "images", ADDRESSES[1], False)
