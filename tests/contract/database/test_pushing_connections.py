"""Which system of a shop's its orders go to, who is rung for, and that nobody else's is touched."""

import asyncio
from uuid import uuid4

from local.serve import serve
from local.shops.shopify import ShopifyStandIn
from local.shops.woocommerce import WooCommerceStandIn
from merchant.accounts import Account, Profile, put_shop
from process.orders.upkeep import sweep
from process.pushing.push import push
from process.record import record
from shared.alerts import AlertKind
from shared.connectors.connections import Connection, Kind, connections, put_connection, switch_off
from shared.contracts import OrderDoorbell, Queue
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows, inbound, message
from tests.contract.database.pushed import CANCEL, CONFIRMED, alerts, rings, shop
from tests.support.receiver import Receiver
from tests.support.selling import (
    a_woocommerce,
    an_order_is_taken,
    order_states,
    orders_go_to,
    pushes,
    time_passes,
)
from tests.support.stages import StageApp

__all__ = ["shop"]


async def test_with_credentials_that_are_not_taken_orders_wait_until_there_are_others(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    shop.token = "shpat_2"  # of nobody
    assert await rings(app, key) == []
    assert await alerts(app, key) == [(AlertKind.CONNECTOR_REFUSED, "shopify", "credentials")]
    asked = len(shop.requests)
    assert await rings(app, key) == []
    assert (len(shop.requests), order_states(rows)) == (asked, ["new"])
    (listed,) = await connections(app, key.tenant)
    assert (listed.state, listed.state_reason) == ("refused", "credentials")

    await put_connection(app, key.tenant, Connection(Kind.SHOPIFY, listed.address, ("shpat_2",)))
    await rings(app, key)
    assert (order_states(rows), await alerts(app, key)) == (["confirmed"], [])


async def test_without_a_system_of_its_own_a_shops_order_is_left_to_a_person(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    await switch_off(app, key.tenant, Kind.SHOPIFY)
    an_order_is_taken(rows, key)
    assert await rings(app, key) == []
    assert (order_states(rows), pushes(rows), shop.book.orders) == (["new"], [], [])


async def test_orders_of_before_the_connection_stay_with_who_had_them(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    rows.ask(
        "UPDATE shop.orders SET created_at = now() - interval '1 day' WHERE tenant_id = %(tenant)s RETURNING 1"
    )
    await rings(app, key)
    assert shop.book.orders == []


async def test_the_sweeper_rings_for_lost_bells_and_for_nothing_else(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    def rung() -> int:
        return sum(one.queue is Queue.ORDERS and one.session_id == str(key.tenant) for one in app.posted_to_bus.take())  # fmt: skip

    await sweep(app)
    assert rung() == 0
    an_order_is_taken(rows, key)
    await sweep(app)  # notes it; its bell may be on the way
    assert rung() == 0
    time_passes(rows)
    await sweep(app)
    assert rung() == 1
    await rings(app, key)
    time_passes(rows)
    await sweep(app)
    assert rung() == 0


async def test_two_who_push_at_once_put_an_order_there_once(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    """A session that was taken over while its first handler still works."""
    for _ in range(3):
        an_order_is_taken(rows, key)
    bell = OrderDoorbell(tenant=key.tenant)
    await asyncio.gather(push(app, bell), push(app, bell))
    time_passes(rows)
    await push(app, bell)
    assert [one["name"] for one in shop.book.orders] == ["#1001", "#1002", "#1003"]
    assert (order_states(rows), len(rows.parts)) == (["confirmed"] * 3, 3)


async def test_whatever_listens_is_told_of_an_order_its_change_and_its_end_and_says_its_number(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    receiver = Receiver("whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI=")
    async with serve(receiver.app) as url:
        webhook = Connection(Kind.WEBHOOK, f"{url}/orders", (receiver.secret,))
        await put_connection(app, key.tenant, webhook, orders=True)
        an_order_is_taken(rows, key)
        receiver.troubles.lost = 1
        await rings(app, key)
        time_passes(rows)
        await rings(app, key)
        assert [part["text"] for part in rows.parts] == ["تأكّد طلبك، ورقمه W-1 🌷"]
        rows.ask("UPDATE shop.order_lines SET quantity = 3 WHERE tenant_id = %(tenant)s")
        await rings(app, key)
        rows.ask(CANCEL)
        await rings(app, key)
        receiver.refuses = "out_of_stock"
        an_order_is_taken(rows, key)
        await rings(app, key)
    assert receiver.kinds == ["order.created", "order.changed", "order.cancelled"]
    assert order_states(rows) == ["cancelled", "cancelled"]
    assert pushes(rows)[1][:2] == ("refused", "out_of_stock")
    assert shop.book.orders == []


async def test_two_shops_with_the_same_numbers_have_nothing_to_do_with_each_other(
    app: StageApp, key: ConversationKey, rows: Rows, admin_url: str, shop: ShopifyStandIn
) -> None:
    other = ConversationKey(TenantId(uuid4()), str(uuid4().int)[:17], key.customer)
    profile = Profile("الجار", "Next door", "JOD", "", "")
    await put_shop(app, other.tenant, profile, Account(other.account, f"9{other.account}", "next", "IGAA-2"))
    await record(app, inbound(other, message("I want the dress please, thank you")))
    theirs: WooCommerceStandIn = a_woocommerce()
    async with serve(theirs.app) as url:
        await orders_go_to(app, other.tenant, Kind.WOOCOMMERCE, url)
        with Rows(admin_url, other) as their_rows:
            an_order_is_taken(rows, key)
            an_order_is_taken(their_rows, other, variant=None)
            await rings(app, key)
            assert (len(shop.book.orders), theirs.book.orders) == (1, [])
            assert (order_states(rows), order_states(their_rows)) == (["confirmed"], ["new"])
            await rings(app, other)
            assert (len(shop.book.orders), len(theirs.book.orders)) == (1, 1)
            (number,) = [one["number"] for one in theirs.book.orders]
            assert [part["text"] for part in their_rows.parts] == [f"Your order is confirmed. Its number is {number} 🌷"]  # fmt: skip
    assert [part["text"] for part in rows.parts] == [CONFIRMED]
