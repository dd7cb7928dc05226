"""Of orders a reply may say what the shop's own rows say: the number, the total and the state, and of no other order or state."""

import json
from typing import Any

import pytest

from process.guard import unsupported
from process.tools.order_status import _states

STATES = _states()
#: What of each state may be said, by kind.
SAYS = {
    "new": {"taken"},
    "confirmed": {"taken", "confirmed"},
    "with_courier": {"taken", "confirmed", "on its way"},
    "delivered": {"over"},
    "returned": {"over"},
    "cancelling": set[str](),
    "cancelled": {"over"},
}
CLAIMS = {
    "taken": ["سجلنا طلبك رقم 12", "Your order 12 has been placed"],
    "confirmed": ["طلبك رقم 12 مؤكد", "Your order 12 is confirmed"],
    "on its way": ["طلبك رقم 12 بالطريق", "Your order 12 is on its way"],
}


def status(state: str) -> str:
    said = STATES[state]
    order: dict[str, Any] = {"order_no": 12, "state_ar": said["ar"], "state_en": said["en"]}
    order |= {"total": "25.5", "total_ar": "25.5 دينار", "total_en": "25.5 JOD"}
    return json.dumps(
        {"orders": [order | {"items": [{"name_ar": "فستان", "name_en": "Dress", "quantity": 1}]}]}
    )


@pytest.mark.parametrize("state", STATES)
def test_a_state_may_be_told_and_no_further_one(state: str) -> None:
    for claim, replies in CLAIMS.items():
        for reply in replies:
            wrong = unsupported(reply, tool_results=[status(state)], customer=[])
            assert wrong.numbers == []
            assert (wrong.promises == []) is (claim in SAYS[state]), (state, reply)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_the_shop_says_of_a_state_may_be_repeated_word_for_word(state: str, language: str) -> None:
    wrong = unsupported(STATES[state][language], tool_results=[status(state)], customer=[])
    assert (wrong.numbers, wrong.promises) == ([], [])


@pytest.mark.parametrize(
    "reply", ["طلبك رقم 13 مجموعه 25.5 دينار", "Order 12 comes to 26 JOD", "المجموع 12 دينار"]
)
def test_another_number_and_another_total_are_held_back(reply: str) -> None:
    assert unsupported(reply, tool_results=[status("new")], customer=[]).numbers


def test_a_proposal_supports_its_sums_and_no_order() -> None:
    told = {
        "summary": "follows your text by itself, with buttons: do not repeat it",
        "total": "25.5",
        "fee": "3",
    }
    result = [json.dumps(told)]
    assert not unsupported("المجموع 25.5 دينار مع التوصيل", tool_results=result, customer=[]).numbers
    for reply in ("تم تأكيد طلبك", "سجلنا طلبك", "your order is placed"):
        assert unsupported(reply, tool_results=result, customer=["نعم"]).promises
