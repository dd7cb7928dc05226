"""What only one kind of shop does with an order: its money, its stock, its limits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from local.serve import serve
from local.shops.shopify import ShopifyStandIn
from local.shops.troubles import Clock
from local.shops.woocommerce import WooCommerceStandIn
from shared.connectors.order import Line
from shared.connectors.shopify_orders import ShopifyOrders
from shared.connectors.woocommerce_orders import WooCommerceOrders
from shared.errors import ShopRefused, ShopUnavailable
from tests.contract.shops.test_connectors import DELIVERY, an_order
from tests.support.shops import road_to, shopify_product, woo_product


async def test_shopify_is_told_what_was_agreed_and_takes_it_from_its_stock() -> None:
    shop = ShopifyStandIn([shopify_product("DR-1")], Clock())
    async with serve(shop.app) as url:
        orders = ShopifyOrders(url, "shpat_1", road_to(shop.clock))
        order = an_order(discount=Decimal(5), total=Decimal(48))
        taken = await orders.create(order)
        assert taken.number == "#1001"
        (made,) = shop.book.orders
        assert made["lineItems"][0]["priceSet"] == {"shopMoney": {"amount": "25.000", "currencyCode": "JOD"}}
        assert made["shippingLines"][0]["priceSet"]["shopMoney"]["amount"] == "3"
        assert made["discountCode"]["itemFixedDiscountCode"]["amountSet"]["shopMoney"]["amount"] == "5"
        assert made["financialStatus"] == "PENDING"
        assert "كل عام وأنت بخير" in made["note"]
        (variant,) = shop.products[0]["variants"]
        assert variant["inventoryQuantity"] == 1
        await orders.cancel(order, taken)
        assert variant["inventoryQuantity"] == 3
        await orders.close()


async def test_shopify_finds_an_order_behind_others_and_looks_no_further_than_it_must() -> None:
    shop = ShopifyStandIn([shopify_product("DR-1")], Clock())
    async with serve(shop.app) as url:
        orders = ShopifyOrders(url, "shpat_1", road_to(shop.clock))
        order = an_order()
        taken = await orders.create(order)
        other = shop.book.orders[0] | {"tags": []}
        shop.book.orders += [other] * 120
        now = datetime.now(UTC)
        assert await orders.find(order, now - timedelta(minutes=1)) == taken
        asked = len(shop.requests)
        assert await orders.find(an_order(), now + timedelta(hours=1)) is None
        assert len(shop.requests) - asked == 1
        await orders.close()


async def test_a_throttled_shopify_says_when_it_can_be_asked_again() -> None:
    shop = ShopifyStandIn([shopify_product("DR-1")], Clock(), bucket=15.0)
    async with serve(shop.app) as url:
        orders = ShopifyOrders(url, "shpat_1", road_to(shop.clock))
        with pytest.raises(ShopUnavailable) as told:
            await orders.create(an_order())
        assert told.value.after == pytest.approx(0.1)
        await orders.close()


async def test_a_token_that_may_not_write_orders_is_told_its_scope() -> None:
    shop = ShopifyStandIn([], Clock())
    shop.book.scopes = ("read_products",)
    async with serve(shop.app) as url:
        orders = ShopifyOrders(url, "shpat_1", road_to(shop.clock))
        with pytest.raises(ShopRefused, match="write_orders"):
            await orders.check(orders=True)
        await orders.close()


async def test_what_a_shopify_order_holds_is_left_to_a_person() -> None:
    shop = ShopifyStandIn([shopify_product("DR-1")], Clock())
    async with serve(shop.app) as url:
        orders = ShopifyOrders(url, "shpat_1", road_to(shop.clock))
        order = an_order()
        taken = await orders.create(order)
        with pytest.raises(ShopRefused, match=r"^goods_by_hand$"):
            await orders.change(replace(order, goods_changed=True), taken)
        await orders.close()


async def test_woocommerce_changes_what_an_order_holds_with_its_stock_and_its_total() -> None:
    shop = WooCommerceStandIn(
        [woo_product(1, sku="A", stock_quantity=4), woo_product(2, sku="B", stock_quantity=4)]
    )
    async with serve(shop.app) as url:
        orders = WooCommerceOrders(url, "ck_1", "cs_1", road_to(Clock()))
        order = an_order(lines=(Line("A", "قميص", {}, 2, Decimal(10)),))
        taken = await orders.create(order)
        other = replace(
            order,
            lines=(Line("B", "حقيبة", {}, 1, Decimal(30)),),
            discount=Decimal(5),
            delivery_fee=Decimal(2),
            goods_changed=True,
        )
        for _ in range(2):
            await orders.change(other, taken)
        (made,) = shop.book.orders
        assert [(one["product_id"], one["quantity"]) for one in made["line_items"]] == [(2, 1)]
        assert Decimal(made["total"]) == 27
        assert [one["stock_quantity"] for one in shop.products] == [4, 3]
        await orders.close()


@pytest.mark.parametrize("quantity", [1, 2, 3])
async def test_what_an_order_holds_already_is_there_for_its_change(quantity: int) -> None:
    """WooCommerce's stock is without what its orders have taken."""
    shop = WooCommerceStandIn([woo_product(1, sku="A", stock_quantity=3)])
    async with serve(shop.app) as url:
        orders = WooCommerceOrders(url, "ck_1", "cs_1", road_to(Clock()))
        order = an_order(lines=(Line("A", "قميص", {}, 2, Decimal(10)),))
        taken = await orders.create(order)
        other = replace(order, lines=(Line("A", "قميص", {}, quantity, Decimal(10)),), goods_changed=True)
        for _ in range(2):
            await orders.change(other, taken)
        assert [one["quantity"] for one in shop.book.orders[0]["line_items"]] == [quantity]
        assert shop.products[0]["stock_quantity"] == 3 - quantity
        with pytest.raises(ShopRefused, match=r"^out_of_stock$"):
            await orders.change(replace(other, lines=(Line("A", "قميص", {}, 4, Decimal(10)),)), taken)
        await orders.close()


async def test_a_gift_goes_to_its_recipient_and_the_buyer_is_named_in_the_note() -> None:
    shop = WooCommerceStandIn([woo_product(1, sku="A")])
    async with serve(shop.app) as url:
        orders = WooCommerceOrders(url, "ck_1", "cs_1", road_to(Clock()))
        gift = {**DELIVERY, "recipient": "هبة سالم", "recipient_phone": "+962790000002", "gift_wrap": True}
        await orders.create(an_order(lines=(Line("A", "قميص", {}, 1, Decimal(10)),), delivery=gift))
        (made,) = shop.book.orders
        assert (made["shipping"]["first_name"], made["shipping"]["phone"]) == ("هبة", "+962790000002")
        assert (made["billing"]["first_name"], made["billing"]["phone"]) == ("رنا", DELIVERY["phone"])
        assert "رنا الخطيب" in made["customer_note"]
        assert "gift wrap: yes" in made["customer_note"]
        await orders.close()


async def test_a_key_that_may_only_read_is_no_way_to_put_orders() -> None:
    shop = WooCommerceStandIn([], read_only=True)
    async with serve(shop.app) as url:
        orders = WooCommerceOrders(url, "ck_1", "cs_1", road_to(Clock()))
        with pytest.raises(ShopRefused) as told:
            await orders.check(orders=True)
        assert told.value.revoked
        await orders.close()
