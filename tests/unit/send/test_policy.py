"""The gate: every author, every age, every state."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from send.policy import (
    LONG_GAP,
    RULES,
    Author,
    ByAssistant,
    ByPerson,
    Facts,
    HumanAgent,
    OfComment,
    Verdict,
    may_look,
    may_send,
    open_for,
    tag_for,
)
from shared.windows import FROM_AD, HUMAN_AGENT, PRIVATE_REPLY, REPLY

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
AHEAD, BEHIND = NOW + MOMENT, NOW - MOMENT
ASSISTANT = ByAssistant()
PERSON = ByPerson(UUID(int=7))
AUTHORS: tuple[Author, ...] = (ASSISTANT, PERSON)


def facts(state: str = "active", customer: datetime | None = BEHIND, **more: Any) -> Facts:
    return Facts(NOW, state, last_customer_at=customer, **more)


def comment(age: timedelta = MOMENT, **more: Any) -> Facts:
    return facts(of_comment=OfComment(NOW - age), **{"customer": None} | more)


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        pytest.param(facts(), Verdict.SEND, id="a customer who just wrote"),
        pytest.param(facts(customer=NOW), Verdict.SEND, id="this very moment"),
        pytest.param(facts(customer=AHEAD), Verdict.SEND, id="a moment ahead of the clock"),
        pytest.param(facts(customer=NOW - REPLY + timedelta(microseconds=1)), Verdict.SEND, id="the window's last moment"),
        pytest.param(facts(customer=NOW - REPLY), Verdict.WINDOW_CLOSED, id="the window has just closed"),
        pytest.param(facts(customer=NOW - timedelta(days=30)), Verdict.WINDOW_CLOSED, id="a month ago"),
        pytest.param(facts(customer=None), Verdict.WINDOW_CLOSED, id="a customer who never wrote"),
        pytest.param(facts(customer=NOW - REPLY, ad_click_at=NOW - REPLY), Verdict.SEND, id="a customer who came from an ad a day ago"),
        pytest.param(facts(customer=NOW - FROM_AD, ad_click_at=NOW - FROM_AD), Verdict.WINDOW_CLOSED, id="who came from an ad a week ago"),
        pytest.param(facts(paused_until=AHEAD), Verdict.PAUSED, id="the owner is at it"),
        pytest.param(facts(paused_until=NOW), Verdict.SEND, id="the pause ends now"),
        pytest.param(facts(paused_until=BEHIND), Verdict.SEND, id="the pause is over"),
        pytest.param(facts(echo_hold_until=AHEAD), Verdict.HOLD, id="undecided who is typing"),
        pytest.param(facts(echo_hold_until=BEHIND), Verdict.HOLD, id="undecided still, until someone has looked"),
        pytest.param(facts(busy_until=AHEAD), Verdict.ACCOUNT_BUSY, id="the account has used up a limit"),
        pytest.param(facts(busy_until=NOW), Verdict.SEND, id="it may go on now"),
        pytest.param(facts("token_dead"), Verdict.ACCOUNT_STOPPED, id="the token is dead"),
        pytest.param(facts("blocked"), Verdict.ACCOUNT_STOPPED, id="the owner must act"),
        pytest.param(facts(opted_out=True), Verdict.OPTED_OUT, id="a customer who asked us to stop"),
        pytest.param(facts(unreachable=True), Verdict.UNREACHABLE, id="a person whom nothing reaches"),
        pytest.param(facts("disconnected"), Verdict.ACCOUNT_CANNOT_SEND, id="the merchant has left"),
        pytest.param(facts("a state of next year"), Verdict.ACCOUNT_CANNOT_SEND, id="a state not known yet"),
        pytest.param(comment(), Verdict.SEND, id="a private reply to somebody who never wrote"),
        pytest.param(comment(PRIVATE_REPLY - MOMENT), Verdict.SEND, id="the comment's last moment"),
        pytest.param(comment(PRIVATE_REPLY), Verdict.COMMENT_TOO_OLD, id="a comment of a week ago"),
        pytest.param(comment(PRIVATE_REPLY, customer=BEHIND), Verdict.COMMENT_TOO_OLD, id="an open window makes no comment younger"),
        pytest.param(comment(paused_until=AHEAD), Verdict.PAUSED, id="a comment while the owner is at it"),
        pytest.param(comment(opted_out=True), Verdict.OPTED_OUT, id="a comment of somebody who asked us to stop"),
        pytest.param(facts(author=PERSON, paused_until=AHEAD, echo_hold_until=AHEAD, opted_out=True), Verdict.SEND, id="what concerns the assistant holds no person up"),
        pytest.param(facts(author=PERSON, unreachable=True), Verdict.UNREACHABLE, id="nor does anything reach them from a person"),
        pytest.param(facts(author=PERSON, customer=NOW - HUMAN_AGENT + MOMENT), Verdict.SEND, id="a person in the last moment of seven days"),
        pytest.param(facts(author=PERSON, customer=NOW - HUMAN_AGENT), Verdict.WINDOW_CLOSED, id="a person after seven days"),
        pytest.param(facts(author=PERSON, customer=None), Verdict.WINDOW_CLOSED, id="nobody writes first, not even a person"),
        pytest.param(facts(shop_discloses=True), Verdict.DISCLOSE, id="the first contact"),
        pytest.param(facts(shop_discloses=True, discloses=True), Verdict.SEND, id="the disclosure itself"),
        pytest.param(facts(shop_discloses=True, author=PERSON), Verdict.SEND, id="a person discloses nothing"),
        pytest.param(comment(shop_discloses=True), Verdict.SEND, id="a private reply says it by itself"),
        pytest.param(facts(shop_discloses=True, disclosed_at=BEHIND, last_sent_at=BEHIND), Verdict.SEND, id="said a moment ago"),
        pytest.param(facts(shop_discloses=True, disclosed_at=NOW - 2 * LONG_GAP, last_sent_at=NOW - LONG_GAP), Verdict.DISCLOSE, id="a long gap"),
        pytest.param(facts(shop_discloses=True, disclosed_at=NOW - 2 * LONG_GAP, last_sent_at=NOW - LONG_GAP + MOMENT), Verdict.SEND, id="a shorter gap, however long ago it was said"),
        pytest.param(facts(shop_discloses=True, disclosed_at=BEHIND - MOMENT, last_sent_at=BEHIND, last_owner_at=BEHIND), Verdict.DISCLOSE, id="a person wrote since: control returns"),
        pytest.param(facts(shop_discloses=True, disclosed_at=BEHIND, last_sent_at=BEHIND, last_owner_at=BEHIND - MOMENT), Verdict.SEND, id="a person wrote before it was said"),
    ],
)  # fmt: skip
def test_the_gate(asked: Facts, verdict: Verdict) -> None:
    assert may_send(asked) is verdict


@pytest.mark.parametrize("author", AUTHORS)
def test_a_message_leaves_only_when_nothing_at_all_speaks_against_it(author: Author) -> None:
    states = ("active", "token_dead", "blocked", "disconnected")
    ages = (MOMENT, REPLY, HUMAN_AGENT, None)
    times = (None, BEHIND, AHEAD)
    switches = (False, True)
    for state, age, ad, pause, hold, busy, opted_out, unreachable in product(
        states, ages, (None, MOMENT, FROM_AD), times, times, times, switches, switches
    ):
        human = author is PERSON
        asked = facts(
            state,
            None if age is None else NOW - age,
            author=author,
            ad_click_at=None if ad is None else NOW - ad,
            paused_until=pause,
            echo_hold_until=hold,
            busy_until=busy,
            opted_out=opted_out,
            unreachable=unreachable,
        )
        in_time = age is MOMENT or ad is MOMENT or (human and age is REPLY)
        undisturbed = human or not (pause is AHEAD or hold is not None or opted_out)
        clear = state == "active" and in_time and undisturbed and busy is not AHEAD and not unreachable
        assert (may_send(asked) is Verdict.SEND) is clear
        assert (open_for(asked) > timedelta(0)) is in_time


@pytest.mark.parametrize(
    ("age", "ad", "author", "tagged"),
    [
        (MOMENT, None, PERSON, False),
        (REPLY - MOMENT, None, PERSON, False),
        (REPLY, None, PERSON, True),
        (HUMAN_AGENT - MOMENT, None, PERSON, True),
        (REPLY, REPLY, PERSON, False),
        (MOMENT, None, ASSISTANT, False),
        (REPLY, None, ASSISTANT, False),
        (HUMAN_AGENT - MOMENT, None, ASSISTANT, False),
    ],
)
def test_only_a_person_outside_the_usual_window_has_the_human_agent_tag(
    age: timedelta, ad: timedelta | None, author: Author, *, tagged: bool
) -> None:
    asked = facts(customer=NOW - age, author=author, ad_click_at=None if ad is None else NOW - ad)
    assert tag_for(asked) == (HumanAgent(PERSON) if tagged else None)


def test_a_private_reply_is_never_tagged() -> None:
    assert tag_for(comment(author=PERSON)) is None


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        pytest.param(facts("disconnected", None, paused_until=AHEAD, echo_hold_until=AHEAD, busy_until=AHEAD), Verdict.ACCOUNT_CANNOT_SEND, id="an account that is gone before all"),
        pytest.param(facts("blocked", None, paused_until=AHEAD, busy_until=AHEAD), Verdict.PAUSED, id="the owner who is at it before a login that may come"),
        pytest.param(facts("active", None, paused_until=AHEAD, echo_hold_until=AHEAD), Verdict.PAUSED, id="the owner before the window"),
        pytest.param(facts(opted_out=True, paused_until=AHEAD), Verdict.OPTED_OUT, id="who asked us to stop, while the owner is at it"),
        pytest.param(facts("token_dead", None, echo_hold_until=AHEAD), Verdict.WINDOW_CLOSED, id="what can never be sent is not kept for a login"),
        pytest.param(facts("active", None, echo_hold_until=AHEAD, busy_until=AHEAD), Verdict.WINDOW_CLOSED, id="a closed window before a hold that will pass"),
        pytest.param(facts("blocked", echo_hold_until=AHEAD, busy_until=AHEAD), Verdict.ACCOUNT_STOPPED, id="a login that may not come before a hold that will pass"),
        pytest.param(facts(echo_hold_until=AHEAD, busy_until=AHEAD), Verdict.HOLD, id="who is typing before how fast it may go"),
        pytest.param(facts(busy_until=AHEAD, shop_discloses=True), Verdict.ACCOUNT_BUSY, id="nothing is put ahead of what cannot leave"),
    ],
)  # fmt: skip
def test_of_several_reasons_the_weightiest_is_told(asked: Facts, verdict: Verdict) -> None:
    assert may_send(asked) is verdict


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        pytest.param(facts(), Verdict.SEND, id="an account that may"),
        pytest.param(facts(customer=None, paused_until=AHEAD, echo_hold_until=AHEAD), Verdict.SEND, id="whatever the conversation is at"),
        pytest.param(facts(busy_until=AHEAD), Verdict.ACCOUNT_BUSY, id="reads count against the same limits"),
        pytest.param(facts("token_dead", busy_until=AHEAD), Verdict.ACCOUNT_STOPPED, id="nothing is read with a dead token"),
        pytest.param(facts("disconnected"), Verdict.ACCOUNT_STOPPED, id="nor for an account that is gone"),
    ],
)  # fmt: skip
def test_when_meta_may_be_asked_what_became_of_a_post(asked: Facts, verdict: Verdict) -> None:
    assert may_look(asked) is verdict


def test_every_rule_says_where_it_comes_from_and_every_verdict_has_one() -> None:
    assert all(rule.source for rule in RULES)
    assert {rule.verdict for rule in RULES} | {Verdict.SEND} == set(Verdict)
