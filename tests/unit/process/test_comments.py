"""Which comments are answered in private, and what they change in a conversation."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from process.comments import wants_private_reply
from process.plan import Rules
from shared.contracts import Comment, Event
from shared.windows import PRIVATE_REPLY
from tests.unit.process.plans import NOW, RULES, ago, conversation, echo, message, millis, outcomes, plan

OFF = RULES
QUESTIONS = replace(RULES, comment_rule="questions")
KEYWORDS = replace(RULES, comment_rule="keywords", comment_keywords=["السعر", "how much"])


def comment(text: str | None = "بكم؟", at: datetime = NOW, **about: Any) -> Event:
    return Event("comment:18", "comment", millis(at), text=text, comment=Comment("18", "17", **about))


@pytest.mark.parametrize(
    ("event", "rules", "wanted"),
    [
        pytest.param(comment("بكم؟"), OFF, False, id="the shop answers none"),
        pytest.param(comment("بكم؟"), QUESTIONS, True, id="a question"),
        pytest.param(comment("قديش سعره"), QUESTIONS, True, id="a question without its mark"),
        pytest.param(comment("3ndkom size M"), QUESTIONS, True, id="in Arabizi"),
        pytest.param(comment("2addeish 7a22o"), QUESTIONS, True, id="in Arabizi of another spelling"),
        pytest.param(comment("قديييش"), QUESTIONS, True, id="drawn out"),
        pytest.param(comment("ktir 7elo wallah"), QUESTIONS, False, id="praise in Arabizi"),
        pytest.param(comment("price please"), QUESTIONS, True, id="in English"),
        pytest.param(comment("ما شاء الله حلو كتير"), QUESTIONS, False, id="praise"),
        pytest.param(comment("🔥🔥🔥"), QUESTIONS, False, id="no words at all"),
        pytest.param(comment("@sara شوفي"), QUESTIONS, False, id="a friend is told"),
        pytest.param(comment("السِعر لو سمحتي"), KEYWORDS, True, id="a keyword with vowels"),
        pytest.param(comment("How MUCH is it"), KEYWORDS, True, id="a phrase in other letters"),
        pytest.param(comment("الأسعار نار"), KEYWORDS, False, id="a keyword inside another word"),
        pytest.param(comment("متوفر؟"), KEYWORDS, False, id="a question without a keyword"),
        pytest.param(comment("بكم؟", own=True), QUESTIONS, False, id="the shop's own"),
        pytest.param(comment("بكم؟", parent="16"), QUESTIONS, False, id="an answer to another comment"),
        pytest.param(comment("بكم؟", parent="17"), QUESTIONS, True, id="a post for a parent"),
        pytest.param(comment("بكم؟", live=True), QUESTIONS, True, id="in a broadcast"),
        pytest.param(comment(None), QUESTIONS, False, id="without a text"),
        pytest.param(message(text="بكم؟"), QUESTIONS, False, id="a message is no comment"),
    ],
)
def test_which_comments_are_answered(event: Event, rules: Rules, *, wanted: bool) -> None:
    assert wants_private_reply(event, rules) is wanted


def test_a_comment_waits_for_an_answer_and_opens_no_window() -> None:
    c = conversation()
    made = plan(c, comment(), rules=QUESTIONS)
    assert outcomes(made) == [("customer", None)]
    assert (c.last_customer_seq, c.last_customer_at, c.unanswered) == (1, None, True)
    assert c.due_at == NOW + RULES.quiet


def test_others_are_kept_and_left_alone() -> None:
    c = conversation()
    assert outcomes(plan(c, comment("حلو"), rules=QUESTIONS)) == [("nobody", "not_for_us")]
    assert not c.unanswered


@pytest.mark.parametrize(
    ("columns", "age", "disposition"),
    [
        pytest.param({"opted_out_at": ago(days=1)}, timedelta(0), "opted_out", id="of a customer who wants no more of it"),
        pytest.param({"paused_until": NOW + timedelta(hours=1)}, timedelta(0), "left_to_owner", id="while the owner is at it"),
        pytest.param({}, PRIVATE_REPLY, None, id="in the last moment in which it may be answered"),
        pytest.param({}, PRIVATE_REPLY + timedelta(seconds=1), "late", id="too old"),
        pytest.param({"last_answer_at": ago(minutes=1)}, timedelta(hours=2), None, id="hours late, whatever was answered since"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_comment(columns: dict[str, Any], age: timedelta, disposition: str | None) -> None:
    c = conversation(**columns)
    made = plan(c, comment(at=NOW - age), rules=QUESTIONS)
    assert outcomes(made) == [("customer", disposition)]
    assert c.needs_person_since is None
    assert c.remind_owner_at is None


def test_a_comment_never_counts_as_a_wish() -> None:
    c = conversation()
    plan(c, comment("stop"), rules=QUESTIONS)
    assert c.opted_out_at is None


def test_an_automation_that_answers_a_comment_at_once_takes_nothing_over_in_whatever_order_it_is_told() -> (
    None
):
    c = conversation()
    together = plan(c, comment(at=ago(seconds=2)), echo(at=ago(seconds=1)), rules=QUESTIONS)
    assert outcomes(together) == [("customer", None), ("nobody", "other_automation")]
    c = conversation()
    plan(c, echo(at=ago(seconds=1)), rules=QUESTIONS)
    assert outcomes(plan(c, comment(at=ago(seconds=2)), rules=QUESTIONS)) == [("customer", None)]


def test_who_comments_can_be_reached_again() -> None:
    c = conversation(unreachable_at=ago(days=30))
    plan(c, comment(), rules=QUESTIONS)
    assert c.unreachable_at is None
