"""Orders moved on over the merchant API: once, by the steps that there are, and with the word whether the customer hears of it."""

import pytest

from merchant.users import owner_of
from shared.auth import issue
from shared.contracts import Queue
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.contract.database.ordering import Buyer, fill
from tests.support.api import Client
from tests.support.stages import StageApp


@pytest.fixture
async def buyer(app: StageApp, key: ConversationKey, rows: Rows) -> Buyer:
    """Who has ordered two dresses."""
    await fill(app, key)
    buyer = Buyer(app, key, rows)
    await buyer.proposes(items=[{"sku": "DR-1", "size": "M", "color": "", "quantity": 2}])
    await buyer.taps(buyer.newest)
    app.posted_to_bus.take()
    return buyer


@pytest.fixture
async def api(app: StageApp, key: ConversationKey) -> Client:
    token = await issue(app, key.tenant, await owner_of(app.database, key.tenant), actor="operator")
    return Client(app, token)


async def test_an_order_goes_its_way_and_its_customer_hears_each_step(api: Client, buyer: Buyer) -> None:
    for state in ("confirmed", "with_courier", "delivered"):
        moved = await api.post("/orders/1/state", {"state": state})
        assert (moved.status, moved.json) == (200, {"order_no": 1, "state": state, "told": "told"})
        assert buyer.app.posted_to_bus.queues() == [Queue.ORDERS, Queue.OUTBOUND]
    assert len(await buyer.receives()) == 3
    refused = await api.post("/orders/1/state", {"state": "cancelled"})
    assert (refused.status, refused.json["title"]) == (
        409,
        "order 1 is delivered and cannot become cancelled",
    )
    assert (await api.post("/orders/1/state", {"state": "eaten"})).status == 422
    assert (await api.post("/orders/2/state", {"state": "confirmed"})).status == 404


async def test_a_request_that_comes_again_moves_and_tells_nothing_again(api: Client, buyer: Buyer) -> None:
    for _ in range(2):
        moved = await api.post("/orders/1/state", {"state": "cancelled"}, **{"Idempotency-Key": "once"})
        assert moved.json == {"order_no": 1, "state": "cancelled", "told": "told"}
    assert buyer.app.posted_to_bus.queues() == [Queue.ORDERS, Queue.OUTBOUND, Queue.CATALOG]
    assert (buyer.stock("DR-1", "M"), len(await buyer.receives())) == (3, 1)


async def test_only_a_person_says_that_money_has_arrived_and_once(api: Client, buyer: Buyer) -> None:
    buyer.rows.ask("UPDATE shop.orders SET payment_state = 'claimed' WHERE tenant_id = %(tenant)s")
    assert [one["order_no"] for one in (await api.get("/orders", payment_state="claimed")).json["items"]] == [
        1
    ]
    paid = await api.post("/orders/1/paid")
    assert (paid.status, paid.json) == (200, {"order_no": 1, "state": "paid", "told": "told"})
    assert (await api.post("/orders/1/paid")).status == 409
    (told,) = await buyer.receives()
    assert told.startswith("وصلت دفعتك")
    assert (await api.get("/orders", payment_state="claimed")).json["items"] == []


async def test_whoever_cannot_be_told_any_more_is_named(api: Client, buyer: Buyer) -> None:
    buyer.rows.arrange(last_customer_at="now() - interval '25 hours'")
    moved = await api.post("/orders/1/state", {"state": "confirmed"})
    assert moved.json["told"] == "window_closed"
    assert await buyer.receives() == []
