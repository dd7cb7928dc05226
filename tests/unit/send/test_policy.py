"""The gate, every state against every age."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from send.policy import WINDOW, Facts, Verdict, may_look, may_send

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AHEAD, BEHIND = NOW + timedelta(seconds=1), NOW - timedelta(seconds=1)


def facts(
    state: str = "active",
    customer: datetime | None = BEHIND,
    pause: datetime | None = None,
    hold: datetime | None = None,
    busy: datetime | None = None,
    *,
    opted_out: bool = False,
) -> Facts:
    return Facts(NOW, state, busy, customer, pause, hold, opted_out)


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
        pytest.param(facts(busy=AHEAD), Verdict.ACCOUNT_BUSY, id="the account has used up a limit"),
        pytest.param(facts(busy=NOW), Verdict.SEND, id="it may go on now"),
        pytest.param(facts(busy=BEHIND), Verdict.SEND, id="it has gone on"),
        pytest.param(facts("token_dead"), Verdict.ACCOUNT_STOPPED, id="the token is dead"),
        pytest.param(facts("blocked"), Verdict.ACCOUNT_STOPPED, id="the owner must act"),
        pytest.param(facts(opted_out=True), Verdict.OPTED_OUT, id="a customer who asked us to stop"),
        pytest.param(facts(opted_out=True, pause=AHEAD), Verdict.OPTED_OUT, id="who asked us to stop, while the owner is at it"),
        pytest.param(facts("disconnected"), Verdict.ACCOUNT_CANNOT_SEND, id="the merchant has left"),
        pytest.param(facts("a state of next year"), Verdict.ACCOUNT_CANNOT_SEND, id="a state not known yet"),
    ],
)  # fmt: skip
def test_the_gate(asked: Facts, verdict: Verdict) -> None:
    assert may_send(asked) is verdict


def test_a_message_leaves_only_when_nothing_at_all_speaks_against_it() -> None:
    states = ("active", "token_dead", "blocked", "disconnected")
    ages = (BEHIND, NOW - WINDOW, None)
    times = (None, BEHIND, AHEAD)
    for state, customer, pause, hold, busy in product(states, ages, times, times, times):
        waits = pause is AHEAD or hold is not None or busy is AHEAD
        clear = state == "active" and customer is BEHIND and not waits
        assert (may_send(facts(state, customer, pause, hold, busy)) is Verdict.SEND) is clear


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        pytest.param(facts("disconnected", None, AHEAD, AHEAD, AHEAD), Verdict.ACCOUNT_CANNOT_SEND, id="an account that is gone before all"),
        pytest.param(facts("blocked", None, AHEAD, AHEAD, AHEAD), Verdict.PAUSED, id="the owner who is at it before a login that may come"),
        pytest.param(facts("active", None, AHEAD, AHEAD, AHEAD), Verdict.PAUSED, id="the owner before the window"),
        pytest.param(facts("token_dead", None, None, AHEAD, AHEAD), Verdict.WINDOW_CLOSED, id="what can never be sent is not kept for a login"),
        pytest.param(facts("active", None, None, AHEAD, AHEAD), Verdict.WINDOW_CLOSED, id="a closed window before a hold that will pass"),
        pytest.param(facts("blocked", BEHIND, None, AHEAD, AHEAD), Verdict.ACCOUNT_STOPPED, id="a login that may not come before a hold that will pass"),
        pytest.param(facts("active", BEHIND, None, AHEAD, AHEAD), Verdict.HOLD, id="who is typing before how fast it may go"),
    ],
)  # fmt: skip
def test_of_several_reasons_the_weightiest_is_told(asked: Facts, verdict: Verdict) -> None:
    assert may_send(asked) is verdict


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        pytest.param(facts(), Verdict.SEND, id="an account that may"),
        pytest.param(facts(customer=None, pause=AHEAD, hold=AHEAD), Verdict.SEND, id="whatever the conversation is at"),
        pytest.param(facts(busy=AHEAD), Verdict.ACCOUNT_BUSY, id="reads count against the same limits"),
        pytest.param(facts("token_dead", busy=AHEAD), Verdict.ACCOUNT_STOPPED, id="nothing is read with a dead token"),
        pytest.param(facts("disconnected"), Verdict.ACCOUNT_STOPPED, id="nor for an account that is gone"),
    ],
)  # fmt: skip
def test_when_meta_may_be_asked_what_became_of_a_post(asked: Facts, verdict: Verdict) -> None:
    assert may_look(asked) is verdict
