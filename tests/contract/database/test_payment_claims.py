"""A customer who says to have paid: the order says that it is claimed, a person is called, and nobody but a person marks it paid."""

from uuid import UUID

import pytest

from merchant.desk import Person
from merchant.orders import mark_paid
from merchant.selling import Selling, put_selling
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.contract.database.ordering import Buyer, fill
from tests.support.stages import StageApp, called

#: Whatever the picture shows; the model has no way to say more of it.
CLAIM = called("hand_to_person", reason="payment", summary="a screenshot of a transfer")
OWNER = Person("owner", UUID(int=7))


@pytest.fixture
async def buyer(app: StageApp, key: ConversationKey, rows: Rows) -> Buyer:
    await fill(app, key)
    await put_selling(app.database, key.tenant, Selling(cliq_alias="DARYASMIN"))
    return Buyer(app, key, rows)


async def orders(buyer: Buyer, payment: str) -> None:
    await buyer.proposes(payment=payment)
    await buyer.taps(buyer.newest)


@pytest.mark.parametrize("said", ["دفعت، هي الصورة", "حولتلك 500", "هاي حوالة من الشهر الماضي"])
async def test_a_claim_is_noted_with_the_order_and_calls_a_person(buyer: Buyer, said: str) -> None:
    await orders(buyer, "cliq")
    await buyer.types(said, CLAIM, "رح يتأكد المحل")
    assert buyer.orders[0]["payment_state"] == "claimed"
    assert buyer.rows.conversation["needs_person_reason"] == "payment"
    await mark_paid(buyer.app, buyer.key.tenant, 1, OWNER)
    assert buyer.orders[0]["payment_state"] == "paid"


async def test_no_model_says_that_money_has_arrived(buyer: Buyer) -> None:
    await orders(buyer, "cliq")
    (told,) = await buyer.types("دفعت", CLAIM, "وصلت الحوالة، شكراً!", "استلمنا المبلغ")
    assert "وصلت الحوالة" not in told
    assert "استلمنا" not in told
    assert buyer.orders[0]["payment_state"] != "paid"


async def test_an_order_that_is_paid_in_cash_is_not_claimed(buyer: Buyer) -> None:
    await orders(buyer, "cash_on_delivery")
    await buyer.types("دفعت", CLAIM, "رح يتأكد المحل")
    assert buyer.orders[0]["payment_state"] == "due"


async def test_of_several_the_newest_that_waits_is_claimed_and_then_the_one_before(buyer: Buyer) -> None:
    for _ in range(2):
        await orders(buyer, "cliq")
    for states in (["due", "claimed"], ["claimed", "claimed"]):
        await buyer.types("دفعت", CLAIM, "رح يتأكد المحل")
        assert [order["payment_state"] for order in buyer.orders] == states


async def test_who_says_to_have_paid_changes_and_cancels_with_a_person(buyer: Buyer) -> None:
    await orders(buyer, "cliq")
    await buyer.types("دفعت", CLAIM, "رح يتأكد المحل")
    assert await buyer.cancels(1) == ["تفضل 🌷"]
    assert await buyer.changes(1, area="العقبة") == ["تفضل 🌷"]
