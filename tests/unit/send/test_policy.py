"""The gate, every state against every age."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from send.policy import WINDOW, Facts, Verdict, may_send

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AHEAD, BEHIND = NOW + timedelta(seconds=1), NOW - timedelta(seconds=1)


def facts(
    state: str = "active",
    customer: datetime | None = BEHIND,
    pause: datetime | None = None,
    hold: datetime | None = None,
) -> Facts:
    return Facts(NOW, state, customer, pause, hold)


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        pytest.param(facts(), Verdict.SEND, id="a customer who just wrote"),
        pytest.param(facts(customer=NOW), Verdict.SEND, id="this very moment"),
        pytest.param(facts(customer=AHEAD), Verdict.SEND, id="a moment ahead of the clock"),
        pytest.param(facts(customer=NOW - WINDOW + timedelta(microseconds=1)), Verdict.SEND, id="the window's last moment"),
        pytest.param(facts(customer=NOW - WINDOW), Verdict.WINDOW_CLOSED, id="the window has just closed"),
        pytest.param(facts(customer=NOW - timedelta(days=30)), Verdict.WINDOW_CLOSED, id="a month ago"),
        pytest.param(facts(customer=None), Verdict.WINDOW_CLOSED, id="a customer who never wrote"),
        pytest.param(facts(pause=AHEAD), Verdict.PAUSED, id="the owner is at it"),
        pytest.param(facts(pause=NOW), Verdict.SEND, id="the pause ends now"),
        pytest.param(facts(pause=BEHIND), Verdict.SEND, id="the pause is over"),
        pytest.param(facts(hold=AHEAD), Verdict.HOLD, id="undecided who is typing"),
        pytest.param(facts(hold=BEHIND), Verdict.HOLD, id="undecided still, until someone has looked"),
        pytest.param(facts("token_dead"), Verdict.ACCOUNT_CANNOT_SEND, id="the token is dead"),
        pytest.param(facts("blocked"), Verdict.ACCOUNT_CANNOT_SEND, id="Meta has blocked the account"),
        pytest.param(facts("disconnected"), Verdict.ACCOUNT_CANNOT_SEND, id="the merchant has left"),
        pytest.param(facts("a state of next year"), Verdict.ACCOUNT_CANNOT_SEND, id="a state not known yet"),
    ],
)  # fmt: skip
def test_the_gate(asked: Facts, verdict: Verdict) -> None:
    assert may_send(asked) is verdict


def test_a_message_leaves_only_when_nothing_at_all_speaks_against_it() -> None:
    states = ("active", "token_dead", "blocked", "disconnected")
    ages = (BEHIND, NOW - WINDOW, None)
    for state, customer, pause, hold in product(states, ages, (None, BEHIND, AHEAD), (None, BEHIND, AHEAD)):
        clear = state == "active" and customer is BEHIND and pause is not AHEAD and hold is None
        assert (may_send(facts(state, customer, pause, hold)) is Verdict.SEND) is clear


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        pytest.param(facts("blocked", None, AHEAD, AHEAD), Verdict.ACCOUNT_CANNOT_SEND, id="the account before all"),
        pytest.param(facts("active", None, AHEAD, AHEAD), Verdict.PAUSED, id="the owner before the window"),
        pytest.param(facts("active", None, None, AHEAD), Verdict.WINDOW_CLOSED, id="a closed window before a hold that will pass"),
    ],
)  # fmt: skip
def test_of_several_reasons_the_weightiest_is_told(asked: Facts, verdict: Verdict) -> None:
    assert may_send(asked) is verdict
