"""An order from its yes into a shop's own system: whatever comes twice, dies or changes its mind leaves one state in three places.

In our database, in the shop's system and in what the customer was told.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from local.serve import serve
from local.shops.shopify import ShopifyStandIn
from local.shops.troubles import Clock
from local.shops.woocommerce import WooCommerceStandIn
from merchant.desk import Person
from merchant.orders import Told, set_state
from merchant.selling import Selling, put_selling
from process.orders.upkeep import GRACE
from process.pushing.push import push
from process.pushing.steps import Push, overdue, take
from process.turn import turn
from shared.connectors.connections import Kind
from shared.connectors.opening import orders_of
from shared.contracts import OrderDoorbell, TurnDoorbell
from shared.offers import offers_of
from shared.payloads import ORDER_YES
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.contract.database.ordering import Buyer, fill, of
from tests.support.selling import orders_go_to, time_passes
from tests.support.shops import shopify_product, shopify_variant, woo_product
from tests.support.stages import StageApp

OWNER = Person("owner", UUID(int=7))
GONE = "خلص قبل ما نسجل طلبك"


@dataclass
class Shop:
    """A shop's own system, of either kind."""

    kind: Kind
    stand_in: ShopifyStandIn | WooCommerceStandIn

    @property
    def orders(self) -> list[dict[str, Any]]:
        return self.stand_in.book.orders

    @property
    def stands(self) -> list[bool]:
        """Of each order, whether it does."""
        if self.kind is Kind.SHOPIFY:
            return [one["cancelledAt"] is None for one in self.orders]
        return [one["status"] != "cancelled" for one in self.orders]

    @property
    def places(self) -> list[str]:
        if self.kind is Kind.SHOPIFY:
            return [one["shippingAddress"]["city"] for one in self.orders]
        return [one["shipping"]["city"] for one in self.orders]


@pytest.fixture(params=[Kind.SHOPIFY, Kind.WOOCOMMERCE])
async def shop(request: pytest.FixtureRequest, app: StageApp, key: ConversationKey) -> AsyncIterator[Shop]:
    shop = Shop(request.param, _stand_in(request.param))
    async with serve(shop.stand_in.app) as url:
        await orders_go_to(app, key.tenant, shop.kind, url)
        yield shop


def _stand_in(kind: Kind) -> ShopifyStandIn | WooCommerceStandIn:
    if kind is Kind.WOOCOMMERCE:
        return WooCommerceStandIn([woo_product(5, sku="BAG", stock_quantity=9)])
    return ShopifyStandIn(
        [shopify_product("BAG", shopify_variant(1, sku="BAG", inventoryQuantity=9))], Clock(), bucket=1e6
    )


@pytest.fixture
async def buyer(app: StageApp, key: ConversationKey, rows: Rows) -> Buyer:
    await fill(app, key)
    return Buyer(app, key, rows)


async def pushed(buyer: Buyer, *, bells: int = 1) -> list[str]:
    """What the customer hears of it."""
    for _ in range(bells):
        await push(buyer.app, OrderDoorbell(tenant=buyer.key.tenant))
    return await buyer.receives()


async def ordered(buyer: Buyer) -> int:
    """The draft's number."""
    await buyer.proposes(**of("BAG"))
    return buyer.newest


def states(buyer: Buyer) -> list[str]:
    return [order["state"] for order in buyer.orders]


def left(buyer: Buyer) -> int:
    (row,) = buyer.rows.ask("SELECT stock FROM shop.products WHERE tenant_id = %(tenant)s AND sku = 'BAG'")
    return int(row["stock"])


async def test_a_yes_that_comes_twice_is_one_order_and_one_number(buyer: Buyer, shop: Shop) -> None:
    draft = await ordered(buyer)
    (received,) = await buyer.taps(draft)
    (again,) = await buyer.taps(draft)
    (told,) = await pushed(buyer, bells=2)
    assert (states(buyer), shop.stands, left(buyer)) == (["confirmed"], [True], 4)
    assert received.startswith("وصلنا طلبك")
    assert "واصلنا من قبل" in again
    assert told.startswith("تأكّد طلبك")


async def test_a_yes_after_a_price_change_is_none_until_the_new_price_has_its_own(
    buyer: Buyer, shop: Shop
) -> None:
    draft = await ordered(buyer)
    buyer.rows.ask("UPDATE shop.products SET price = 12 WHERE tenant_id = %(tenant)s AND sku = 'BAG'")
    changed = await buyer.taps(draft)
    assert await pushed(buyer) == []
    assert (states(buyer), shop.orders, left(buyer)) == ([], [], 5)
    assert "15 دينار" in changed[-1]
    await buyer.taps(buyer.newest)
    assert len(await pushed(buyer)) == 1
    assert (states(buyer), shop.stands, [order["total"] for order in buyer.orders]) == (
        ["confirmed"], [True], [15],
    )  # fmt: skip


async def test_a_yes_to_an_older_summary_orders_nothing(buyer: Buyer, shop: Shop) -> None:
    older = await ordered(buyer)
    await buyer.proposes(**of("BAG", quantity=2))
    told = await buyer.taps(older)
    assert await pushed(buyer) == []
    assert (states(buyer), shop.orders) == ([], [])
    assert told[0].startswith("هذا كان ملخص أقدم")


async def test_a_turns_message_that_is_delivered_again_orders_nothing_again(buyer: Buyer, shop: Shop) -> None:
    await buyer.taps(await ordered(buyer))
    await turn(buyer.app, TurnDoorbell.of(buyer.key))
    assert await buyer.receives() == []
    assert len(await pushed(buyer, bells=2)) == 1
    assert (states(buyer), shop.stands, left(buyer)) == (["confirmed"], [True], 4)


async def test_who_dies_between_the_commit_and_the_reply_leaves_an_order_that_its_customer_hears_of(
    buyer: Buyer, shop: Shop
) -> None:
    """The parts are in the outbox; whoever sends them next does."""
    draft = await ordered(buyer)
    await buyer.says("تأكيد الطلب", payload=f"{ORDER_YES}{draft}")
    await turn(buyer.app, TurnDoorbell.of(buyer.key))
    assert (states(buyer), buyer.unsent) == (["new"], 1)
    await push(buyer.app, OrderDoorbell(tenant=buyer.key.tenant))
    received, told = await buyer.receives()
    assert received.startswith("وصلنا طلبك")
    assert told.startswith("تأكّد طلبك")
    assert (states(buyer), shop.stands) == (["confirmed"], [True])


async def test_who_dies_between_the_shops_acceptance_and_our_note_leaves_one_order(
    buyer: Buyer, shop: Shop
) -> None:
    await buyer.taps(await ordered(buyer))
    step = await take(buyer.app, buyer.key.tenant)
    assert isinstance(step, Push)
    orders = orders_of(step.connection, buyer.app.road_to_shops)
    await orders.create(step.order)
    await orders.close()
    time_passes(buyer.rows)
    assert len(await pushed(buyer, bells=2)) == 1
    assert (states(buyer), shop.stands) == (["confirmed"], [True])


async def test_the_last_piece_goes_to_one_of_two_customers_and_the_other_hears_so(
    buyer: Buyer, shop: Shop, admin_url: str
) -> None:
    key = replace(buyer.key, customer="2234567890123456")
    with Rows(admin_url, key) as rows:
        other = Buyer(buyer.app, key, rows)
        for one in (buyer, other):
            await one.proposes(**of("BAG", quantity=5))
        (won,) = await buyer.taps(buyer.newest)
        (lost,) = await other.taps(other.newest)
        assert won.startswith("وصلنا طلبك")
        assert GONE in lost
        assert len(await pushed(buyer)) == 1
        assert (states(buyer), states(other), shop.stands, left(buyer)) == (["confirmed"], [], [True], 0)


async def test_a_change_after_confirming_is_the_same_order_everywhere(buyer: Buyer, shop: Shop) -> None:
    await buyer.taps(await ordered(buyer))
    await pushed(buyer)
    await buyer.changes(1, area="العقبة")
    (passed_on,) = await buyer.taps(buyer.newest)
    assert passed_on.startswith("وصّلنا التعديل")
    told = await pushed(buyer, bells=2)
    (order,) = buyer.orders
    if shop.kind is Kind.SHOPIFY:  # whose fee changes by hand alone
        assert told == ["طلبك رقم 1 ما قدرنا نعدّله من هون، وواحد من المحل رح يشوفه ويرد عليك 🌷"]
        assert (order["state"], order["total"], len(shop.orders)) == ("new", 15, 1)
        return
    assert [text.split("،")[0] for text in told] == ["تأكّد طلبك"]
    assert (order["state"], order["total"], shop.places) == ("confirmed", 15, ["العقبة"])


async def test_a_change_that_changes_nothing_is_confirmed_again(buyer: Buyer, shop: Shop) -> None:
    await buyer.taps(await ordered(buyer))
    await pushed(buyer)
    await buyer.changes(1, area="إربد")
    (passed_on,) = await buyer.taps(buyer.newest)
    assert passed_on.startswith("وصّلنا التعديل")
    (told,) = await pushed(buyer, bells=2)
    assert told.startswith("تأكّد طلبك")
    assert (states(buyer), shop.stands, shop.places) == (["confirmed"], [True], ["إربد"])


async def test_a_change_that_a_person_confirms_before_the_bell_is_told_once(buyer: Buyer, shop: Shop) -> None:
    await buyer.taps(await ordered(buyer))
    await pushed(buyer)
    await buyer.changes(1, area="إربد")
    await buyer.taps(buyer.newest)
    assert await set_state(buyer.app, buyer.key.tenant, 1, "confirmed", OWNER) is Told.LATER
    (told,) = await pushed(buyer, bells=2)
    assert told.startswith("تأكّد طلبك")
    assert (states(buyer), shop.stands) == (["confirmed"], [True])


async def test_what_an_offer_takes_off_is_off_in_the_shops_system_as_well(buyer: Buyer, shop: Shop) -> None:
    offers = offers_of([{"name_ar": "عرض", "name_en": "Offer", "percent": "12.5"}])
    await put_selling(buyer.app.database, buyer.key.tenant, Selling(bargaining="offers", offers=offers))
    await buyer.taps(await ordered(buyer))
    await pushed(buyer)
    (order,), (there,) = buyer.orders, shop.orders
    assert (order["discount"], order["total"]) == (Decimal("1.25"), Decimal("11.75"))
    if shop.kind is Kind.WOOCOMMERCE:
        assert Decimal(there["total"]) == order["total"]
    else:
        (amount,) = (there["discountCode"]["itemFixedDiscountCode"]["amountSet"]["shopMoney"],)
        assert Decimal(amount["amount"]) == order["discount"]


async def test_a_cancellation_is_done_when_the_shop_has_done_it(buyer: Buyer, shop: Shop) -> None:
    await buyer.taps(await ordered(buyer))
    await pushed(buyer)
    await buyer.cancels(1)
    (passed_on,) = await buyer.taps(buyer.newest)
    assert passed_on.startswith("وصّلنا للمحل")
    assert await pushed(buyer, bells=2) == ["انلغى طلبك رقم 1."]
    assert (states(buyer), shop.stands, left(buyer)) == (["cancelled"], [False], 5)


async def test_what_changes_while_an_order_is_about_to_go_is_passed_on_and_told_when_it_is_done(
    buyer: Buyer, shop: Shop
) -> None:
    """Noted and untried: whoever takes it now may have read it as it was."""
    for order_no in (1, 2):
        await buyer.taps(await ordered(buyer))
        async with buyer.app.database.tenant(buyer.key.tenant) as tx:
            await overdue(tx, buyer.key.tenant, GRACE)
        await buyer.changes(order_no, area="العقبة")
        (passed_on,) = await buyer.taps(buyer.newest)
        assert passed_on.startswith("وصّلنا التعديل")
    await buyer.cancels(2)
    (asked_to,) = await buyer.taps(buyer.newest)
    assert asked_to.startswith("وصّلنا للمحل")
    confirmed, cancelled = await pushed(buyer, bells=2)
    assert confirmed.startswith("تأكّد طلبك")
    assert cancelled == "انلغى طلبك رقم 2."
    assert (states(buyer), shop.places, left(buyer)) == (["confirmed", "cancelled"], ["العقبة"], 4)


async def test_a_cancellation_while_the_order_is_with_the_courier_is_a_persons(
    buyer: Buyer, shop: Shop
) -> None:
    await buyer.taps(await ordered(buyer))
    await pushed(buyer)
    await buyer.cancels(1)
    await set_state(buyer.app, buyer.key.tenant, 1, "with_courier", OWNER)
    await buyer.receives()
    told = await buyer.taps(buyer.newest)
    assert "ما عاد بقدر أغيّره من هون" in told[-1]
    assert await pushed(buyer) == []
    assert (states(buyer), shop.stands, left(buyer)) == (["with_courier"], [True], 4)
    assert buyer.rows.conversation["needs_person_reason"] is not None
