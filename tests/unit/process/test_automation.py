"""Replies of other automations beside the assistant: no takeover, and the merchant is told; the owner's own always win."""

from datetime import datetime, timedelta

import pytest

from process.automation import INSTANTLY, LONGEST_COURTESY, MANY, TYPING, Heard
from process.plan import Automation
from tests.unit.process.plans import NOW, RULES, ago, conversation, echo, message, outcomes, part, plan

GREETING = "أهلاً وسهلاً بكم في متجرنا، سنرد عليكم قريباً"
AUTOMATION = ("nobody", "other_automation")
OWNERS = ("owner", "from_owner")
MOMENT = timedelta(milliseconds=1)
TYPED = NOW - INSTANTLY - MOMENT


@pytest.mark.parametrize(
    ("customer_at", "outcome"),
    [
        pytest.param([NOW], AUTOMATION, id="at the same moment"),
        pytest.param([NOW - INSTANTLY], AUTOMATION, id="at the last moment in which nobody types"),
        pytest.param([TYPED], OWNERS, id="as fast as one types"),
        pytest.param([NOW, TYPED], OWNERS, id="the owner was typing while the customer wrote again"),
        pytest.param([NOW, NOW - TYPING], OWNERS, id="to a message of two minutes ago"),
        pytest.param([NOW, NOW - TYPING - MOMENT], AUTOMATION, id="the exchange before that was another"),
        pytest.param([NOW + MOMENT], OWNERS, id="before the customer wrote"),
        pytest.param([], OWNERS, id="to nobody"),
    ],
)
def test_an_echo_that_follows_at_once_is_another_automation_unless_it_answers_what_came_before(
    customer_at: list[datetime], outcome: tuple[str, str]
) -> None:
    made = plan(conversation(), echo(text=GREETING), heard=Heard(tuple(customer_at)))
    assert outcomes(made) == [outcome]
    assert (made.conversation.paused_until is None) is (outcome == AUTOMATION)
    assert (made.cancel_because is None) is (outcome == AUTOMATION)


@pytest.mark.parametrize(
    ("text", "elsewhere", "outcome"),
    [
        pytest.param(GREETING, MANY, AUTOMATION, id="word for word in many conversations"),
        pytest.param(GREETING, MANY - 1, OWNERS, id="in a few"),
        pytest.param("تم", MANY, OWNERS, id="what one says to everybody by hand"),
        pytest.param("x" * LONGEST_COURTESY, MANY, OWNERS, id="the longest of those"),
        pytest.param("x" * (LONGEST_COURTESY + 1), MANY, AUTOMATION, id="a letter more"),
    ],
)
def test_the_same_words_in_many_conversations_are_another_automation(
    text: str, elsewhere: int, outcome: tuple[str, str]
) -> None:
    made = plan(conversation(), echo(text=text), heard=Heard(elsewhere={text: elsewhere}))
    assert outcomes(made) == [outcome]


def test_an_automation_leaves_the_customer_waiting_for_the_assistant_and_is_told_to_the_merchant() -> None:
    made = plan(conversation(), message(), echo(text=GREETING))
    assert outcomes(made) == [("customer", None), AUTOMATION]
    assert made.conversation.unanswered
    assert made.automations == [Automation(GREETING, "instant_reply")]


def test_to_a_customer_who_has_been_answered_before_it_is_no_greeting() -> None:
    made = plan(conversation(last_answer_at=ago(days=2)), message(), echo(text=None))
    assert made.automations == [Automation(None, "away_message")]


def test_while_the_owner_is_at_it_whatever_is_said_is_theirs() -> None:
    heard = Heard((NOW,), {GREETING: MANY})
    made = plan(conversation(paused_until=NOW + timedelta(hours=1)), echo(text=GREETING), heard=heard)
    assert outcomes(made) == [OWNERS]


def test_the_owners_own_phrase_hands_back_however_soon_and_however_often_it_is_written() -> None:
    heard = Heard((NOW,), {RULES.resume_phrase: MANY})
    made = plan(conversation(), echo(text=RULES.resume_phrase), heard=heard)
    assert outcomes(made) == [OWNERS]


def test_our_own_echo_is_ours_however_soon_it_comes() -> None:
    made = plan(conversation(), message(), echo(text="hello"), parts=[part(text="hello")])
    assert outcomes(made)[1] == ("us", "own_echo")


def test_an_automation_that_was_told_before_the_message_it_followed_paused_nobody_for_long() -> None:
    c = conversation()
    first = plan(c, echo("E", at=ago(seconds=1), text=GREETING))
    assert outcomes(first) == [OWNERS]
    later = plan(c, message(at=ago(seconds=2)))
    assert outcomes(later) == [("customer", None)]
    assert later.automation_after_all
    assert (c.paused_until, c.pause_began_at, c.last_owner_at, c.remind_owner_at) == (None,) * 4


@pytest.mark.parametrize(
    ("written_at", "heard"),
    [
        pytest.param(ago(seconds=10), (), id="long enough before to be typed"),
        pytest.param(NOW, (), id="after it"),
        pytest.param(ago(seconds=2), (ago(seconds=30),), id="in a livelier exchange"),
    ],
)
def test_otherwise_what_began_the_pause_stays_the_owners(
    written_at: datetime, heard: tuple[datetime, ...]
) -> None:
    c = conversation()
    plan(c, echo("E", at=ago(seconds=1)))
    later = plan(c, message(at=written_at), heard=Heard(heard))
    assert outcomes(later) == [("customer", "left_to_owner")]
    assert not later.automation_after_all


def test_an_owner_who_went_on_typing_is_believed() -> None:
    c = conversation()
    plan(c, echo("E1", at=ago(seconds=40)))
    plan(c, echo("E2", at=ago(seconds=1)))
    assert outcomes(plan(c, message(at=ago(seconds=2)))) == [("customer", "left_to_owner")]


@pytest.mark.parametrize("elsewhere", [{}, {GREETING: MANY}])
def test_an_automation_in_a_pause_neither_prolongs_it_nor_sees_to_who_waits(
    elsewhere: dict[str, int],
) -> None:
    c = conversation()
    plan(c, echo("E", at=ago(minutes=20)))
    plan(c, message(at=ago(minutes=8)))
    before = (c.paused_until, c.remind_owner_at)
    made = plan(c, echo("A", at=ago(minutes=8)), heard=Heard((ago(minutes=8),), elsewhere))
    assert outcomes(made) == [OWNERS]
    assert (c.paused_until, c.remind_owner_at) == before
    assert not made.owner_is_back


def test_an_owner_whose_first_words_are_told_last_is_believed() -> None:
    c = conversation()
    plan(c, echo("E2", at=ago(seconds=1)))
    made = plan(c, echo("E1", at=ago(minutes=1)), message(at=ago(seconds=1)))
    assert outcomes(made) == [OWNERS, ("customer", "left_to_owner")]
    assert not made.automation_after_all
