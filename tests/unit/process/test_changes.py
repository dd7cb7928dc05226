"""What a customer changes or takes back, before or after it has come, and what a customer who wants no more is left in."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from process.plan import Change, Waiting
from shared.contracts import Event
from shared.windows import REPLY
from tests.unit.process.plans import NOW, RULES, ago, conversation, message, millis, outcomes, plan


def edit(mid: str = "M", text: str | None = "بدي أزرق", number: int = 1) -> Event:
    return Event(f"edit:{mid}:{number}", "edit", millis(NOW), mid, text, number=number)


def unsend(mid: str = "M") -> Event:
    return Event(f"unsend:{mid}", "unsend", millis(NOW), mid)


def waiting_for(*mids: str, **columns: Any) -> dict[str, Any]:
    """A conversation in which these messages wait for an answer."""
    seqs = range(1, len(mids) + 1)
    c = conversation(
        last_seq=len(mids), last_customer_seq=len(mids), first_unanswered_at=NOW, due_at=NOW, **columns
    )
    return {"c": c, "waiting": [Waiting(seq, NOW, mid) for seq, mid in zip(seqs, mids, strict=True)]}


def test_an_edit_replaces_what_waits_and_gives_it_its_quiet_period_again() -> None:
    given = waiting_for("M")
    made = plan(given["c"], edit(), waiting=given["waiting"])
    assert made.changes == {"M": Change(1, "بدي أزرق")}
    assert made.conversation.due_at == NOW + RULES.quiet
    assert outcomes(made) == [("nobody", "not_for_us")]


def test_an_edit_of_what_was_answered_opens_no_turn() -> None:
    made = plan(conversation(last_seq=1, last_customer_seq=1, answered_seq=1), edit())
    assert not made.conversation.unanswered
    assert made.changes == {"M": Change(1, "بدي أزرق")}


def test_of_several_edits_the_newest_counts_in_whatever_order_they_come() -> None:
    for order in (
        [edit(text="two", number=2), edit(text="one", number=1)],
        [edit(text="one", number=1), edit(text="two", number=2)],
    ):
        assert plan(conversation(), *order).changes == {"M": Change(2, "two")}


def test_an_edit_in_the_same_delivery_as_its_message_is_what_was_said() -> None:
    made = plan(conversation(), message("M", ago(seconds=2), "بدي أحمر"), edit())
    assert [arrival.event.text for arrival in made.arrivals] == ["بدي أزرق", "بدي أزرق"]


def test_an_edit_that_came_before_its_message_is_what_was_said() -> None:
    made = plan(conversation(), message("M", text="بدي أحمر"), changes={"M": Change(1, "بدي أزرق")})
    (arrival,) = made.arrivals
    assert (arrival.event.text, arrival.disposition) == ("بدي أزرق", None)


def test_an_edit_without_words_is_for_a_person_to_look_at() -> None:
    made = plan(conversation(), edit(text=None, number=1))
    assert made.conversation.needs_person_reason == "message_not_shown"
    assert made.changes == {}


def test_one_that_stands_for_its_message_is_fetched_before_anybody_is_called() -> None:
    made = plan(conversation(), edit(text=None, number=0))
    assert made.conversation.needs_person_reason is None
    assert made.changes == {}


def test_what_was_taken_back_is_erased_and_nobody_waits_for_it() -> None:
    given = waiting_for("M")
    made = plan(given["c"], unsend(), waiting=given["waiting"])
    assert made.changes == {"M": Change(0, None)}
    assert not made.conversation.unanswered
    assert made.conversation.due_at is None


def test_the_other_messages_still_wait() -> None:
    given = waiting_for("M", "N")
    made = plan(given["c"], unsend("M"), waiting=given["waiting"])
    assert made.conversation.unanswered


def test_taken_back_in_the_same_delivery_nothing_of_it_is_stored() -> None:
    made = plan(conversation(), message("M", ago(seconds=2), "سر"), unsend())
    first, _ = made.arrivals
    assert (first.event.text, first.disposition) == (None, "withdrawn")
    assert not made.conversation.unanswered


def test_taken_back_before_it_came_it_is_not_stored_and_opens_no_window() -> None:
    made = plan(conversation(), message("M", text="سر"), changes={"M": Change(0, None)})
    (arrival,) = made.arrivals
    assert (arrival.event.text, arrival.disposition) == (None, "withdrawn")
    assert made.conversation.last_customer_at is None
    assert not made.conversation.unanswered


def test_what_was_taken_back_stays_so_whatever_edit_comes_late() -> None:
    assert plan(conversation(), unsend(), edit()).changes == {"M": Change(0, None)}


@pytest.mark.parametrize("order", [["edit", "unsend"], ["unsend", "edit"]])
def test_taken_back_and_edited_in_one_delivery_it_is_taken_back(order: list[str]) -> None:
    told = {"edit": edit(text="سر آخر"), "unsend": unsend()}
    made = plan(conversation(), message("M", ago(seconds=2), "سر"), *(told[name] for name in order))
    assert made.changes["M"] == Change(0, None)
    assert not made.conversation.unanswered
    assert [arrival.event.text for arrival in made.arrivals] == [None, None, None]


def test_what_was_told_before_holds_against_older_edits_that_come_with_the_message() -> None:
    newer = plan(conversation(), message("M"), edit(text="two", number=2), changes={"M": Change(3, "three")})
    assert newer.arrivals[0].event.text == "three"
    gone = plan(conversation(), message("M"), edit(), changes={"M": Change(0, None)})
    assert [arrival.event.text for arrival in gone.arrivals] == [None, None]
    assert gone.arrivals[0].disposition == "withdrawn"


@pytest.mark.parametrize("change", [edit(), unsend()])
def test_a_turn_that_reads_what_is_being_changed_must_not_win(change: Event) -> None:
    given = waiting_for("M", "N")
    assert plan(given["c"], change, waiting=given["waiting"]).restart_turn
    assert not plan(conversation(last_seq=1), change).restart_turn


def test_in_another_apps_thread_taking_back_and_stop_are_heard_too() -> None:
    given = waiting_for("M")
    made = plan(given["c"], replace(unsend(), standby=True), waiting=given["waiting"])
    assert not made.conversation.unanswered
    plan(given["c"], replace(message("S", text="توقف"), standby=True))
    assert given["c"].opted_out_at == NOW


def test_the_accounts_own_edits_say_nothing_of_the_customer() -> None:
    made = plan(conversation(), replace(edit(text=None, number=1), by_account=True))
    assert made.conversation.needs_person_reason is None
    made = plan(conversation(), replace(edit(text="stop"), by_account=True))
    assert made.conversation.opted_out_at is None


def test_a_message_that_is_edited_to_stop_and_a_button_of_that_name_are_heard() -> None:
    assert plan(conversation(last_seq=1), edit(text="stop")).conversation.opted_out_at == NOW
    tapped = Event("postback:P", "postback", millis(NOW), "P", payload="STOP", title="توقف")
    assert plan(conversation(), tapped).conversation.opted_out_at == NOW


def test_a_stop_leaves_nothing_waiting_behind() -> None:
    given = waiting_for("M")
    made = plan(given["c"], message("S", text="stop"), waiting=given["waiting"])
    assert made.left == {1: "opted_out"}
    assert not made.conversation.unanswered


def test_a_start_that_comes_late_does_not_undo_a_later_stop() -> None:
    c = conversation()
    plan(c, message("A", ago(minutes=1), "stop"))
    plan(c, message("B", ago(minutes=5), "start"))
    assert c.opted_out_at == ago(minutes=1)
    plan(c, message("C", NOW, "start"))
    assert c.opted_out_at is None


def test_taking_back_does_not_keep_the_window_open() -> None:
    c = conversation(last_customer_at=ago(hours=20))
    assert plan(c, unsend()).conversation.last_customer_at == ago(hours=20)


def test_a_tapped_button_is_a_question_like_any_other() -> None:
    tapped = Event("postback:P", "postback", millis(NOW), "P", payload="PRICES", title="الأسعار؟")
    made = plan(conversation(), tapped)
    assert outcomes(made) == [("customer", None)]
    assert made.conversation.unanswered
    assert made.conversation.last_customer_at == NOW


@pytest.mark.parametrize("kind", ["reaction", "read", "referral", "optin", "handover", "comment"])
def test_what_asks_nothing_wakes_nobody(kind: Any) -> None:
    made = plan(conversation(), Event(f"{kind}:1", kind, millis(NOW)))
    assert outcomes(made) == [("nobody", "not_for_us")]
    assert not made.conversation.unanswered
    assert made.conversation.last_customer_at is None


def test_a_customer_who_says_stop_is_left_alone_until_start() -> None:
    c = conversation()
    made = plan(c, message("A", ago(seconds=3), "توقف"), message("B", ago(seconds=2), "بكم الفستان؟"))
    assert [arrival.disposition for arrival in made.arrivals] == ["opted_out", "opted_out"]
    assert made.cancel_because == "opted_out"
    assert not c.unanswered
    made = plan(c, message("C", NOW, "ابدأ"))
    assert outcomes(made) == [("customer", None)]
    assert c.opted_out_at is None


def test_a_late_stop_counts_too() -> None:
    """Windows go by the event's own time; a wish to be left alone has none."""
    c = conversation()
    plan(c, message("A", NOW - REPLY - timedelta(hours=1), "stop"))
    assert c.opted_out_at == NOW - REPLY - timedelta(hours=1)
