"""What becomes of an order while it is on its way into a shop's own system: confirmed, changed, cancelled or refused meanwhile."""

import pytest

from local.serve import serve
from local.shops.shopify import ShopifyStandIn
from merchant.desk import Person
from merchant.orders import Told, set_state
from merchant.users import owner_of
from process.pushing import outcomes
from process.pushing.steps import Push, take
from process.record import record
from shared.connectors.connections import Kind
from shared.connectors.opening import orders_of
from shared.contracts import Queue
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.contract.database.pushed import CANCEL, CONFIRMED, alerts, rings, shop
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

MOVED = 'UPDATE shop.orders SET delivery = delivery || \'{"area": "بيت راس"}\' WHERE tenant_id = %(tenant)s'
MADE_TO_ORDER = (
    "UPDATE shop.order_lines SET variant = '{\"made_to_order\": true}' WHERE tenant_id = %(tenant)s"
)
GOODS = "UPDATE shop.order_lines SET quantity = {quantity} WHERE tenant_id = %(tenant)s"
WAITS = "UPDATE shop.order_pushes SET customer_waits = true WHERE tenant_id = %(tenant)s"
REFUSED = "بنعتذر منك، طلبك رقم 1 ما زبط وانلغى. اكتبلنا إذا بتحب نشوفلك شي بداله 🌷"
LEFT = "طلبك رقم 1 ما قدرنا نعدّله من هون، وواحد من المحل رح يشوفه ويرد عليك 🌷"


async def by_a_person(app: StageApp, key: ConversationKey, state: str) -> Told:
    owner = Person("owner", await owner_of(app.database, key.tenant))
    told = await set_state(app, key.tenant, 1, state, owner)
    app.posted_to_bus.take()
    return told


async def begun(app: StageApp, key: ConversationKey) -> Push:
    step = await take(app, key.tenant)
    assert isinstance(step, Push)
    return step


def texts(rows: Rows) -> list[str]:
    return [part["text"] for part in rows.parts]


@pytest.mark.parametrize("state", ["confirmed", "with_courier"])
async def test_an_order_that_a_person_moves_on_before_the_bell_still_goes_into_the_shop(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn, state: str
) -> None:
    an_order_is_taken(rows, key)
    told = await by_a_person(app, key, state)
    await rings(app, key)
    assert [one["name"] for one in shop.book.orders] == ["#1001"]
    assert (order_states(rows), pushes(rows)) == ([state], [("accepted", None, 1)])
    if state == "confirmed":  # which the customer hears when it is so
        assert (told, texts(rows)) == (Told.LATER, [CONFIRMED])


async def test_what_is_made_to_order_waits_for_its_owner_and_is_then_confirmed_with_the_shops_number(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    rows.ask(MADE_TO_ORDER)
    assert await rings(app, key) == []
    assert (shop.book.orders, pushes(rows)) == ([], [])
    assert await by_a_person(app, key, "confirmed") is Told.LATER
    await rings(app, key)
    assert (order_states(rows), texts(rows)) == (["confirmed"], [CONFIRMED])


async def test_a_change_of_what_is_made_to_order_waits_for_its_owner_again(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    rows.ask(MADE_TO_ORDER)
    await by_a_person(app, key, "confirmed")
    await rings(app, key)
    rows.ask(MOVED.replace("SET ", "SET state = 'new', "))
    assert await rings(app, key) == []
    assert [one["shippingAddress"]["address1"] for one in shop.book.orders] == ["الحصن"]
    assert await by_a_person(app, key, "confirmed") is Told.LATER
    await rings(app, key)
    assert [one["shippingAddress"]["address1"] for one in shop.book.orders] == ["بيت راس"]
    assert texts(rows) == [CONFIRMED, CONFIRMED]


async def test_what_the_shop_refuses_is_off_although_a_person_has_confirmed_it(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key, variant="NO-SUCH")
    await by_a_person(app, key, "confirmed")
    assert await rings(app, key) == [Queue.OUTBOUND, Queue.CATALOG]
    assert (order_states(rows), texts(rows)) == (["cancelled"], [REFUSED])


async def test_what_a_courier_has_is_not_cancelled_by_a_refusal_and_a_person_hears(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key, variant="NO-SUCH")
    await by_a_person(app, key, "with_courier")
    told = len(texts(rows))
    assert await rings(app, key) == []
    assert (order_states(rows), len(texts(rows))) == (["with_courier"], told)
    assert [reason for _, _, reason in await alerts(app, key)] == ["unknown_item"]


async def test_an_order_found_after_a_doubt_is_told_what_has_changed_since(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    """What the lost create has said is what the shop has."""
    an_order_is_taken(rows, key)
    shop.troubles.lost = 1
    await rings(app, key)
    rows.ask(MOVED)
    time_passes(rows)
    await rings(app, key)
    assert [one["shippingAddress"]["address1"] for one in shop.book.orders] == ["بيت راس"]
    assert (order_states(rows), texts(rows)) == (["confirmed"], [CONFIRMED])


async def test_of_two_creates_in_doubt_nobody_believes_either(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    await begun(app, key)  # and nothing is known of it
    time_passes(rows)
    rows.ask(MOVED)
    step = await begun(app, key)
    shop_of = orders_of(step.connection, app.road_to_shops)
    await shop_of.create(step.order)
    await shop_of.close()
    time_passes(rows)
    await rings(app, key)
    assert (len(shop.book.orders), order_states(rows), texts(rows)) == (1, ["confirmed"], [CONFIRMED])
    assert "gid://shopify/Order/1001" in str(shop.requests[-1])  # told what it may have otherwise


async def test_a_refusal_of_what_was_changed_meanwhile_leaves_the_order_and_tells_it_anew(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    step = await begun(app, key)
    rows.ask(MOVED)
    assert await outcomes.refused(app, step, "out_of_stock") == []
    assert (order_states(rows), pushes(rows)) == (["new"], [("waiting", None, 1)])
    await rings(app, key)
    assert (order_states(rows), texts(rows)) == (["confirmed"], [CONFIRMED])


async def test_a_refusal_of_what_was_cancelled_meanwhile_ends_it(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    step = await begun(app, key)
    rows.ask(CANCEL)
    assert await outcomes.refused(app, step, "out_of_stock") == []
    assert (pushes(rows)[0][0], await alerts(app, key), texts(rows)) == ("over", [], [])


async def test_an_acceptance_of_what_was_changed_meanwhile_confirms_only_what_is_ordered_now(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    step = await begun(app, key)
    shop_of = orders_of(step.connection, app.road_to_shops)
    taken = await shop_of.create(step.order)
    await shop_of.close()
    rows.ask(MOVED)
    assert await outcomes.accepted(app, step, taken, found=False) == []
    assert (order_states(rows), texts(rows)) == (["new"], [])
    await rings(app, key)
    assert (order_states(rows), texts(rows)) == (["confirmed"], [CONFIRMED])
    assert [one["shippingAddress"]["address1"] for one in shop.book.orders] == ["بيت راس"]


async def test_an_order_in_doubt_holds_up_none_behind_it(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    for _ in range(2):
        an_order_is_taken(rows, key)
    shop.troubles.lost = 1
    assert await rings(app, key) == [Queue.ORDERS]
    await rings(app, key)
    assert order_states(rows) == ["new", "confirmed"]
    time_passes(rows)
    await rings(app, key)
    assert (order_states(rows), len(shop.book.orders)) == (["confirmed", "confirmed"], 2)


@pytest.mark.parametrize("then", [CANCEL, GOODS.format(quantity=2)])
async def test_a_refusal_of_a_change_that_is_none_any_more_is_told_to_nobody(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn, then: str
) -> None:
    """And whoever waits hears of what they asked for last: it is cancelled, or as it was."""
    an_order_is_taken(rows, key)
    await rings(app, key)
    rows.ask(GOODS.format(quantity=3))
    rows.ask(WAITS)
    step = await begun(app, key)
    rows.ask(then)
    assert step.taken is not None
    await outcomes.left_as_it_is(app, step, step.taken, "goods_by_hand")
    await rings(app, key)
    assert await alerts(app, key) == []
    told = "انلغى طلبك رقم 1." if then == CANCEL else CONFIRMED
    assert texts(rows) == [CONFIRMED, told]
    assert [one["cancelledAt"] is None for one in shop.book.orders] == [then != CANCEL]


async def test_goods_that_the_shop_has_refused_are_not_confirmed_by_what_changes_next(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    await rings(app, key)
    for change in (GOODS.format(quantity=3), MOVED):
        rows.ask(change)
        rows.ask(WAITS)
        await rings(app, key)
    assert texts(rows) == [CONFIRMED, LEFT, LEFT]
    rows.ask(GOODS.format(quantity=2))  # as the shop has it, but for where it goes
    await rings(app, key)
    assert texts(rows) == [CONFIRMED, LEFT, LEFT, CONFIRMED]
    assert [one["shippingAddress"]["address1"] for one in shop.book.orders] == ["بيت راس"]


async def test_goods_that_may_have_changed_there_are_not_taken_for_those_from_before(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    """A change without an answer, taken back before it was tried again."""
    await record(app, inbound(key, message("بدي الفستان")))
    there = a_woocommerce()
    async with serve(there.app) as url:
        await orders_go_to(app, key.tenant, Kind.WOOCOMMERCE, url)
        an_order_is_taken(rows, key, variant=None)
        await rings(app, key)
        rows.ask(GOODS.format(quantity=3))
        there.troubles.lost = 1
        await rings(app, key)
        rows.ask(GOODS.format(quantity=2))
        time_passes(rows)
        await rings(app, key)
    assert [[line["quantity"] for line in one["line_items"]] for one in there.book.orders] == [[2]]
    assert there.products[0]["stock_quantity"] == 7


async def test_who_waits_for_a_change_hears_when_a_person_has_to_see_to_it_after_a_day(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    await rings(app, key)
    rows.ask(MOVED)
    rows.ask(WAITS)
    bells = []
    for _ in range(2):
        shop.troubles.says(429)
        bells += await rings(app, key)
        time_passes(rows, "25 hours")
    assert bells == [Queue.ORDERS, Queue.OUTBOUND]
    assert (texts(rows), pushes(rows)[0][0]) == ([CONFIRMED, LEFT], "given_up")


async def test_who_waits_for_a_change_hears_that_the_shop_leaves_it_as_it_is(
    app: StageApp, key: ConversationKey, rows: Rows, shop: ShopifyStandIn
) -> None:
    an_order_is_taken(rows, key)
    await rings(app, key)
    rows.ask(GOODS.format(quantity=3))
    rows.ask(WAITS)
    for _ in range(2):
        await rings(app, key)
    assert texts(rows) == [CONFIRMED, LEFT]
