"""Locks that run out, brokers that go away, hosts that stop: a message is handled again rather than lost."""

import asyncio
from collections.abc import AsyncIterator

import azure.functions as func
import httpx
import pytest
from azure.servicebus import ServiceBusMessage

from local.host.servicebus import Backoff
from tests.support.host import Bus, QueueApp, StartQueues, eventually, on_session

LOCK_SECONDS = 1.0


@pytest.fixture
async def short_locks() -> AsyncIterator[Bus]:
    async with Bus(lockDuration=LOCK_SECONDS) as bus:
        yield bus


@pytest.mark.parametrize("queue", ["sessions", "plain"])
async def test_a_lock_is_renewed_while_its_message_is_handled(
    short_locks: Bus, start_queues: StartQueues, queue: str
) -> None:
    queues = await start_queues(short_locks)
    gate = queues.gate()
    await short_locks.send(queue, on_session("s", b"long work"))
    await queues.next()
    began = short_locks.broker.clock()
    await eventually(
        lambda: short_locks.broker.clock() > began + 1.5 * LOCK_SECONDS, "the first lock has run out"
    )
    gate.set()
    await short_locks.emptied(queue)
    assert queues.app.seen.empty()


@pytest.mark.parametrize("queue", ["sessions", "plain"])
async def test_a_lock_is_not_renewed_beyond_what_host_json_allows(
    short_locks: Bus, start_queues: StartQueues, caplog: pytest.LogCaptureFixture, queue: str
) -> None:
    queues = await start_queues(short_locks, maxAutoLockRenewalDuration="00:00:00")
    gate = queues.gate()
    await short_locks.send(queue, on_session("s"))
    assert (await queues.next()).delivery_count == 1
    assert (await queues.next()).delivery_count == 2  # while the first is still being handled
    gate.set()
    await short_locks.emptied(queue)
    assert "lock-lost" in caplog.text


async def test_while_the_broker_is_away_http_answers_and_afterwards_messages_come(queues: QueueApp) -> None:
    await queues.bus.send("sessions", on_session("s", b"before"))
    await queues.next()
    await queues.bus.emptied("sessions")
    await queues.bus.go()
    async with httpx.AsyncClient(base_url=queues.host.url) as client:
        assert (await client.get("/alive")).text == "alive"
    await queues.bus.come()
    await queues.bus.send("sessions", on_session("s", b"after"))
    assert (await queues.next()).get_body() == b"after"
    await queues.bus.emptied("sessions")


async def test_a_host_may_start_before_its_broker(bus: Bus, start_queues: StartQueues) -> None:
    await bus.go()
    queues = await start_queues(bus)
    await bus.come()
    await bus.send("plain", ServiceBusMessage(b"x"))
    assert (await queues.next()).get_body() == b"x"
    await bus.emptied("plain")


async def test_a_handler_caught_by_an_outage_runs_to_its_end_and_its_message_comes_again(
    queues: QueueApp,
) -> None:
    gate = queues.gate()
    await queues.bus.send("sessions", on_session("s"))
    await queues.next()
    await queues.bus.go()
    gate.set()
    await queues.bus.come()
    again = await queues.next()
    assert again.session_id == "s"
    await queues.bus.emptied("sessions")


async def test_a_queue_that_does_not_exist_costs_its_own_function_only(
    bus: Bus, start_queues: StartQueues, caplog: pytest.LogCaptureFixture
) -> None:
    queues = await start_queues(bus, sessions="nowhere")
    await bus.send("plain", ServiceBusMessage(b"x"))
    await queues.next()
    await bus.emptied("plain")
    await eventually(
        lambda: "'by_session' cannot receive: amqp:not-found" in caplog.text, "the refusal is logged"
    )


async def test_stopping_lets_a_running_message_be_completed(bus: Bus, start_queues: StartQueues) -> None:
    queues = await start_queues(bus)
    gate = queues.gate()
    await bus.send("sessions", on_session("s", b"running"), on_session("s", b"next"))
    await bus.send("plain", ServiceBusMessage(b"running"))
    await queues.next()
    await queues.next()
    stopping = asyncio.create_task(queues.host.stop())
    await asyncio.sleep(0)
    gate.set()
    assert await stopping
    assert bus.broker.messages("plain") == []
    (left,) = bus.broker.messages("sessions")
    assert (left.body, left.delivery_count) == (b"next", 0)
    queues = await start_queues(bus)
    assert (await queues.next()).get_body() == b"next"
    await bus.emptied("sessions")


async def test_stopping_cuts_off_what_outlasts_the_bound_and_gives_it_back(
    bus: Bus, start_queues: StartQueues
) -> None:
    queues = await start_queues(bus, drain_bound=0.01)
    queues.gate()
    await bus.send("sessions", on_session("s"))
    await queues.next()
    assert not await queues.host.stop()
    (left,) = bus.broker.messages("sessions")
    assert left.delivery_count == 1
    queues = await start_queues(bus)
    assert (await queues.next()).delivery_count == 2
    await bus.emptied("sessions")


async def test_an_escaped_cancelled_error_holds_its_message_until_function_timeout(
    bus: Bus, start_queues: StartQueues, caplog: pytest.LogCaptureFixture
) -> None:
    queues = await start_queues(bus, function_timeout="00:00:00.5")

    async def escape(message: func.ServiceBusMessage) -> None:
        if message.delivery_count == 1:
            raise asyncio.CancelledError

    queues.behave(escape)
    await bus.send("sessions", on_session("s"))
    await queues.next()
    await eventually(
        lambda: "asyncio.CancelledError escaped from 'by_session'" in caplog.text, "it is logged at once"
    )
    assert (await queues.next()).delivery_count == 2
    await bus.emptied("sessions")


@pytest.mark.parametrize(
    ("jitter", "pauses"),
    [(1.0, [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]), (0.0, [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2.5, 2.5])],
)
async def test_pauses_grow_to_a_bound_and_are_spread(jitter: float, pauses: list[float]) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    backoff = Backoff(sleep, lambda: jitter)
    for failures in range(8):
        await backoff.pause(failures)
    assert slept == pauses
