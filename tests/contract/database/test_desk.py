"""A person at the desk beside an owner on the phone, a recorder and a turn: nothing is lost between them; on a real PostgreSQL."""

import asyncio
from uuid import UUID

import pytest

from merchant.desk import Person, let_assistant_answer, reply_as_person
from process.record import record
from process.turn import turn
from shared.contracts import Event, TurnDoorbell
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound, message, now_ms, waits_for_a_lock
from tests.support.stages import StageApp, said

DESK = Person("staff", UUID(int=7))


async def test_what_a_person_has_answered_is_not_handed_back(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, echo("أنا هون", seconds_ago=60)))
    await record(app, inbound(key, message("بكم؟", seconds_ago=50)))
    await reply_as_person(app, key, DESK, "٢٥ دينار")
    await record(app, inbound(key, message("والتوصيل؟", seconds_ago=5)))
    assert await let_assistant_answer(app, key, DESK) == 1
    assert [event["text"] for event in rows.events if event["disposition"] is None] == ["والتوصيل؟"]


async def test_what_was_taken_back_is_not_handed_back(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, echo("أنا هون", seconds_ago=60)))
    await record(app, inbound(key, message("سر", "M", seconds_ago=50)))
    await record(app, inbound(key, Event("unsend:M", "unsend", now_ms(), "M")))
    assert await let_assistant_answer(app, key, DESK) == 0
    assert None not in rows.dispositions


async def test_what_the_assistant_has_read_and_gone_on_from_is_not_handed_back(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, echo("أنا هون", seconds_ago=60), message("بكم؟", seconds_ago=50)))
    rows.arrange(paused_until="now() - interval '30 seconds'")
    await record(app, inbound(key, message("في أحمر؟", seconds_ago=5)))
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said("أكيد"))
    await turn(app, TurnDoorbell.of(key))
    assert await let_assistant_answer(app, key, DESK) == 0


async def test_to_hand_back_what_nobody_has_taken_begins_no_pause(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message(seconds_ago=60)))
    await let_assistant_answer(app, key, DESK)
    assert rows.conversation["paused_until"] is None


@pytest.mark.parametrize("by", ["phrase", "hand-back"])
async def test_what_the_owner_wrote_before_handing_back_and_is_told_later_silences_nobody(
    app: StageApp, key: ConversationKey, rows: Rows, by: str
) -> None:
    await record(app, inbound(key, echo("أنا هون", seconds_ago=60)))
    if by == "phrase":
        await record(app, inbound(key, echo("مساعدنا بيكمل معك من هون 🌷", seconds_ago=10)))
    else:
        await let_assistant_answer(app, key, DESK)
    await record(app, inbound(key, echo("تمام", seconds_ago=20)))
    await record(app, inbound(key, message("في أحمر؟", seconds_ago=1)))
    assert rows.events[-1]["disposition"] is None


async def test_a_message_that_is_recorded_while_the_desk_writes_is_left_to_it_and_not_forgotten(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    """The desk waits for the recorder's lock, and must see what the recorder has written."""
    await record(app, inbound(key, message("أول", seconds_ago=10)))
    async with app.database.tenant(key.tenant) as tx:
        await tx.row(b"SELECT 1 AS locked FROM shop.conversations WHERE tenant_id = %(tenant)s FOR UPDATE", {"tenant": key.tenant})  # fmt: skip
        desk = asyncio.create_task(reply_as_person(app, key, DESK, "أنا معك"))
        while not waits_for_a_lock(rows):  # noqa: ASYNC110  # PostgreSQL rings no bell
            await asyncio.sleep(0.01)
        await tx.queue(
            b"INSERT INTO shop.events (tenant_id, account_id, customer_id, seq, event_key, kind, author, at, text)"
            b" VALUES (%(tenant)s, %(account)s, %(customer)s, 2, 'message:2', 'message', 'customer', now(), 'second')",
            key.params,
        )
        await tx.queue(b"UPDATE shop.conversations SET last_seq = 2, last_customer_seq = 2 WHERE tenant_id = %(tenant)s", {"tenant": key.tenant})  # fmt: skip
    await desk
    assert rows.dispositions == ["left_to_owner", "left_to_owner"]


async def test_a_text_that_postgresql_cannot_hold_is_cleaned(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message()))
    assert await reply_as_person(app, key, DESK, "أهلا\0 وسهلا") == 1
    assert "\0" not in rows.parts[0]["text"]
