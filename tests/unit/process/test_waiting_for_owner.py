"""A customer who waits for an owner, one who asks for a person, and what ends either."""

from dataclasses import replace
from datetime import timedelta

import pytest

from process.arrivals import OWNER_PATIENCE
from shared.contracts import Event, Media
from shared.payloads import TALK_TO_PERSON
from tests.unit.process.plans import NOW, RULES, ago, conversation, echo, message, millis, outcomes, plan


def test_the_owner_is_to_be_told_of_the_first_message_that_waits_for_them() -> None:
    c = conversation()
    plan(c, echo(at=ago(minutes=5)))
    plan(c, message("M1", ago(minutes=2)))
    plan(c, message("M2", ago(minutes=1)))
    assert c.remind_owner_at == ago(minutes=2) + OWNER_PATIENCE


def test_what_was_asked_before_the_owner_wrote_does_not_wait() -> None:
    c = conversation()
    plan(c, message(at=ago(minutes=2)))
    made = plan(c, echo(at=ago(minutes=1)))
    assert c.remind_owner_at is None
    assert made.owner_is_back


@pytest.mark.parametrize("said", ["معك", RULES.resume_phrase])
def test_the_owners_next_words_end_the_waiting(said: str) -> None:
    c = conversation()
    plan(c, echo(at=ago(minutes=9)))
    plan(c, message(at=ago(minutes=5)))
    made = plan(c, echo("again", at=NOW, text=said))
    assert c.remind_owner_at is None
    assert made.owner_is_back


def test_a_second_takeover_begins_another_pause_and_typing_on_does_not() -> None:
    c = conversation()
    plan(c, echo("E1", at=ago(hours=5)))
    assert c.pause_began_at == c.last_owner_at == ago(hours=5)
    plan(c, echo("E2", at=ago(hours=4)))
    assert (c.pause_began_at, c.last_owner_at) == (ago(hours=5), ago(hours=4))
    plan(c, echo("E3", at=ago(hours=1)))
    assert c.pause_began_at == c.last_owner_at == ago(hours=1)


@pytest.mark.parametrize(
    "asks",
    [
        pytest.param(message(text="موظف"), id="in a word"),
        pytest.param(message(text="Talk to a person!"), id="in English"),
        pytest.param(
            Event("postback:P", "postback", millis(NOW), "P", payload=TALK_TO_PERSON, title="احكي مع شخص"),
            id="by the menu",
        ),
    ],
)
def test_a_customer_who_asks_for_a_person_waits_for_an_answer_and_for_the_person(asks: Event) -> None:
    c = conversation()
    assert outcomes(plan(c, asks)) == [("customer", None)]
    assert (c.needs_person_since, c.needs_person_reason) == (NOW, "asked")


def test_a_message_from_an_ad_is_remembered_for_its_longer_window() -> None:
    c = conversation()
    plan(c, replace(message(at=ago(hours=1)), media=(Media("ad", id="1"),)))
    plan(c, message("M2", NOW))
    assert (c.ad_click_at, c.last_customer_at) == (ago(hours=1), NOW)


@pytest.mark.parametrize(
    ("since", "still"),
    [(ago(seconds=1), None), (NOW, NOW), (NOW + timedelta(hours=1), NOW + timedelta(hours=1))],
)
def test_who_writes_can_be_reached_again(since: object, still: object) -> None:
    c = conversation(unreachable_at=since)
    plan(c, message())
    assert c.unreachable_at == still


def test_who_wants_no_assistant_may_still_ask_for_a_person() -> None:
    c = conversation(opted_out_at=ago(days=1))
    assert outcomes(plan(c, message(text="موظف"))) == [("customer", "opted_out")]
    assert c.needs_person_reason == "asked"


def test_who_then_wants_to_be_left_alone_waits_for_nobody() -> None:
    c = conversation()
    plan(c, echo(at=ago(minutes=9)))
    plan(c, message(at=ago(minutes=5)))
    plan(c, message("M2", text="توقف"))
    assert c.remind_owner_at is None


@pytest.mark.parametrize("pause", [timedelta(minutes=30), timedelta(hours=9)])
def test_the_phrase_hands_back_whatever_the_pause_has_become_meanwhile(pause: timedelta) -> None:
    c = conversation()
    plan(c, echo(at=ago(minutes=10)))
    plan(c, echo("again", text=RULES.resume_phrase), rules=replace(RULES, owner_pause=pause))
    assert c.paused_until == NOW
