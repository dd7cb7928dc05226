"""Products of a WooCommerce shop, against a server that pages and refuses as its REST API documents it."""

from decimal import Decimal

import pytest
from aiohttp import web

from catalog.rows import Product
from catalog.sources.faults import Item, RowFault
from catalog.sources.woocommerce import WooCommerce
from local.serve import serve
from local.shops.troubles import Clock
from local.shops.woocommerce import WooCommerceStandIn
from shared.errors import ShopRefused, ShopUnavailable
from shared.stock import Stock
from tests.support.shops import road_to, woo_product, woo_variation

ADDRESSES = ("https://shop.example/قميص 1.jpg", "http://shop.example/2.jpg")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop() -> WooCommerceStandIn:
    return WooCommerceStandIn([woo_product(1)])


async def read(shop: WooCommerceStandIn, clock: Clock, secret: str = "cs_1") -> list[Item]:
    async with serve(shop.app) as url:
        client = WooCommerce(url, "ck_1", secret, currency="EGP", road=road_to(clock))
        try:
            return [item async for batch in client.batches(50) for item in batch]
        finally:
            await client.close()


async def test_a_product_is_what_the_shop_says(shop: WooCommerceStandIn, clock: Clock) -> None:
    (shirt,) = await read(shop, clock)
    assert isinstance(shirt, Product)
    assert (shirt.sku, shirt.name_en, shirt.description_en, shirt.currency) == ("W-1", "Shirt & tie", "Soft", "JOD")  # fmt: skip
    assert (shirt.price, shirt.compare_at, shirt.stock_count) == (Decimal("9.5"), Decimal(12), 4)
    assert (shirt.category, shirt.tags, shirt.images) == ("Shirts", ("new",), ("https://shop.example/1.jpg",))


@pytest.mark.parametrize(
    ("fields", "stock", "count"),
    [
        ({"manage_stock": False, "stock_status": "instock"}, Stock.AVAILABLE, None),
        ({"manage_stock": False, "stock_status": "outofstock"}, Stock.SOLD_OUT, None),
        ({"manage_stock": False, "stock_status": "onbackorder"}, Stock.MADE_TO_ORDER, None),
        ({"stock_quantity": -2}, Stock.COUNTED, 0),
        ({"stock_quantity": 0, "backorders_allowed": True}, Stock.MADE_TO_ORDER, None),
        ({"manage_stock": False, "stock_status": "new word"}, Stock.SOLD_OUT, None),
    ],
)
async def test_stock_is_counted_where_the_shop_counts(
    shop: WooCommerceStandIn, clock: Clock, fields: dict[str, object], stock: Stock, count: int | None
) -> None:
    shop.products = [woo_product(1, **fields)]
    (product,) = await read(shop, clock)
    assert isinstance(product, Product)
    assert (product.variants[0].stock, product.variants[0].count) == (stock, count)


async def test_a_variable_product_has_its_variations(shop: WooCommerceStandIn, clock: Clock) -> None:
    shop.products = [woo_product(7, type="variable", manage_stock=False)]
    shop.variations[7] = [
        woo_variation(38, price="22"),
        woo_variation(39, manage_stock=True, stock_quantity=2, sku="W-7"),
        woo_variation(40, status="private"),
        *(woo_variation(n) for n in range(100, 205)),
    ]
    (shoe,) = await read(shop, clock)
    assert isinstance(shoe, Product)
    assert (shoe.price, shoe.compare_at, len(shoe.variants)) == (Decimal(20), None, 107)
    assert [(one.variant_id, one.size, one.price, one.stock, one.count) for one in shoe.variants[:3]] == [
        ("V-38", "38", Decimal(22), Stock.AVAILABLE, None),
        ("39", "39", None, Stock.COUNTED, 2),
        ("V-100", "100", None, Stock.AVAILABLE, None),
    ]


async def test_one_count_for_all_variations_is_of_all_of_them(shop: WooCommerceStandIn, clock: Clock) -> None:
    shop.products = [woo_product(7, type="variable", stock_quantity=5)]
    shop.variations[7] = [woo_variation(n, manage_stock="parent", stock_quantity=5) for n in (38, 39)]
    (shoe,) = await read(shop, clock)
    assert isinstance(shoe, Product)
    assert (shoe.stock_count, shoe.variants[0].stock) == (5, Stock.AVAILABLE)


async def test_pages_are_read_to_the_last(shop: WooCommerceStandIn, clock: Clock) -> None:
    shop.products = [woo_product(n) for n in range(250)]
    found = await read(shop, clock)
    assert [item.sku for item in found if isinstance(item, Product)] == [f"W-{n}" for n in range(250)]
    assert [path.rpartition("page=")[2] for path in shop.requests[1:]] == ["1", "2", "3"]


async def test_what_is_not_sold_is_off_sale_and_what_has_no_price_is_told(
    shop: WooCommerceStandIn, clock: Clock
) -> None:
    shop.products = [
        woo_product(1, status="draft"),
        woo_product(2, catalog_visibility="hidden"),
        woo_product(3, price=""),
        woo_product(4, type="external"),
        woo_product(5, sku="W-1"),
        woo_product(6, sku=""),
    ]
    found = await read(shop, clock)
    assert [(one.sku, one.active) for one in found if isinstance(one, Product)] == [
        ("W-1", False), ("W-2", False), ("6", True),
    ]  # fmt: skip
    assert [(one.row, one.column) for one in found if isinstance(one, RowFault)] == [(3, "price"), (5, "sku")]


async def test_keys_that_were_taken_back_are_told_as_that(shop: WooCommerceStandIn, clock: Clock) -> None:
    with pytest.raises(ShopRefused, match="credentials") as refused:
        await read(shop, clock, secret="cs_old")
    assert refused.value.revoked
    assert "cs_" not in str(refused.value)


async def test_a_key_that_may_read_products_alone_has_the_shops_own_currency(
    shop: WooCommerceStandIn, clock: Clock
) -> None:
    shop.troubles.answers.append(web.json_response({"code": "woocommerce_rest_cannot_view"}, status=403))
    (product,) = await read(shop, clock)
    assert isinstance(product, Product)
    assert product.currency == "EGP"


@pytest.mark.parametrize(
    ("headers", "waited"),
    [({"Retry-After": "7"}, 7.0), ({"Retry-After": "soon"}, 2.0), ({}, 2.0)],
)
async def test_a_busy_shop_is_asked_again_when_it_says(
    shop: WooCommerceStandIn, clock: Clock, headers: dict[str, str], waited: float
) -> None:
    shop.troubles.answers.append(web.Response(status=429, headers=headers))
    assert len(await read(shop, clock)) == 1
    assert clock.waited == [waited]


async def test_a_shop_that_stays_away_or_wants_an_hour_is_unavailable(
    shop: WooCommerceStandIn, clock: Clock
) -> None:
    shop.troubles.answers.append(web.Response(status=503, headers={"Retry-After": "3600"}))
    with pytest.raises(ShopUnavailable) as wait:
        await read(shop, clock)
    assert (wait.value.after, clock.waited) == (3600.0, [])
    shop.troubles.answers += [web.Response(status=502) for _ in range(6)]
    with pytest.raises(ShopUnavailable, match="502"):
        await read(shop, clock)
    assert clock.waited == [2.0, 4.0, 8.0, 16.0, 32.0]


async def test_a_picture_that_cannot_be_mended_is_left_out_and_told(
    shop: WooCommerceStandIn, clock: Clock
) -> None:
    shop.products = [woo_product(1, images=[{"id": 1, "src": address} for address in ADDRESSES])]
    product, warning = await read(shop, clock)
    assert isinstance(product, Product)
    assert isinstance(warning, RowFault)
    assert product.images == ("https://shop.example/%D9%82%D9%85%D9%8A%D8%B5%201.jpg",)
    assert (warning.row, warning.column, warning.value, warning.refuses) == (1, "images", ADDRESSES[1], False)
