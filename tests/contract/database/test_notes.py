"""A thread that is longer than the model reads: its older lines are in notes, on a real PostgreSQL."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from merchant.budgets import put_budgets
from process.notes import MOST_LINES
from process.record import record
from process.turn import turn
from shared.contracts import Queue, TurnDoorbell
from shared.errors import ContentFiltered, ModelUnavailable
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.contract.database.test_changes import edit, unsend
from tests.support.stages import StageApp, said

NOTES = "Wants a red dress for a wedding; writes Jordanian Arabic."
PAIRS = MOST_LINES // 2


async def exchanged(app: StageApp, key: ConversationKey, rows: Rows, text: str, answer: str = "أهلا") -> None:
    await record(app, inbound(key, message(text, text)))
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said(answer))
    await turn(app, TurnDoorbell.of(key))


@pytest.fixture
async def long_thread(app: StageApp, key: ConversationKey, rows: Rows) -> AsyncIterator[None]:
    """As long as is read whole: the next turn finds it too long."""
    for number in range(PAIRS + 1):
        await exchanged(app, key, rows, f"سؤال-{number}")
    assert app.scripted_model.noted == []
    yield
    assert not app.scripted_model.notes


def kept(rows: Rows) -> list[tuple[int, str]]:
    found = rows.ask("SELECT through_seq, text FROM shop.notes WHERE tenant_id = %(tenant)s")
    return [(row["through_seq"], row["text"]) for row in found]


def told(request: list[dict[str, Any]]) -> str:
    return "\n".join(str(message["content"]) for message in request)


@pytest.mark.usefixtures("long_thread")
async def test_the_older_lines_are_noted_behind_the_reply_and_read_in_their_place_from_then_on(
    app: StageApp, key: ConversationKey, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    app.posted_to_bus.take()
    app.scripted_model.notes.append(said(NOTES))
    await exchanged(app, key, rows, "وبعدين؟")
    assert app.posted_to_bus.queues()[-1] is Queue.OUTBOUND
    assert "سؤال-0" in told(app.scripted_model.requests[-1])  # this turn has still read all of it
    assert "سؤال-0" in told(app.scripted_model.noted[0])
    ((through, text),) = kept(rows)
    assert text == NOTES

    await exchanged(app, key, rows, "تمام")
    system, notes, *thread = app.scripted_model.requests[-1]
    assert NOTES in notes["content"]
    assert f"سؤال-{through - 1}" not in told(thread)
    assert f"سؤال-{through}" in told(thread)
    assert system == app.scripted_model.requests[0][0]
    assert len(app.scripted_model.noted) == 1  # not with every turn
    assert "notes.kept" in caplog.text
    assert NOTES not in caplog.text


@pytest.mark.usefixtures("long_thread")
async def test_a_call_that_fails_costs_the_customer_nothing_and_the_next_turn_tries_again(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    for failure in (ModelUnavailable("busy"), ContentFiltered("400")):
        app.scripted_model.notes.append(failure)
        await exchanged(app, key, rows, f"وبعدين؟ {failure}")
    assert rows.turns[-1]["outcome"] == "answered"
    assert kept(rows) == []
    assert "سؤال-0" in told(app.scripted_model.requests[-1])
    app.scripted_model.notes.append(said(NOTES))
    await exchanged(app, key, rows, "تمام")
    assert [text for _, text in kept(rows)] == [NOTES]


@pytest.mark.usefixtures("long_thread")
async def test_what_the_model_declines_to_note_is_not_asked_again_with_every_turn(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    app.scripted_model.notes.append(replace(said(None), declined=True))
    await exchanged(app, key, rows, "وبعدين؟")
    await exchanged(app, key, rows, "تمام")
    assert [text for _, text in kept(rows)] == [""]
    assert len(app.scripted_model.noted) == 1
    assert all("name" not in message for message in app.scripted_model.requests[-1])


@pytest.mark.usefixtures("long_thread")
async def test_a_price_in_the_notes_is_no_source_for_a_reply(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    app.scripted_model.notes.append(said("Was told that the dress is 25 JOD, delivery free."))
    await exchanged(app, key, rows, "وبعدين؟")
    app.scripted_model.answers.append(said("سعره 25 دينار"))
    await exchanged(app, key, rows, "قديش كان؟", "سعره 25 دينار والتوصيل مجاني")
    assert rows.turns[-1]["reason"] == "unsupported_numbers"
    assert "25" not in rows.parts[-1]["text"]


@pytest.mark.usefixtures("long_thread")
@pytest.mark.parametrize("change", [unsend("سؤال-0"), edit("سؤال-0", "غيره")], ids=["taken back", "edited"])
async def test_of_what_is_taken_back_or_edited_nothing_stays_in_the_notes(
    app: StageApp, key: ConversationKey, rows: Rows, change: Any
) -> None:
    app.scripted_model.notes.append(said(NOTES))
    await exchanged(app, key, rows, "وبعدين؟")
    await record(app, inbound(key, change))
    assert kept(rows) == []


@pytest.mark.usefixtures("long_thread")
async def test_what_is_taken_back_while_the_notes_are_made_is_not_in_them(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    async def takes_back() -> None:
        app.scripted_model.meanwhile = None
        await record(app, inbound(key, unsend("سؤال-0")))

    app.scripted_model.notes.append(said(NOTES))
    app.scripted_model.meanwhile = takes_back
    await exchanged(app, key, rows, "وبعدين؟")
    assert kept(rows) == []


@pytest.mark.usefixtures("long_thread")
async def test_notes_on_the_newest_message_of_a_conversation_leave_the_others_in_place(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    app.scripted_model.notes.append(said(NOTES))
    await exchanged(app, key, rows, "وبعدين؟")
    await record(app, inbound(key, unsend("وبعدين؟")))
    assert [text for _, text in kept(rows)] == [NOTES]


@pytest.mark.usefixtures("long_thread")
@pytest.mark.parametrize("notes", [said(NOTES), ModelUnavailable("busy")], ids=["made", "not made"])
async def test_they_are_paid_for_with_their_turn_and_within_its_reservation(
    app: StageApp, key: ConversationKey, rows: Rows, notes: Any
) -> None:
    await put_budgets(app.database, key.tenant, {"day": Decimal(5)})
    app.scripted_model.notes.append(notes)
    await exchanged(app, key, rows, "وبعدين؟")
    ledger = "SELECT state, money, prompt_tokens FROM shop.usage_ledger WHERE tenant_id = %(tenant)s ORDER BY turn_no"
    turns = 1 if isinstance(notes, Exception) else 2
    last = rows.ask(ledger)[-1]
    assert (last["state"], last["money"], last["prompt_tokens"]) == (
        "settled",
        turns * Decimal("0.00035"),
        turns * 100,
    )


@pytest.mark.usefixtures("long_thread")
async def test_they_are_erased_with_their_conversation(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    app.scripted_model.notes.append(said(NOTES))
    await exchanged(app, key, rows, "وبعدين؟")
    whose = "WHERE tenant_id = %(tenant)s AND customer_id = %(customer)s"
    for table in ("parts", "turns", "events", "conversations"):
        rows.ask(f"DELETE FROM shop.{table} {whose}")
    assert kept(rows) == []
