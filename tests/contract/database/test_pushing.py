"""An order on its way into a shop's own system: there once whatever dies, and both sides hear what became of it."""

import pytest

from local.shops.shopify import ShopifyStandIn
from process.pushing.push import push
from process.pushing.steps import Push, take
from send.deliver import deliver
from shared.alerts import AlertKind
from shared.connectors.opening import orders_of
from shared.contracts import OrderDoorbell, Queue, SendDoorbell
from shared.errors import DatabaseUnavailable
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows
from tests.contract.database.pushed import CANCEL, CONFIRMED, alerts, rings, shop
from tests.support.selling import (
    an_order_is_taken,
    order_states,
    pushes,
    time_passes,
)
from tests.support.stages import StageApp

__all__ = ["shop"]


async def test_an_order_that_the_shop_accepts_is_confirmed_and_its_customer_hears_the_number(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    assert await rings(app, key) == [Queue.OUTBOUND]
    assert [one["name"] for one in shop.book.orders] == ["#1001"]
    assert (order_states(rows), pushes(rows)) == (["confirmed"], [("accepted", None, 1)])
    await deliver(app, SendDoorbell.of(key))
    assert [post.text for post in app.scripted_graph.posts] == [CONFIRMED]


async def test_bells_that_come_again_push_and_tell_nothing_again(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    await rings(app, key)
    asked = len(shop.requests)
    assert await rings(app, key) == []
    assert len(shop.requests) == asked
    assert [part["text"] for part in rows.parts] == [CONFIRMED]


async def test_an_order_without_an_answer_is_found_and_not_created_twice(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    shop.troubles.lost = 1
    await push(app, OrderDoorbell(tenant=key.tenant))
    (bell,) = app.posted_to_bus.take()
    assert (bell.queue, bell.due) == (Queue.ORDERS, None)  # for the orders behind it
    await push(app, OrderDoorbell(tenant=key.tenant))
    (bell,) = app.posted_to_bus.take()
    assert (bell.queue, bell.due is not None) == (Queue.ORDERS, True)
    assert (order_states(rows), pushes(rows), rows.parts) == (["new"], [("waiting", "in_doubt", 1)], [])
    time_passes(rows)
    assert await rings(app, key) == [Queue.OUTBOUND]
    assert len(shop.book.orders) == 1
    assert [part["text"] for part in rows.parts] == [CONFIRMED]


async def test_who_dies_after_the_shops_acceptance_leaves_one_order_and_one_message(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    """The process is gone before it could write down what the shop has accepted."""
    an_order_is_taken(rows, key)
    step = await take(app, key.tenant)
    assert isinstance(step, Push)
    orders = orders_of(step.connection, app.road_to_shops)
    await orders.create(step.order)
    await orders.close()

    assert await rings(app, key) == [Queue.ORDERS]  # under its lease nobody touches it
    assert (len(shop.book.orders), rows.parts) == (1, [])
    time_passes(rows)
    assert await rings(app, key) == [Queue.OUTBOUND]
    assert len(shop.book.orders) == 1
    assert [part["text"] for part in rows.parts] == [CONFIRMED]


async def test_a_database_that_goes_away_after_the_acceptance_leaves_one_order(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    database = app.database

    class Away:
        def tenant(self, tenant: TenantId) -> object:
            if shop.book.orders:
                raise DatabaseUnavailable("gone")
            return database.tenant(tenant)

    vars(app).update(database=Away())
    with pytest.raises(DatabaseUnavailable):
        await push(app, OrderDoorbell(tenant=key.tenant))
    vars(app).update(database=database)
    time_passes(rows)
    await rings(app, key)
    assert (len(shop.book.orders), order_states(rows)) == (1, ["confirmed"])


async def test_an_order_that_the_shop_refuses_is_off_and_its_goods_can_be_bought_again(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    rows.ask(
        "INSERT INTO shop.products (tenant_id, sku, name_ar, name_en, price, currency, stock) VALUES (%(tenant)s, 'DR-1', 'أ', 'a', 25, 'JOD', 1)"
    )
    rows.ask(
        "INSERT INTO shop.product_variants (tenant_id, sku, variant_id, position, size, color_ar, color_en, stock, count)"
        " VALUES (%(tenant)s, 'DR-1', 'NO-SUCH', 1, 'M', '', '', 'counted', 1)"
    )
    rows.ask(
        "UPDATE shop.products SET variants_for = md5(ROW(sizes, colors_ar, colors_en, stock)::text) WHERE tenant_id = %(tenant)s"
    )
    number = an_order_is_taken(rows, key, variant="NO-SUCH", quantity=2)
    assert await rings(app, key) == [Queue.OUTBOUND, Queue.CATALOG]
    assert (order_states(rows), pushes(rows)) == (["cancelled"], [("refused", "unknown_item", 1)])
    assert await alerts(app, key) == [(AlertKind.ORDER_REFUSED, str(number), "unknown_item")]
    assert [part["text"] for part in rows.parts] == ["بنعتذر منك، طلبك رقم 1 ما زبط وانلغى. اكتبلنا إذا بتحب نشوفلك شي بداله 🌷"]  # fmt: skip
    (variant,) = rows.ask("SELECT count FROM shop.product_variants WHERE tenant_id = %(tenant)s")
    assert variant["count"] == 3
    assert rows.ask("SELECT key FROM shop.index_jobs WHERE tenant_id = %(tenant)s") == [{"key": "DR-1"}]
    assert await rings(app, key) == []


async def test_a_refused_order_holds_up_none_behind_it(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key, sku="NO-SUCH")
    an_order_is_taken(rows, key)
    await rings(app, key)
    assert order_states(rows) == ["cancelled", "confirmed"]


async def test_orders_wait_for_a_shop_that_is_away_and_go_in_their_order(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    for _ in range(2):
        an_order_is_taken(rows, key)
    waits = []
    for attempt in range(3):
        shop.troubles.says(429)
        await push(app, OrderDoorbell(tenant=key.tenant))
        (row,) = rows.ask(
            "SELECT extract(epoch FROM not_before - now()) AS wait FROM shop.order_pushes WHERE tenant_id = %(tenant)s AND reason = 'away'"
        )
        waits.append(round(float(row["wait"]) / 2**attempt, 1))
        time_passes(rows)
    assert waits == pytest.approx([1, 1, 1], abs=0.3)
    assert pushes(rows) == [("waiting", "away", 3), ("waiting", None, 0)]
    await rings(app, key)
    assert order_states(rows) == ["confirmed", "confirmed"]
    notes = [one["customAttributes"][0]["value"] for one in shop.book.orders]
    assert notes == ["1", "2"]


async def test_a_shop_is_given_the_time_that_it_asks_for(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    shop.troubles.says(429, retry_after="400")
    assert await rings(app, key) == [Queue.ORDERS]
    time_passes(rows, "390 seconds")
    asked = len(shop.requests)
    assert await rings(app, key) == [Queue.ORDERS]
    assert len(shop.requests) == asked


async def test_after_an_hour_the_merchant_hears_and_after_a_day_a_person_sees_to_it(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    number = str(an_order_is_taken(rows, key))
    for passed in ("10 minutes", "61 minutes", "23 hours"):
        shop.troubles.says(429)
        await rings(app, key)
        time_passes(rows, passed)
    assert await alerts(app, key) == [(AlertKind.ORDER_WAITING, number, "away")]
    shop.troubles.says(429)
    await rings(app, key)
    assert (order_states(rows), pushes(rows)[0][0]) == (["new"], "given_up")
    assert await rings(app, key) == []


async def test_the_alert_of_an_order_that_waited_ends_with_its_acceptance(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    for _ in range(2):
        shop.troubles.says(429)
        await rings(app, key)
        time_passes(rows, "2 hours")
    assert len(await alerts(app, key)) == 1
    await rings(app, key)
    assert await alerts(app, key) == []


async def test_an_address_that_changes_afterwards_reaches_the_shop_and_is_confirmed_anew(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    await rings(app, key)
    rows.ask(
        'UPDATE shop.orders SET delivery = delivery || \'{"area": "بيت راس"}\' WHERE tenant_id = %(tenant)s'
    )
    assert await rings(app, key) == [Queue.OUTBOUND]
    assert [one["shippingAddress"]["address1"] for one in shop.book.orders] == ["بيت راس"]
    assert (pushes(rows), [part["text"] for part in rows.parts]) == (
        [("accepted", None, 1)],
        [CONFIRMED, CONFIRMED],
    )


async def test_what_the_shop_cannot_change_by_itself_is_left_as_it_is_and_told_once(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    number = an_order_is_taken(rows, key)
    await rings(app, key)
    rows.ask("UPDATE shop.order_lines SET quantity = 3 WHERE tenant_id = %(tenant)s")
    for _ in range(2):
        await rings(app, key)
    assert await alerts(app, key) == [(AlertKind.ORDER_REFUSED, str(number), "goods_by_hand")]
    assert (order_states(rows), pushes(rows)) == (["confirmed"], [("accepted", None, 1)])


async def test_an_order_that_is_cancelled_is_cancelled_in_the_shop(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    await rings(app, key)
    rows.ask(CANCEL)
    shop.troubles.lost = 1
    await rings(app, key)
    time_passes(rows)
    await rings(app, key)
    assert [one["cancelledAt"] is not None for one in shop.book.orders] == [True]
    assert shop.products[0]["variants"][0]["inventoryQuantity"] == 9
    assert pushes(rows)[0][0] == "over"


async def test_an_order_that_is_cancelled_before_it_went_is_never_created(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    shop.troubles.says(429)
    await rings(app, key)
    rows.ask(CANCEL)
    time_passes(rows)
    await rings(app, key)
    assert (shop.book.orders, pushes(rows)[0][0]) == ([], "over")


async def test_an_order_that_is_cancelled_while_nobody_knows_is_found_and_cancelled(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    shop.troubles.lost = 1
    await rings(app, key)
    rows.ask(CANCEL)
    time_passes(rows)
    await rings(app, key)
    assert [one["cancelledAt"] is not None for one in shop.book.orders] == [True]
    assert (order_states(rows), rows.parts) == (["cancelled"], [])


async def test_an_order_whose_customer_was_forgotten_still_reaches_the_shop(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    rows.ask(
        "UPDATE shop.orders SET account_id = NULL, customer_id = NULL, draft_no = NULL WHERE tenant_id = %(tenant)s"
    )
    assert await rings(app, key) == []
    assert (order_states(rows), rows.parts) == (["confirmed"], [])


async def test_who_cannot_be_written_to_any_more_is_told_by_a_person(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    rows.arrange(last_customer_at="now() - interval '25 hours'")
    await rings(app, key)
    await deliver(app, SendDoorbell.of(key))
    assert (order_states(rows), rows.states) == (["confirmed"], ["failed"])
    assert [kind for kind, *_ in await alerts(app, key)] == [AlertKind.PERSON_WANTED]
