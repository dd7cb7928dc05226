"""Edits, messages taken back and customers who want no more, on a real PostgreSQL, in whatever order they come."""

import asyncio

import psycopg
import pytest

from process.record import record
from process.turn import turn
from send.deliver import deliver
from shared.contracts import Event, Media, SendDoorbell, TurnDoorbell
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message, now_ms
from tests.support.stages import StageApp, said


def edit(mid: str, text: str, number: int = 1) -> Event:
    return Event(f"edit:{mid}:{number}", "edit", now_ms(), mid, text, number=number)


def unsend(mid: str) -> Event:
    return Event(f"unsend:{mid}", "unsend", now_ms(), mid)


def secret(mid: str) -> Event:
    link = Media("image", "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1")
    return Event(f"message:{mid}", "message", now_ms(), mid, "رقمي 0791234567", ("image",), media=(link,))


async def test_the_model_reads_what_was_meant(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    await record(app, inbound(key, message("عندكم أحمر؟", "M")))
    await record(app, inbound(key, edit("M", "عندكم أزرق؟")))
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said("أزرق موجود"))
    await turn(app, TurnDoorbell.of(key))
    assert app.scripted_model.requests[-1][-2] == {"role": "user", "content": "عندكم أزرق؟"}


@pytest.mark.parametrize(
    "order",
    [["message", "edit 1", "edit 2"], ["edit 2", "edit 1", "message"], ["edit 2", "message", "edit 1"]],
)
async def test_the_newest_edit_stands_however_they_come(
    app: StageApp, key: ConversationKey, rows: Rows, order: list[str]
) -> None:
    told = {"message": message("one", "M"), "edit 1": edit("M", "two", 1), "edit 2": edit("M", "three", 2)}
    for name in order:
        await record(app, inbound(key, told[name]))
    (said_once,) = [event["text"] for event in rows.events if event["kind"] == "message"]
    assert said_once == "three"


@pytest.mark.parametrize(
    "order", [("message", "edit", "unsend"), ("unsend", "edit", "message"), ("edit", "unsend", "message")]
)
@pytest.mark.parametrize("at_once", [False, True])
async def test_of_what_was_edited_and_taken_back_nothing_stays_either(
    app: StageApp,
    key: ConversationKey,
    rows: Rows,
    order: tuple[str, ...],
    at_once: bool,  # noqa: FBT001  # the table's
) -> None:
    told = {"message": secret("M"), "edit": edit("M", "رقمي 0791234567 والله"), "unsend": unsend("M")}
    events = [told[name] for name in order]
    for batch in [events] if at_once else [[one] for one in events]:
        await record(app, inbound(key, *batch))
    stored = rows.ask("SELECT to_jsonb(e)::text AS row FROM shop.events e WHERE tenant_id = %(tenant)s")
    assert len(stored) == 3
    assert not any("0791234567" in row["row"] for row in stored)
    assert rows.conversation["last_customer_seq"] == rows.conversation["answered_seq"]


@pytest.mark.parametrize("change", ["edit", "unsend"])
async def test_a_turn_that_was_at_work_answers_what_was_meant(
    app: StageApp, key: ConversationKey, rows: Rows, change: str
) -> None:
    async def changes() -> None:
        app.scripted_model.meanwhile = None
        await record(app, inbound(key, edit("N", "عندكم أزرق؟") if change == "edit" else unsend("N")))

    await record(app, inbound(key, message("مرحبا", "M"), message("عندكم أحمر؟", "N")))
    app.scripted_model.meanwhile = changes
    await answer(app, key, rows, "الأحمر موجود")
    assert rows.parts == []
    await answer(app, key, rows, "تمام")
    assert "أحمر" not in str(app.scripted_model.requests[-1])
    assert [part["text"] for part in rows.parts] == ["تمام"]


async def test_a_stop_that_came_while_a_record_waited_is_not_lost(
    app: StageApp, key: ConversationKey, rows: Rows, admin_url: str
) -> None:
    await record(app, inbound(key, message("مرحبا")))
    with psycopg.connect(admin_url) as other:
        where = [key.tenant, key.account, key.customer]
        lock = "SELECT 1 FROM shop.conversations WHERE (tenant_id, account_id, customer_id) = (%s, %s, %s) FOR UPDATE"
        other.execute(lock, where)
        opt_out = "UPDATE shop.customers SET opted_out_at = now() WHERE (tenant_id, account_id, customer_id) = (%s, %s, %s)"
        other.execute(opt_out, where)
        recording = asyncio.create_task(record(app, inbound(key, message("كيفكم؟"))))
        await asyncio.sleep(0.2)
        assert not recording.done()
    await recording
    assert rows.ask("SELECT 1 FROM shop.customers WHERE tenant_id = %(tenant)s AND opted_out_at IS NOT NULL")
    assert rows.dispositions[-1] == "opted_out"


@pytest.mark.parametrize("taken_back_first", [False, True])
async def test_nothing_stays_of_what_was_taken_back(
    app: StageApp,
    key: ConversationKey,
    rows: Rows,
    taken_back_first: bool,  # noqa: FBT001  # the table's
) -> None:
    events = [secret("M"), unsend("M")]
    for one in reversed(events) if taken_back_first else events:
        await record(app, inbound(key, one))
    (kept,) = [event for event in rows.events if event["kind"] == "message"]
    assert (kept["text"], kept["attachments"], kept["detail"], kept["raw"]) == (None, [], None, None)
    assert kept["disposition"] == "withdrawn"
    stored = rows.ask("SELECT to_jsonb(e)::text AS row FROM shop.events e WHERE tenant_id = %(tenant)s")
    assert not any("0791234567" in row["row"] or "asset_id" in row["row"] for row in stored)
    assert rows.conversation["last_customer_seq"] == rows.conversation["answered_seq"]
    await turn(app, TurnDoorbell.of(key))
    assert app.scripted_model.requests == []


async def test_an_answered_message_that_is_taken_back_leaves_the_thread_the_model_reads(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message("سر", "M")))
    await answer(app, key, rows, "تمام")
    await record(app, inbound(key, unsend("M")))
    assert [event["disposition"] for event in rows.events if event["kind"] == "message"] == ["answered"]
    await record(app, inbound(key, message("وهلأ؟")))
    await answer(app, key, rows, "أهلا")
    assert "سر" not in str(app.scripted_model.requests[-1])


async def answer(app: StageApp, key: ConversationKey, rows: Rows, text: str) -> None:
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said(text))
    await turn(app, TurnDoorbell.of(key))


async def test_what_a_kind_has_besides_is_kept_with_it(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    tapped = Event("postback:P", "postback", now_ms(), "P", payload="PRICES", title="الأسعار؟")
    heart = Event("reaction:M", "reaction", now_ms(), "M", emoji="❤")
    await record(app, inbound(key, tapped, heart))
    first, second = rows.events
    assert (first["kind"], first["text"], first["detail"]) == (
        "postback",
        "الأسعار؟",
        {"payload": "PRICES", "title": "الأسعار؟"},
    )
    assert (second["kind"], second["disposition"], second["detail"]) == (
        "reaction",
        "not_for_us",
        {"emoji": "❤"},
    )


async def test_after_stop_nothing_leaves_and_after_start_answers_come_again(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message("بكم؟")))
    await answer(app, key, rows, "أكيد موجود")
    await record(app, inbound(key, message("توقف")))
    await deliver(app, SendDoorbell.of(key))
    assert (app.scripted_graph.posts, rows.states) == ([], ["cancelled"])
    assert rows.parts[0]["reason"] == "opted_out"
    await record(app, inbound(key, message("ابدأ")))
    await answer(app, key, rows, "أهلا من جديد")
    await deliver(app, SendDoorbell.of(key))
    assert [post.text for post in app.scripted_graph.posts] == ["أهلا من جديد"]


async def test_a_turn_that_was_at_work_when_the_customer_said_stop_sends_nothing(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    async def stops() -> None:
        await record(app, inbound(key, message("stop")))

    await record(app, inbound(key, message("بكم؟")))
    app.scripted_model.meanwhile = stops
    await answer(app, key, rows, "أكيد موجود")
    await deliver(app, SendDoorbell.of(key))
    assert (app.scripted_graph.posts, rows.parts) == ([], [])
    assert set(rows.dispositions) == {"opted_out"}


async def test_the_gate_knows_of_a_stop_whatever_is_queued(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message("بكم؟")))
    await answer(app, key, rows, "أكيد موجود")
    rows.ask("UPDATE shop.customers SET opted_out_at = now() WHERE tenant_id = %(tenant)s")
    await deliver(app, SendDoorbell.of(key))
    assert app.scripted_graph.posts == []
    assert [(part["state"], part["reason"]) for part in rows.parts] == [("cancelled", "opted_out")]


async def test_a_post_that_is_told_again_under_its_newer_name_is_answered_once(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    at = now_ms() - 10_000
    told = [
        Event(f"message:{kind}", "message", at + n, kind, attachments=(kind,))
        for n, kind in enumerate(("share", "ig_post"))
    ]
    for one in told:
        await record(app, inbound(key, one))
    assert [(event["attachments"], event["disposition"]) for event in rows.events] == [
        (["share"], "not_for_us"),
        (["ig_post"], None),
    ]
