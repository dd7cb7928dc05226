"""Queue functions over the wire: the real SDK sends, the stand-in delivers, the host runs and settles."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import azure.functions as func
import httpx
import pytest
from azure.servicebus import ServiceBusMessage

from tests.support.host import Bus, QueueApp, StartQueues, eventually, on_session


async def test_a_message_arrives_with_what_its_sender_set(queues: QueueApp) -> None:
    properties: dict[Any, Any] = {  # the SDK takes a date, its annotation does not know
        "traceparent": "00-1-2-01",
        "attempt": 3,
        "at": datetime(2026, 11, 23, tzinfo=UTC),
    }
    sent = ServiceBusMessage(
        b"\xff\x00\xfe",
        session_id="s",
        message_id="m-1",
        correlation_id="c",
        subject="subject",
        content_type="application/json",
        to="to",
        reply_to="reply",
        reply_to_session_id="reply-session",
        application_properties=properties,
    )
    await queues.bus.send("sessions", sent)
    message = await queues.next()
    assert message.get_body() == b"\xff\x00\xfe"
    assert (message.message_id, message.session_id, message.correlation_id) == ("m-1", "s", "c")
    assert (message.subject, message.label, message.content_type) == (
        "subject",
        "subject",
        "application/json",
    )
    assert (message.to, message.reply_to, message.reply_to_session_id) == ("to", "reply", "reply-session")
    assert message.application_properties == {
        "traceparent": "00-1-2-01",
        "attempt": 3,
        "at": "2026-11-23T00:00:00Z",
    }
    assert message.delivery_count == 1
    assert message.enqueued_time_utc is not None
    assert message.enqueued_time_utc.tzinfo is None
    await queues.bus.emptied("sessions")


async def test_a_body_can_lie_about_its_message_unless_the_trigger_is_binary(queues: QueueApp) -> None:
    body = b'{"messageId": "a lie", "correlationId": "another"}'
    await queues.bus.send("text", ServiceBusMessage(body, message_id="truth"))
    assert (await queues.next()).message_id == "a lie"
    await queues.bus.send("plain", ServiceBusMessage(body, message_id="truth"))
    message = await queues.next()
    assert (message.message_id, message.correlation_id) == ("truth", None)
    await queues.bus.emptied("text")
    await queues.bus.emptied("plain")


async def test_a_text_trigger_damages_what_is_not_text(queues: QueueApp) -> None:
    await queues.bus.send("text", ServiceBusMessage(b"\xff\xfeA"))
    assert (await queues.next()).get_body() == "\ufffd\ufffdA".encode()
    await queues.bus.emptied("text")


async def test_a_message_that_cannot_be_decoded_never_reaches_its_function(queues: QueueApp) -> None:
    await queues.bus.send("text", ServiceBusMessage(b'{"UserProperties": "x"}'))
    await eventually(lambda: queues.bus.broker.messages("text", dead_letter=True), "it is dead-lettered")
    assert queues.app.seen.empty()


async def test_messages_of_one_session_run_in_order_and_never_side_by_side(queues: QueueApp) -> None:
    running: list[bytes] = []
    most = 0

    async def handle(message: func.ServiceBusMessage) -> None:
        nonlocal most
        running.append(message.get_body())
        most = max(most, len(running))
        await asyncio.sleep(0)
        running.remove(message.get_body())

    queues.behave(handle)
    bodies = [b"%d" % number for number in range(20)]
    await queues.bus.send("sessions", *(on_session("s", body) for body in bodies))
    assert [(await queues.next()).get_body() for _ in bodies] == bodies
    assert most == 1
    await queues.bus.emptied("sessions")


async def test_different_sessions_run_side_by_side(queues: QueueApp) -> None:
    gate = queues.gate()
    await queues.bus.send("sessions", *(on_session(f"s{number}") for number in range(40)))
    sessions = {(await queues.next()).session_id for _ in range(40)}  # all are held at the gate
    assert sessions == {f"s{number}" for number in range(40)}
    gate.set()
    await queues.bus.emptied("sessions")


async def test_a_failed_message_comes_again_before_its_successor(queues: QueueApp) -> None:
    async def fail_once(message: func.ServiceBusMessage) -> None:
        if message.get_body() == b"first" and message.delivery_count == 1:
            raise ValueError("not yet")

    queues.behave(fail_once)
    await queues.bus.send("sessions", on_session("s", b"first"), on_session("s", b"second"))
    got = [await queues.next() for _ in range(3)]
    assert [(message.get_body(), message.delivery_count) for message in got] == [
        (b"first", 1),
        (b"first", 2),
        (b"second", 1),
    ]
    await queues.bus.emptied("sessions")


async def test_a_poisonous_message_is_dead_lettered_and_frees_its_session(queues: QueueApp) -> None:
    async def fail(message: func.ServiceBusMessage) -> None:
        if message.get_body() == b"poison":
            raise ValueError("never")

    queues.behave(fail)
    await queues.bus.send("sessions", on_session("s", b"poison"), on_session("s", b"next"))
    assert [(await queues.next()).get_body() for _ in range(4)] == [b"poison"] * 3 + [b"next"]
    await queues.bus.emptied("sessions")
    dead = queues.bus.broker.messages("sessions", dead_letter=True)
    assert [message.body for message in dead] == [b"poison"]


async def test_a_returned_value_fails_the_message_after_its_work_is_done(
    queues: QueueApp, caplog: pytest.LogCaptureFixture
) -> None:
    async def answer(message: func.ServiceBusMessage) -> object:
        return "done" if message.delivery_count == 1 else None

    queues.behave(answer)
    await queues.bus.send("plain", ServiceBusMessage(b"x"))
    assert [(await queues.next()).delivery_count for _ in range(2)] == [1, 2]
    await queues.bus.emptied("plain")
    assert "without a $return binding returned a non-None value" in caplog.text


async def test_no_more_plain_messages_run_at_a_time_than_host_json_allows(queues: QueueApp) -> None:
    gate = queues.gate()
    await queues.bus.send("plain", *(ServiceBusMessage(b"%d" % number) for number in range(5)))
    await queues.next()
    await queues.next()
    await eventually(lambda: queues.bus.broker.count("plain").locked == 2, "two are with the host")
    assert queues.app.seen.empty()
    gate.set()
    for _ in range(3):
        await queues.next()
    await queues.bus.emptied("plain")


async def test_no_more_sessions_run_at_a_time_than_host_json_allows(
    bus: Bus, start_queues: StartQueues
) -> None:
    queues = await start_queues(bus, maxConcurrentSessions=2)
    gate = queues.gate()
    await bus.send("sessions", *(on_session(session) for session in "abc"))
    assert {(await queues.next()).session_id for _ in range(2)} == {"a", "b"}
    assert bus.broker.count("sessions").locked == 2
    gate.set()
    assert (await queues.next()).session_id == "c"
    await bus.emptied("sessions")


async def test_an_idle_host_waits_for_few_sessions_however_many_it_may_have(queues: QueueApp) -> None:
    queue = queues.bus.broker.find("sessions")
    assert queue
    assert queue.sessions
    waiting = queue.sessions._waiting
    await eventually(lambda: len(waiting) == 4, "the host asks for four sessions")
    await queues.bus.send("text", ServiceBusMessage(b"x"))  # and for no fifth while other work is done
    await queues.next()
    await queues.bus.emptied("text")
    assert len(waiting) == 4


async def test_a_session_that_stays_empty_is_given_back(bus: Bus, start_queues: StartQueues) -> None:
    queues = await start_queues(bus, maxConcurrentSessions=1, sessionIdleTimeout="00:00:00.01")
    await bus.send("sessions", on_session("a"))
    assert (await queues.next()).session_id == "a"
    await bus.send("sessions", on_session("b"))
    assert (await queues.next()).session_id == "b"
    await bus.emptied("sessions")


async def test_an_admin_runs_a_queue_function_on_a_body_without_a_queue(queues: QueueApp) -> None:
    async with httpx.AsyncClient(base_url=queues.host.url) as client:
        response = await client.post("/admin/functions/by_session", json={"input": '{"turn": 1}'})
    assert response.status_code == 202
    message = await queues.next()
    assert message.get_body() == b'{"turn": 1}'
    assert message.metadata
    assert "MessageId" not in message.metadata
