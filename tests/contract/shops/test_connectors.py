"""Orders in shops' own systems, the same promises for all three: there once, found again, changed, cancelled, or refused in a word."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol
from uuid import uuid4

import pytest
from aiohttp import web

from local.serve import serve
from local.shops.shopify import ShopifyStandIn
from local.shops.troubles import Clock, Troubles
from local.shops.woocommerce import WooCommerceStandIn
from shared.connectors.connections import Connection, Kind
from shared.connectors.opening import opened, orders_of
from shared.connectors.order import OF_THE_ORDER, Line, Order, TakesOrders
from shared.errors import OutcomeUnknown, ShopRefused, ShopUnavailable
from tests.support.receiver import Receiver
from tests.support.shops import road_to, shopify_product, shopify_variant, woo_product, woo_variation

SECRET = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI="  # of nobody
DELIVERY = {
    "name": "رنا الخطيب",
    "phone": "+962790000001",
    "governorate": "إربد",
    "area": "الحصن",
    "landmark": "مقابل المخبز",
    "gift_note": "كل عام وأنت بخير",
}
A_MINUTE_AGO = timedelta(minutes=1)


class Shop(Protocol):
    @property
    def app(self) -> web.Application: ...

    @property
    def troubles(self) -> Troubles: ...


@dataclass
class Connected:
    """One kind of shop, what is connected to it, and how a test reads what is there."""

    kind: Kind
    shop: Any
    credentials: tuple[str, ...]
    path: str = ""
    orders: TakesOrders = field(init=False)
    url: str = field(init=False)

    def numbers(self) -> list[str]:
        """Of the orders that are there and stand."""
        match self.kind:
            case Kind.SHOPIFY:
                return [one["name"] for one in self.shop.book.orders if one["cancelledAt"] is None]
            case Kind.WOOCOMMERCE:
                return [one["number"] for one in self.shop.book.orders if one["status"] != "cancelled"]
            case Kind.WEBHOOK:
                cancelled = {one["data"]["key"] for one in self._told("order.cancelled")}
                return [one["data"]["key"] for one in self._told("order.created") if one["data"]["key"] not in cancelled]  # fmt: skip

    def addresses(self) -> list[str]:
        match self.kind:
            case Kind.SHOPIFY:
                return [one["shippingAddress"]["address1"] for one in self.shop.book.orders]
            case Kind.WOOCOMMERCE:
                return [one["shipping"]["address_1"] for one in self.shop.book.orders]
            case Kind.WEBHOOK:
                newest = {one["data"]["key"]: one["data"]["delivery"] for one in self._told("order.created") + self._told("order.changed")}  # fmt: skip
                return [f"{one['area']}, {one['landmark']}" for one in newest.values()]

    def _told(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.shop.told.values() if one["type"] == kind]


def shopify() -> Connected:
    shop = ShopifyStandIn([shopify_product("DR-1", shopify_variant(1), shopify_variant(2))], Clock())
    return Connected(Kind.SHOPIFY, shop, ("shpat_1",))


def woocommerce() -> Connected:
    dress = woo_product(5, sku="DR-1", type="variable", manage_stock=False, stock_quantity=None)
    sizes = [woo_variation(1, sku="SKU-1", manage_stock=True, stock_quantity=3), woo_variation(2)]
    return Connected(Kind.WOOCOMMERCE, WooCommerceStandIn([dress], {5: sizes}), ("ck_1", "cs_1"))


def webhook() -> Connected:
    return Connected(Kind.WEBHOOK, Receiver(SECRET), (SECRET,), "/orders")


@pytest.fixture(params=[shopify, woocommerce, webhook], ids=lambda make: make.__name__)
async def connected(request: pytest.FixtureRequest) -> AsyncIterator[Connected]:
    make: Callable[[], Connected] = request.param
    one = make()
    async with serve(one.shop.app) as url:
        one.url = url + one.path
        connection = Connection(one.kind, one.url, one.credentials)
        async with opened(connection, road_to(Clock())) as one.orders:
            yield one


def an_order(**fields: Any) -> Order:
    line = Line("DR-1", "فستان", {"variant_id": "SKU-1", "size": "S1"}, 2, Decimal("25.000"))
    usual = Order(
        uuid4(), 7, "JOD", Decimal(50), Decimal(0), Decimal(3), Decimal(53), "cash_on_delivery", DELIVERY, (line,)
    )  # fmt: skip
    return replace(usual, **fields)


def a_minute_ago() -> datetime:
    return datetime.now(UTC) - A_MINUTE_AGO


async def test_a_harmless_call_tells_whether_orders_can_be_put_there(connected: Connected) -> None:
    await connected.orders.check(orders=True)
    assert connected.numbers() == []


async def test_an_order_is_there_with_its_address(connected: Connected) -> None:
    taken = await connected.orders.create(an_order())
    assert taken.number
    assert len(connected.numbers()) == 1
    assert connected.addresses() == ["الحصن, مقابل المخبز"]


async def test_what_was_created_without_an_answer_is_there_once(connected: Connected) -> None:
    order = an_order()
    connected.shop.troubles.lost = 1
    with pytest.raises(OutcomeUnknown):
        await connected.orders.create(order)
    if await connected.orders.find(order, a_minute_ago()) is None:  # a webhook's receiver knows it by its id
        await connected.orders.create(order)
    assert len(connected.numbers()) == 1


async def test_another_order_is_not_taken_for_it(connected: Connected) -> None:
    await connected.orders.create(an_order())
    assert await connected.orders.find(an_order(), a_minute_ago()) is None


async def test_an_address_changes_and_changing_it_again_changes_nothing(connected: Connected) -> None:
    order = an_order()
    taken = await connected.orders.create(order)
    moved = replace(order, delivery={**DELIVERY, "area": "بيت راس"})
    for _ in range(2):
        await connected.orders.change(moved, taken)
    assert connected.addresses() == ["بيت راس, مقابل المخبز"]
    assert len(connected.numbers()) == 1


@pytest.mark.parametrize("connected", [shopify, woocommerce], ids=["shopify", "woocommerce"], indirect=True)
@pytest.mark.parametrize("goods_changed", [False, True])
@pytest.mark.parametrize("deleted", [False, True])
async def test_what_the_shop_has_cancelled_or_deleted_by_itself_is_not_changed(
    connected: Connected, *, goods_changed: bool, deleted: bool
) -> None:
    """And that is of this order, not of the connection."""
    order = an_order()
    taken = await connected.orders.create(order)
    if deleted:
        connected.shop.book.orders.clear()
    else:
        await connected.orders.cancel(order, taken)
    with pytest.raises(ShopRefused) as told:
        await connected.orders.change(replace(order, goods_changed=goods_changed), taken)
    assert str(told.value) in OF_THE_ORDER
    assert not told.value.revoked


async def test_what_is_cancelled_stays_so(connected: Connected) -> None:
    order = an_order()
    taken = await connected.orders.create(order)
    for _ in range(2):
        await connected.orders.cancel(order, taken)
    assert connected.numbers() == []


@pytest.mark.parametrize("status", [429, 408])
async def test_a_shop_that_is_busy_has_done_nothing_and_says_when(connected: Connected, status: int) -> None:
    # The first call of each that creates is a look at the goods; a webhook has none.
    connected.shop.troubles.says(status, retry_after="7")
    with pytest.raises(ShopUnavailable) as told:
        await connected.orders.create(an_order())
    assert told.value.after == 7
    assert connected.numbers() == []


async def test_a_shop_at_fault_may_have_done_it(connected: Connected) -> None:
    taken = await connected.orders.create(an_order())
    connected.shop.troubles.says(502)
    with pytest.raises((OutcomeUnknown, ShopUnavailable)):
        await connected.orders.change(an_order(), taken)


async def test_credentials_that_are_not_taken_are_the_connections_fault(connected: Connected) -> None:
    wrong = {Kind.SHOPIFY: ("shpat_2",), Kind.WOOCOMMERCE: ("ck_2", "cs_2"), Kind.WEBHOOK: (SECRET[:-3] + "MI=",)}  # fmt: skip
    orders = orders_of(Connection(connected.kind, connected.url, wrong[connected.kind]), road_to(Clock()))
    for call in (orders.check(orders=True), orders.create(an_order())):
        with pytest.raises(ShopRefused) as told:
            await call
        assert told.value.revoked
    await orders.close()
    assert connected.numbers() == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"lines": (Line("NO-SUCH", "فستان", {}, 1, Decimal(25)),)}, "unknown_item"),
        ({"lines": (Line("DR-1", "فستان", {"variant_id": "NO-SIZE"}, 1, Decimal(25)),)}, "unknown_item"),
        ({"lines": (Line("DR-1", "فستان", {"variant_id": "SKU-1"}, 9, Decimal(25)),)}, "out_of_stock"),
    ],
)
async def test_what_the_shop_does_not_have_is_refused_in_a_word(
    connected: Connected, fields: dict[str, Any], reason: str
) -> None:
    if connected.kind is Kind.WEBHOOK:
        connected.shop.refuses = reason
    with pytest.raises(ShopRefused) as told:
        await connected.orders.create(an_order(**fields))
    assert (str(told.value), told.value.revoked) == (reason, False)
    assert connected.numbers() == []


async def test_nobody_there_has_done_nothing(connected: Connected) -> None:
    orders = orders_of(
        Connection(connected.kind, "http://127.0.0.1:1", connected.credentials), road_to(Clock())
    )
    with pytest.raises(ShopUnavailable):
        await orders.create(an_order())
    await orders.close()
