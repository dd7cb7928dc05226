"""Numbers, quiet periods, late events and pauses: what a customer's message changes."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from process.arrivals import plan_arrivals
from process.automation import Heard
from shared.contracts import Event, Kind
from tests.unit.process.plans import (
    NOW,
    RULES,
    ago,
    conversation,
    echo,
    message,
    millis,
    outcomes,
    plan,
    unknown,
)

WAITS = [("customer", None)]
SECOND = timedelta(seconds=1)


def test_a_first_message_waits_and_is_due_after_the_quiet_period() -> None:
    made = plan(conversation(), message())
    c = made.conversation
    assert outcomes(made) == WAITS
    assert (c.last_seq, c.last_customer_seq, c.answered_seq, c.unanswered) == (1, 1, 0, True)
    assert (c.first_unanswered_at, c.due_at, c.last_customer_at) == (NOW, NOW + 1.5 * SECOND, NOW)


@pytest.mark.parametrize(
    ("first_seconds_ago", "due_in"),
    [
        pytest.param(0, 1.5, id="just begun"),
        pytest.param(4.5, 1.5, id="the last that still gets the whole quiet period"),
        pytest.param(5, 1, id="the cap comes first"),
        pytest.param(6, 0, id="at the cap"),
        pytest.param(60, -54, id="long past the cap: due since"),
    ],
)
def test_a_steady_typist_is_answered_at_the_cap(first_seconds_ago: float, due_in: float) -> None:
    waiting = conversation(
        last_seq=1, last_customer_seq=1, first_unanswered_at=ago(seconds=first_seconds_ago)
    )
    assert plan(waiting, message()).conversation.due_at == NOW + due_in * SECOND


@given(st.lists(st.floats(0, 4), min_size=1, max_size=12))
def test_an_answer_is_due_neither_before_quiet_or_cap_nor_after_the_cap(pauses: list[float]) -> None:
    c, now = conversation(), NOW
    for number, pause in enumerate(pauses):
        now += timedelta(seconds=pause)
        said = Event(f"message:{number}", "message", millis(now), str(number), "x")
        plan_arrivals(c, [said], now=now, rules=RULES, parts=[], waiting=[], changes={}, heard=Heard())
        assert c.due_at is not None
        assert c.due_at == min(now + RULES.quiet, NOW + timedelta(seconds=pauses[0]) + RULES.quiet_cap)


def test_the_period_begins_anew_after_an_answer() -> None:
    answered = conversation(last_seq=4, last_customer_seq=3, answered_seq=3, first_unanswered_at=None)
    made = plan(answered, message())
    assert (made.conversation.first_unanswered_at, made.conversation.last_customer_seq) == (NOW, 5)


@given(st.lists(st.integers(0, 3600), min_size=1, max_size=8))
def test_a_batch_is_numbered_by_the_events_own_times_without_a_gap(seconds_ago: list[int]) -> None:
    events = [message(str(n), ago(seconds=s)) for n, s in enumerate(seconds_ago)]
    made = plan(conversation(last_seq=7), *events)
    assert [a.seq for a in made.arrivals] == list(range(8, 8 + len(events)))
    assert [a.at for a in made.arrivals] == sorted(a.at for a in made.arrivals)
    assert made.conversation.last_seq == 7 + len(events)


def test_what_is_not_understood_is_numbered_and_asks_for_nothing() -> None:
    made = plan(conversation(last_seq=2), unknown())
    assert outcomes(made) == [("nobody", "not_for_us")]
    assert made.conversation == conversation(last_seq=3)


@pytest.mark.parametrize(
    "event",
    [
        *(
            pytest.param(Event(f"{kind}:M", kind, millis(NOW), "M"), id=kind)
            for kind in get_args(Kind)
            if kind not in {"message", "postback", "echo", "edit"}
        ),
        pytest.param(replace(message(), standby=True), id="a message in another app's thread"),
        pytest.param(replace(echo(), standby=True), id="an echo in another app's thread"),
        pytest.param(replace(message(), self_test=True), id="a message of the account to itself"),
        pytest.param(replace(echo(), self_test=True), id="an echo of the account to itself"),
    ],
)
def test_what_is_not_for_us_changes_nothing_but_the_number(event: Event) -> None:
    waiting = conversation(last_seq=2, last_customer_seq=2, first_unanswered_at=ago(seconds=1))
    made = plan(replace(waiting), event)
    assert outcomes(made) == [("nobody", "not_for_us")]
    assert made.conversation == replace(waiting, last_seq=3)
    assert made.cancel_because is None


@pytest.mark.parametrize(
    ("hours_old", "answered_hours_ago", "disposition"),
    [
        pytest.param(0, None, None, id="fresh"),
        pytest.param(0.9, 0.1, None, id="answered since, but less than an hour old"),
        pytest.param(1.1, 0.1, "late", id="over an hour old and answered since"),
        pytest.param(1.1, 2, None, id="over an hour old, last answer before it"),
        pytest.param(1.1, None, None, id="over an hour old and never answered"),
        pytest.param(23.9, None, None, id="just within the window"),
        pytest.param(24.1, None, "late", id="the window has closed"),
        pytest.param(36, 40, "late", id="as late as Meta delivers"),
    ],
)
def test_late_messages_go_to_a_person(
    hours_old: float, answered_hours_ago: float | None, disposition: str | None
) -> None:
    last_answer = None if answered_hours_ago is None else ago(hours=answered_hours_ago)
    made = plan(conversation(last_answer_at=last_answer), message(at=ago(hours=hours_old)))
    c = made.conversation
    assert outcomes(made) == [("customer", disposition)]
    assert c.unanswered is (disposition is None)
    person = (NOW, "late_message") if disposition else (None, None)
    assert (c.needs_person_since, c.needs_person_reason) == person


def test_a_person_who_is_wanted_already_is_not_wanted_anew() -> None:
    wanted = conversation(needs_person_since=ago(hours=3), needs_person_reason="fallback")
    c = plan(wanted, message(at=ago(hours=30))).conversation
    assert (c.needs_person_since, c.needs_person_reason) == (ago(hours=3), "fallback")


@pytest.mark.parametrize(
    ("before", "message_at", "after"),
    [
        pytest.param(None, ago(hours=2), ago(hours=2), id="from the message's own time, not its arrival"),
        pytest.param(ago(hours=1), ago(hours=2), ago(hours=1), id="never back"),
        pytest.param(ago(hours=2), NOW + timedelta(hours=5), NOW, id="never ahead of our clock"),
    ],
)
def test_the_window_opens_by_the_customers_own_time(
    before: datetime | None, message_at: datetime, after: datetime
) -> None:
    made = plan(conversation(last_customer_at=before), message(at=message_at))
    assert made.conversation.last_customer_at == after


@pytest.mark.parametrize(
    ("paused_until", "message_at", "disposition"),
    [
        pytest.param(NOW + SECOND, NOW, "left_to_owner", id="during the pause"),
        pytest.param(NOW, NOW, None, id="at its end"),
        pytest.param(ago(minutes=1), NOW, None, id="after it"),
        pytest.param(
            ago(minutes=1), ago(minutes=2), "left_to_owner", id="said during a pause that ended since"
        ),
    ],
)
def test_the_end_of_a_pause_revives_nothing(
    paused_until: datetime, message_at: datetime, disposition: str | None
) -> None:
    made = plan(conversation(paused_until=paused_until), message(at=message_at))
    assert outcomes(made) == [("customer", disposition)]
    assert made.conversation.unanswered is (disposition is None)
    assert made.conversation.last_customer_at == message_at
