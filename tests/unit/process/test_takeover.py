"""Echoes: our own are recognised, every other one is the owner typing, and the owner wins."""

from datetime import datetime, timedelta

import pytest

from process.arrivals import ECHO_HOLD, plan_second_look
from process.plan import Part, Waiting
from shared.contracts import Event
from tests.unit.process.plans import NOW, RULES, ago, conversation, echo, message, outcomes, part, plan

OURS = [("us", "own_echo")]
OWNERS = [("owner", "from_owner")]
PAUSE = RULES.owner_pause


@pytest.mark.parametrize(
    ("copy", "posted"),
    [
        pytest.param(echo("E", metadata="stamp", text="changed"), part(attempt_id="stamp"), id="by our stamp"),
        pytest.param(echo("E", text="hello"), part(text="hello"), id="word for word"),
        pytest.param(echo("E", text="a b c"), part(text=" a  b\nc "), id="white space joined by Instagram"),
        pytest.param(echo("E"), part(state="queued"), id="of a part that was tried and queued again"),
        pytest.param(echo("E", text="سعره 12.5 دينار"), part(state="in_doubt", text="سعره 12.5 دينار"), id="of a part in doubt"),
    ],
)  # fmt: skip
def test_the_echo_of_a_part_being_sent_proves_it_sent(copy: Event, posted: Part) -> None:
    made = plan(conversation(), copy, parts=[posted])
    assert outcomes(made) == OURS
    assert made.bound == {1: "E"}
    assert made.conversation.paused_until is None
    assert made.cancel_because is None


def test_the_echo_of_a_part_already_sent_changes_nothing() -> None:
    made = plan(conversation(), echo("E", text="whatever"), parts=[part(state="sent", mid="E")])
    assert outcomes(made) == OURS
    assert made.bound == {}


def test_two_parts_with_the_same_words_are_bound_one_by_one_in_order() -> None:
    made = plan(conversation(), echo("E1"), echo("E2"), parts=[part(1), part(2, state="in_doubt")])
    assert made.bound == {1: "E1", 2: "E2"}


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([], id="nothing is being sent"),
        pytest.param([part(text="hello!")], id="other words"),
        pytest.param([part(state="sent", mid="another")], id="the same words, sent before under another mid"),
        pytest.param([part(text="other", attempt_id="stamp")], id="neither words nor stamp"),
    ],
)
def test_every_other_echo_is_the_owner_and_the_assistant_steps_back(parts: list[Part]) -> None:
    made = plan(conversation(), echo(at=ago(minutes=1)), parts=parts)
    assert outcomes(made) == OWNERS
    assert made.conversation.paused_until == ago(minutes=1) + PAUSE
    assert made.cancel_because == "owner_took_over"


def test_an_echo_without_a_mid_is_not_taken_for_a_part_without_one() -> None:
    made = plan(conversation(), echo(None, text="owner's"), parts=[part(text="ours")])
    assert outcomes(made) == OWNERS


def test_messages_that_wait_are_left_to_the_owner() -> None:
    c = conversation(last_seq=5, last_customer_seq=5, answered_seq=2, first_unanswered_at=NOW, due_at=NOW)
    made = plan(c, echo(), waiting=[Waiting(4, ago(minutes=2)), Waiting(5, ago(minutes=1))])
    assert made.left == {4: "left_to_owner", 5: "left_to_owner"}
    assert (c.answered_seq, c.first_unanswered_at, c.due_at, c.unanswered) == (5, None, None, False)


@pytest.mark.parametrize(
    ("asked_at", "echoed_at"),
    [
        pytest.param(ago(minutes=2), ago(minutes=1), id="asked before"),
        pytest.param(ago(minutes=1), ago(minutes=2), id="asked after"),
        pytest.param(ago(minutes=1, seconds=4), ago(minutes=1), id="as fast as one types"),
    ],
)
def test_in_one_delivery_too_the_owner_wins_in_either_order(asked_at: datetime, echoed_at: datetime) -> None:
    made = plan(conversation(), message(at=asked_at), echo(at=echoed_at))
    assert sorted(outcomes(made), key=str) == [("customer", "left_to_owner"), *OWNERS]
    assert made.left == {}  # they are not in the database yet
    assert not made.conversation.unanswered


def test_an_owner_who_goes_on_typing_extends_the_pause_and_an_older_echo_never_shortens_it() -> None:
    c = conversation(paused_until=ago(minutes=10) + PAUSE)
    plan(c, echo("later"))
    assert c.paused_until == NOW + PAUSE
    plan(c, echo("older", at=ago(hours=1)))
    assert c.paused_until == NOW + PAUSE


def test_an_echo_that_comes_after_its_pause_leaves_what_was_asked_since_to_the_assistant() -> None:
    c = conversation(last_seq=2, last_customer_seq=2)
    during, since = Waiting(1, ago(hours=2)), Waiting(2, ago(minutes=1))
    made = plan(c, echo(at=ago(hours=3)), waiting=[during, since])
    assert outcomes(made) == OWNERS
    assert made.left == {1: "left_to_owner"}
    assert c.unanswered
    assert made.cancel_because is None


def test_a_clock_ahead_of_ours_does_not_lengthen_the_pause() -> None:
    made = plan(conversation(), echo(at=NOW + timedelta(hours=9)))
    assert made.conversation.paused_until == NOW + PAUSE


def test_an_echo_that_cannot_be_told_apart_shuts_the_gate_until_it_is_looked_at_again() -> None:
    made = plan(conversation(), echo("E", text=None), parts=[part()])
    assert outcomes(made) == [("nobody", "not_for_us")]
    assert (made.conversation.echo_hold_mid, made.conversation.echo_hold_until) == ("E", NOW + ECHO_HOLD)
    assert made.conversation.paused_until is None
    assert made.cancel_because is None


@pytest.mark.parametrize(
    "parts", [[], [part(state="sent", mid="another")]], ids=["nothing sent", "everything sent"]
)
def test_a_picture_while_nothing_is_being_sent_is_the_owners(parts: list[Part]) -> None:
    assert outcomes(plan(conversation(), echo(text=None), parts=parts)) == OWNERS


def test_the_second_look_finds_a_part_of_ours_and_opens_the_gate() -> None:
    c = conversation(echo_hold_mid="E", echo_hold_until=NOW)
    made = plan_second_look(
        c, now=NOW, rules=RULES, parts=[part(state="sent", mid="E")], waiting=[], held_at=NOW
    )
    assert (c.echo_hold_mid, c.echo_hold_until, c.paused_until) == (None, None, None)
    assert made.cancel_because is None
    assert not made.held_was_owners


def test_the_second_look_finds_none_and_it_was_the_owner_since_the_echo_came() -> None:
    c = conversation(last_seq=3, last_customer_seq=2, echo_hold_mid="E", echo_hold_until=NOW)
    made = plan_second_look(
        c, now=NOW, rules=RULES, parts=[part()], waiting=[Waiting(2, ago(minutes=1))], held_at=ago(seconds=7)
    )
    assert c.paused_until == ago(seconds=7) + PAUSE
    assert (c.echo_hold_mid, c.echo_hold_until) == (None, None)
    assert made.left == {2: "left_to_owner"}
    assert made.cancel_because == "owner_took_over"


def test_a_second_look_hours_late_still_says_whose_echo_it_was() -> None:
    c = conversation(echo_hold_mid="E", echo_hold_until=ago(hours=3))
    made = plan_second_look(c, now=NOW, rules=RULES, parts=[], waiting=[], held_at=ago(hours=3))
    assert made.held_was_owners
    assert made.cancel_because is None


@pytest.mark.parametrize(
    "written", [RULES.resume_phrase, "مساعدنا بيكمل معك من هون", "مُساعدنا  بيكمّل معك من هون!"]
)
def test_the_owner_hands_back_with_a_sentence_and_the_next_question_is_answered(written: str) -> None:
    c = conversation(paused_until=NOW + timedelta(hours=1))
    made = plan(c, echo("E", ago(seconds=2), written), message("M", NOW))
    assert outcomes(made) == [("owner", "from_owner"), ("customer", None)]
    assert made.cancel_because is None


def test_a_sentence_that_only_holds_the_phrase_is_the_owner_talking() -> None:
    c = conversation()
    plan(c, echo("E", NOW, f"قلتلك {RULES.resume_phrase}"))
    assert c.paused_until == NOW + RULES.owner_pause


def test_what_was_asked_before_the_owner_handed_back_stays_the_owners() -> None:
    c = conversation(paused_until=NOW + timedelta(hours=1))
    made = plan(c, message("M", ago(minutes=10)), echo("E", ago(minutes=5), RULES.resume_phrase))
    assert outcomes(made)[0] == ("customer", "left_to_owner")
    assert c.paused_until == ago(minutes=5)


def test_handing_back_that_is_told_late_ends_no_pause_that_began_after_it() -> None:
    c = conversation(paused_until=NOW + timedelta(hours=1))
    plan(c, echo("E", ago(hours=3), RULES.resume_phrase))
    assert c.paused_until == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("customer_at", "wanted"),
    [
        pytest.param(None, None, id="nobody has written since it was kept"),
        pytest.param(ago(minutes=10), None, id="who hands back has seen it"),
        pytest.param(ago(minutes=1), "asked", id="it may be of what came after, and this is told late"),
    ],
)
@pytest.mark.parametrize("paused_until", [None, NOW + timedelta(hours=1)])
def test_nobody_is_wanted_any_more_when_the_owner_hands_back(
    customer_at: datetime | None, wanted: str | None, paused_until: datetime | None
) -> None:
    c = conversation(
        needs_person_since=ago(minutes=9),
        needs_person_reason="asked",
        last_customer_at=customer_at,
        paused_until=paused_until,
    )
    made = plan(c, echo("E", ago(minutes=5), RULES.resume_phrase))
    assert c.needs_person_reason == wanted
    assert (c.needs_person_since is None) == (wanted is None)
    assert made.owner_is_back
