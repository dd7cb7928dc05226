"""What a shop's person does with orders: the steps there are, stock that follows, and a customer who is told or cannot be."""

from uuid import UUID

import pytest

from merchant.desk import Person
from merchant.orders import NEXT, Told, mark_paid, order_of, orders_of, set_state
from shared.contracts import Queue
from shared.errors import Refused
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.contract.database.ordering import Buyer, fill, of
from tests.support.stages import StageApp

OWNER = Person("owner", UUID(int=7))


@pytest.fixture
async def buyer(app: StageApp, key: ConversationKey, rows: Rows) -> Buyer:
    """With order 1: two dresses of which there were three."""
    await fill(app, key)
    buyer = Buyer(app, key, rows)
    await buyer.proposes(**of("DR-1", "M", 2))
    await buyer.taps(buyer.newest)
    app.posted_to_bus.take()
    return buyer


async def test_an_order_goes_its_way_and_its_customer_hears_of_every_step(buyer: Buyer) -> None:
    heard = []
    for state in ("confirmed", "with_courier", "delivered"):
        assert await set_state(buyer.app, buyer.key.tenant, 1, state, OWNER) is Told.TOLD
        assert buyer.app.posted_to_bus.queues() == [Queue.ORDERS, Queue.OUTBOUND]
        heard += await buyer.receives()
    assert ["أكد طلبك" in heard[0], "المندوب" in heard[1], "تم توصيل" in heard[2]] == [True] * 3
    assert buyer.orders[0]["state"] == "delivered"
    assert buyer.stock("DR-1", "M") == 1
    written = buyer.rows.ask("SELECT action, actor, user_id, detail FROM shop.audit_log WHERE tenant_id = %(tenant)s AND action LIKE 'order%%' ORDER BY at")  # fmt: skip
    assert [row["action"] for row in written] == ["order.confirmed", "order.with_courier", "order.delivered"]
    assert {(row["actor"], row["user_id"], row["detail"]["order"]) for row in written} == {("owner", OWNER.user, 1)}  # fmt: skip


@pytest.mark.parametrize("states", [("cancelled",), ("with_courier", "returned"), ("confirmed", "cancelled")])
async def test_what_comes_back_is_in_stock_again_and_the_index_hears_of_it(
    buyer: Buyer, states: tuple[str, ...]
) -> None:
    for state in states:
        await set_state(buyer.app, buyer.key.tenant, 1, state, OWNER)
    assert buyer.stock("DR-1", "M") == 3
    assert Queue.CATALOG in buyer.app.posted_to_bus.queues()
    assert buyer.rows.ask("SELECT key FROM shop.index_jobs WHERE tenant_id = %(tenant)s AND key = 'DR-1'")


@pytest.mark.parametrize("reached", NEXT)
async def test_no_other_step_is_taken(buyer: Buyer, reached: str) -> None:
    buyer.rows.ask("UPDATE shop.orders SET state = %(state)s WHERE tenant_id = %(tenant)s", state=reached)
    for state in set(NEXT) - NEXT[reached]:
        with pytest.raises(Refused, match="cannot become"):
            await set_state(buyer.app, buyer.key.tenant, 1, state, OWNER)
    assert buyer.orders[0]["state"] == reached
    assert buyer.stock("DR-1", "M") == 1


async def test_a_customer_whose_window_is_closed_is_not_written_to_and_the_shop_hears_so(
    buyer: Buyer,
) -> None:
    buyer.rows.arrange(last_customer_at="now() - interval '24 hours'")
    assert await set_state(buyer.app, buyer.key.tenant, 1, "confirmed", OWNER) is Told.WINDOW_CLOSED
    assert buyer.unsent == 0
    buyer.rows.arrange(last_customer_at="now()", paused_until="now() + interval '1 hour'")
    assert await set_state(buyer.app, buyer.key.tenant, 1, "with_courier", OWNER) is Told.PAUSED
    assert buyer.unsent == 0


async def test_only_a_person_marks_an_order_paid_and_only_once(buyer: Buyer) -> None:
    assert await mark_paid(buyer.app, buyer.key.tenant, 1, OWNER) is Told.TOLD
    assert buyer.orders[0]["payment_state"] == "paid"
    (told,) = await buyer.receives()
    assert "وصلت دفعتك" in told
    with pytest.raises(Refused, match="payment paid"):
        await mark_paid(buyer.app, buyer.key.tenant, 1, OWNER)


async def test_who_has_paid_is_cancelled_by_a_person(buyer: Buyer) -> None:
    await mark_paid(buyer.app, buyer.key.tenant, 1, OWNER)
    await buyer.receives()
    assert await buyer.cancels(1) == ["تفضل 🌷"]
    assert buyer.drafts[-1]["kind"] == "new"


async def test_the_alert_of_an_order_ends_when_somebody_sees_to_it(buyer: Buyer) -> None:
    waiting = "SELECT kind FROM shop.alerts WHERE tenant_id = %(tenant)s AND ended_at IS NULL"
    assert [row["kind"] for row in buyer.rows.ask(waiting)] == ["new_order"]
    await set_state(buyer.app, buyer.key.tenant, 1, "confirmed", OWNER)
    assert buyer.rows.ask(waiting) == []


async def test_orders_are_listed_and_shown_and_none_of_another_number(buyer: Buyer) -> None:
    (row,) = await orders_of(buyer.app.database, buyer.key.tenant)
    assert (row["order_no"], row["total"]) == (1, 48)
    assert await orders_of(buyer.app.database, buyer.key.tenant, states=("delivered",)) == []
    order = await order_of(buyer.app.database, buyer.key.tenant, 1)
    assert [(line["sku"], line["quantity"]) for line in order.lines] == [("DR-1", 2)]
    with pytest.raises(Refused, match="no order 2"):
        await set_state(buyer.app, buyer.key.tenant, 2, "confirmed", OWNER)


async def test_an_order_of_somebody_who_was_forgotten_still_goes_its_way(buyer: Buyer) -> None:
    buyer.rows.ask(
        "UPDATE shop.orders SET account_id = NULL, customer_id = NULL WHERE tenant_id = %(tenant)s"
    )
    assert await set_state(buyer.app, buyer.key.tenant, 1, "cancelled", OWNER) is Told.NOBODY
    assert buyer.stock("DR-1", "M") == 3
