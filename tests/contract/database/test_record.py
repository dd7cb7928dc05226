"""Events become rows, once each, and the answer is rung for; on a real PostgreSQL."""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta

import pytest

from process.arrivals import ECHO_HOLD
from process.record import record
from process.turn import turn
from send.deliver import deliver
from shared.contracts import Comment, Event, Inbound, Queue, SendDoorbell, TurnDoorbell
from shared.errors import BusUnavailable
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound, message, now_ms
from tests.support.stages import StageApp, said

QUIET = timedelta(seconds=1.5)


async def test_a_message_is_stored_and_its_turn_rung_for_when_the_customer_will_be_quiet(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    before = datetime.now(UTC)
    await record(app, inbound(key, message("مرحبا", "M")))
    (event,), c = rows.events, rows.conversation
    assert (event["seq"], event["author"], event["text"], event["mid"], event["disposition"]) == (1, "customer", "مرحبا", "M", None)  # fmt: skip
    assert c["due_at"] - c["first_unanswered_at"] == QUIET
    assert c["first_unanswered_at"] == event["recorded_at"]  # one clock: the database's
    (bell,) = app.posted_to_bus.take()
    assert (bell.queue, TurnDoorbell.decode(bell.body).key) == (Queue.TURNS, key)
    assert bell.due is not None
    assert before <= bell.due <= datetime.now(UTC) + QUIET


async def test_a_key_seen_before_writes_nothing_but_rings_while_an_answer_is_owed(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    told = inbound(key, message())
    await record(app, told)
    rows.arrange(rings="3", next_ring_at="now()")
    before = (rows.conversation, rows.events)
    app.posted_to_bus.take()
    await record(app, told)
    assert (rows.conversation, rows.events) == before
    assert app.posted_to_bus.queues() == [Queue.TURNS]


async def test_a_key_outlives_its_event(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    """What retention or the customer has deleted must not come back with Meta's next delivery."""
    told = inbound(key, message("امسحي هاد", "M"))
    await record(app, told)
    rows.ask("DELETE FROM shop.events WHERE tenant_id = %(tenant)s")
    await record(app, told)
    assert rows.events == []


async def test_a_key_that_the_release_before_has_written_is_known(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    told = inbound(key, message())
    await record(app, told)
    rows.ask("DELETE FROM shop.event_keys WHERE tenant_id = %(tenant)s")
    await record(app, told)
    assert len(rows.events) == 1


async def test_a_customer_is_known_from_the_first_message_on(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message()))
    first = rows.ask("SELECT customer_id, first_seen_at FROM shop.customers WHERE tenant_id = %(tenant)s")
    await record(app, inbound(key, message()))
    assert (
        rows.ask("SELECT customer_id, first_seen_at FROM shop.customers WHERE tenant_id = %(tenant)s")
        == first
    )
    assert [row["customer_id"] for row in first] == [key.customer]


async def test_a_new_event_makes_the_sweeper_patient_no_longer(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message()))
    rows.arrange(rings="8", next_ring_at="now() + interval '1 hour'")
    await record(app, inbound(key, message()))
    assert (rows.conversation["rings"], rows.conversation["next_ring_at"]) == (0, None)


async def test_once_answered_a_key_seen_before_rings_for_nothing(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    told = inbound(key, message())
    await record(app, told)
    await answered(app, key, rows)
    app.posted_to_bus.take()
    await record(app, told)
    assert app.posted_to_bus.queues() == []


async def answered(app: StageApp, key: ConversationKey, rows: Rows, text: str = "أهلا") -> None:
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said(text))
    await turn(app, TurnDoorbell.of(key))


async def test_the_same_delivery_eight_times_at_once_is_stored_once(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    told = inbound(key, message(), message())
    await asyncio.gather(*(record(app, told) for _ in range(8)))
    assert [event["seq"] for event in rows.events] == [1, 2]


async def test_many_deliveries_at_once_are_numbered_without_gap_or_repeat(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await asyncio.gather(*(record(app, inbound(key, message(str(n)), message(str(n)))) for n in range(10)))
    assert [event["seq"] for event in rows.events] == list(range(1, 21))
    c = rows.conversation
    assert (c["last_seq"], c["last_customer_seq"]) == (20, 20)


async def test_a_delivery_that_brings_old_and_new_keeps_the_new(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    old, new = message("1"), message("2")
    await record(app, inbound(key, old))
    await record(app, inbound(key, old, new, new))
    assert [event["text"] for event in rows.events] == ["1", "2"]


async def test_when_the_bell_cannot_be_rung_the_event_is_stored_and_its_next_delivery_rings(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    told = inbound(key, message())
    app.posted_to_bus.down = True
    with pytest.raises(BusUnavailable):
        await record(app, told)
    assert len(rows.events) == 1
    app.posted_to_bus.down = False
    await record(app, told)
    assert app.posted_to_bus.queues() == [Queue.TURNS]


async def test_what_nobody_has_connected_is_kept_and_rings_for_nothing(app: StageApp, rows: Rows) -> None:
    event = message("hi")
    stranger = Inbound(account="4242", customer="1", events=(event,))
    await record(app, stranger)
    await record(app, stranger)
    kept = rows.ask("SELECT * FROM shop.unrouted_events WHERE event_key = %(key)s", key=event.key)
    assert [(row["account_id"], row["customer_id"]) for row in kept] == [("4242", "1")]
    assert app.posted_to_bus.sent == []


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(Event("unknown:1", "unknown", now_ms(), raw='{"x":"' + "ب\\u0000" * 20_000 + '"}'), id="a large unknown item"),
        pytest.param(Event("message:long", "message", now_ms(), secrets.token_hex(256), "x" * 32_000), id="the longest mid and text"),
        pytest.param(Event("message:wide", "message", now_ms(), "".join(chr(0x10000 + secrets.randbelow(0xFFFF)) for _ in range(512)), "x"), id="a mid of four-byte characters"),
        pytest.param(Event("message:none", "message", now_ms(), "M", None, ("image", "a'b\"c{},\\", "")), id="odd attachments"),
        pytest.param(Event("message:old", "message", 0, "M", "x"), id="from 1970"),
        pytest.param(Event("message:new", "message", 253_402_300_799_999, "M", "x"), id="from the year 9999"),
    ],
)  # fmt: skip
async def test_whatever_the_parser_lets_through_the_database_takes(
    app: StageApp, key: ConversationKey, rows: Rows, event: Event
) -> None:
    await record(app, inbound(key, event))
    (stored,) = rows.events
    assert (stored["text"], stored["raw"], tuple(stored["attachments"])) == (event.text, event.raw, event.attachments)  # fmt: skip


async def test_a_comment_is_kept_with_where_it_stands_and_asks_for_nothing(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    told = Event("comment:18", "comment", now_ms(), text="قديش؟", comment=Comment("18", media="17"))
    await record(app, inbound(key, told))
    (stored,) = rows.events
    assert (stored["kind"], stored["text"], stored["disposition"]) == ("comment", "قديش؟", "not_for_us")
    assert stored["detail"] == {"comment": {"id": "18", "media": "17"}}
    assert app.posted_to_bus.sent == []


async def posted_part(app: StageApp, key: ConversationKey, rows: Rows, text: str = "سعره حلو") -> str:
    """A part whose post is under way; its stamp."""
    await record(app, inbound(key, message()))
    await answered(app, key, rows, text)
    rows.arrange_parts(
        state="'sending'", attempt_id="gen_random_uuid()", lease_until="now() + interval '45 seconds'"
    )
    app.posted_to_bus.take()
    return str(rows.parts[0]["attempt_id"])


@pytest.mark.parametrize("by", ["stamp", "words"])
async def test_an_echo_of_ours_marks_its_part_sent_and_rings_for_the_next(
    app: StageApp, key: ConversationKey, rows: Rows, by: str
) -> None:
    stamp = await posted_part(app, key, rows)
    copy = echo("other", "E", metadata=stamp) if by == "stamp" else echo(" سعره  حلو", "E")
    await record(app, inbound(key, copy))
    (part,) = rows.parts
    assert (part["state"], part["mid"], part["lease_until"]) == ("sent", "E", None)
    assert part["sent_at"] is not None
    assert rows.dispositions[-1] == "own_echo"
    assert rows.conversation["paused_until"] is None
    assert app.posted_to_bus.queues() == [Queue.OUTBOUND]


async def test_the_owner_typing_stops_what_is_queued_and_takes_what_waits(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message("1")))
    await answered(app, key, rows)
    await record(app, inbound(key, message("2"), message("3")))
    app.posted_to_bus.take()
    await record(app, inbound(key, echo("أنا صاحبة المحل")))
    assert rows.dispositions == ["answered", "left_to_owner", "left_to_owner", "from_owner"]
    assert [(part["state"], part["reason"]) for part in rows.parts] == [("cancelled", "owner_took_over")]
    c = rows.conversation
    assert (c["answered_seq"], c["last_customer_seq"], c["due_at"]) == (3, 3, None)
    assert c["paused_until"] - rows.events[-1]["at"] == timedelta(hours=2)
    assert app.posted_to_bus.queues() == []


async def test_an_undecidable_echo_shuts_the_gate_and_is_looked_at_again(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await posted_part(app, key, rows)
    await record(app, inbound(key, echo(None, "E")))
    (bell,) = app.posted_to_bus.take()
    assert bell.queue is Queue.TURNS
    assert bell.due is not None
    assert timedelta(0) < bell.due - datetime.now(UTC) <= ECHO_HOLD
    rows.arrange_parts(state="'queued'", lease_until="NULL")
    await deliver(app, SendDoorbell.of(key))
    assert app.scripted_graph.posts == []
    assert app.posted_to_bus.queues() == [Queue.OUTBOUND]


async def test_a_second_look_too_early_rings_again(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    await posted_part(app, key, rows)
    await record(app, inbound(key, echo(None, "E")))
    app.posted_to_bus.take()
    await turn(app, TurnDoorbell.of(key))
    assert Queue.TURNS in app.posted_to_bus.queues()
    assert rows.conversation["echo_hold_mid"] == "E"


@pytest.mark.parametrize(("mid", "ours"), [("E", True), ("another", False)])
async def test_the_second_look_decides_by_the_mid_that_the_post_came_back_with(
    app: StageApp,
    key: ConversationKey,
    rows: Rows,
    mid: str,
    ours: bool,  # noqa: FBT001  # the table's
) -> None:
    await posted_part(app, key, rows)
    await record(app, inbound(key, echo(None, "E")))
    rows.arrange_parts(state="'sent'", mid=f"'{mid}'", lease_until="NULL")
    rows.arrange(echo_hold_until="now()")
    app.posted_to_bus.take()
    await turn(app, TurnDoorbell.of(key))
    c = rows.conversation
    assert (c["echo_hold_mid"], c["echo_hold_until"]) == (None, None)
    assert (c["paused_until"] is None) is ours
    last = rows.events[-1]
    assert (last["author"], last["disposition"]) == (
        ("nobody", "not_for_us") if ours else ("owner", "from_owner")
    )
    assert Queue.OUTBOUND in app.posted_to_bus.queues()
