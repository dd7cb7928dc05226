"""What a turn puts into the outbox, to a message and to a comment."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from process.answering import SOME_TIME
from process.history import Line, readable
from process.outgoing import Wording, comment_of, outgoing
from process.register import customers_register
from process.set_answers import thanks, wants_person
from shared.language.register import Register
from shared.payloads import TALK_TO_PERSON
from shared.reply.limits import TEXT
from shared.reply.model import Text
from shared.reply.split import split_text
from tests.unit.process.plans import NOW
from tests.unit.reply.texts import texts

SAYS = Wording("معك المساعد الآلي", "You talk to an assistant", "بعتنالك رسالة 💌")
SILENT = Wording("", "", "")


def line(text: str | None = "بكم؟", *, comment: str | None = None, second: int = 0, **more: Any) -> Line:
    return Line("customer", 1, NOW + timedelta(seconds=second), text, comment_id=comment, **more)


@pytest.mark.parametrize(
    ("waiting", "answered"),
    [
        pytest.param([line()], None, id="a message"),
        pytest.param([line(comment="18")], "18", id="a comment"),
        pytest.param([line(comment="18"), line(comment="19", second=2), line(comment="20", second=1)], "19", id="the newest of several"),
        pytest.param([line(comment="18"), line()], None, id="a message beside it opens the window"),
        pytest.param([], None, id="nothing"),
    ],
)  # fmt: skip
def test_a_comment_is_answered_as_one_only_when_nothing_else_waits(
    waiting: list[Line], answered: str | None
) -> None:
    found = comment_of(waiting)
    assert (found and found.id) == answered


def test_a_reply_to_a_message_is_the_parts_that_fit_makes() -> None:
    (row,) = outgoing([Text("أهلا")], [line()], SAYS)
    assert row == {"text": "أهلا", "content": {"kind": "text", "text": "أهلا"}}


def test_a_reply_to_a_comment_is_one_private_message_that_discloses_and_a_courtesy_for_everybody() -> None:
    private, public = outgoing([Text("سعره ٢٥ دينار")], [line(comment="18")], SAYS)
    about = {"comment_id": "18", "comment_at": NOW.isoformat(), "comment_live": False}
    said = "سعره ٢٥ دينار\n\nمعك المساعد الآلي\nبتحب تحكي مع شخص من الفريق؟ اكتب «موظف»."
    assert private == {"text": said, "content": {"kind": "text", "text": said}, "discloses": True, **about}
    courtesy = {"text": "بعتنالك رسالة 💌", "content": {"kind": "text", "text": "بعتنالك رسالة 💌"}}
    assert public == {**courtesy, "public": True, **about}


def test_a_shop_that_says_nothing_of_its_own_adds_nothing() -> None:
    (private,) = outgoing([Text("It is 25 JOD")], [line(comment="18")], SILENT)
    assert (private["text"], private["discloses"]) == ("It is 25 JOD", False)


def test_a_reply_that_shows_nothing_makes_no_part_and_no_courtesy() -> None:
    assert outgoing([Text(" ")], [line(comment="18")], SAYS) == []


@given(texts, st.sampled_from([SAYS, SILENT]))
def test_whatever_the_model_writes_a_private_reply_is_one_message_within_metas_limit(
    text: str, wording: Wording
) -> None:
    rows = outgoing([Text(text)], [line(comment="18")], wording)
    private = [row["text"] for row in rows if not row.get("public")]
    assert len(private) == (1 if split_text(text) else 0)
    assert all(TEXT.holds(said) for said in private)
    assert all(said.endswith(("».", '".')) for said in private if wording is SAYS)


def test_the_model_reads_that_something_was_a_comment() -> None:
    assert readable(line("بكم؟", comment="18")) == "[comment under a post of ours] بكم؟"


@pytest.mark.parametrize(
    ("waiting", "wanted"),
    [
        pytest.param([line("موظف")], True, id="in a word"),
        pytest.param([line("بكم؟"), line("talk to a person")], True, id="beside a question"),
        pytest.param([line("احكي مع شخص", payload=TALK_TO_PERSON)], True, id="by the menu"),
        pytest.param([line("الموظف حكالي بكرا")], False, id="in a sentence about one"),
        pytest.param([line(None, attachments=("image",))], False, id="a picture"),
    ],
)
def test_who_wants_a_person_is_promised_one(waiting: list[Line], *, wanted: bool) -> None:
    assert (wants_person(waiting, Register.ARABIC, SOME_TIME) is not None) is wanted


MENTION = line(None, attachments=("story_mention",))


@pytest.mark.parametrize(
    ("waiting", "said", "answer"),
    [
        pytest.param([MENTION], [MENTION], "شكراً", id="of somebody new"),
        pytest.param(
            [MENTION, MENTION], [line("hello"), MENTION], "Thanks", id="of somebody who wrote English"
        ),
        pytest.param([MENTION], [line("مرحبا"), MENTION], "شكراً", id="of somebody who wrote Arabic"),
        pytest.param([MENTION, line("بكم؟")], [MENTION], None, id="with a question"),
        pytest.param([line("شوفوا", attachments=("story_mention",))], [], None, id="with words"),
        pytest.param([line(None, attachments=("image",))], [], None, id="a picture"),
    ],
)
def test_a_mention_in_a_story_is_thanked_for(
    waiting: list[Line], said: list[Line], answer: str | None
) -> None:
    assert thanks(waiting, customers_register(waiting, said), arabic="شكراً", english="Thanks") == answer


def test_a_shop_without_thanks_leaves_it_to_the_model() -> None:
    assert thanks([MENTION], Register.ARABIC, arabic="", english="") is None
