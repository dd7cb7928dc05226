"""What each class of error does to a message: a successor, poison with a note, or back to the queue."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from shared.app import App
from shared.consume import consume
from shared.contracts import Body, Event, Inbound, Queue, TurnDoorbell
from shared.errors import ModelUnavailable
from shared.telemetry import traceparent
from tests.support.stages import StageApp

NOW = 1_795_000_000.0
TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"
BELL = TurnDoorbell(account="178", customer="123", tenant=UUID(int=1))
EVENTS = Inbound(account="178", customer="123", events=(Event("message:M", "message", 1, text="hi"),))


def failing(error: BaseException) -> Callable[[App, Body], Awaitable[None]]:
    async def work(_app: App, _body: Body) -> None:
        raise error

    return work


async def run(app: StageApp, body: Body, work: Callable[[App, Body], Awaitable[None]]) -> None:
    await consume(lambda: app, type(body), body.encode(), work, trace=PARENT, clock=lambda: NOW)


@pytest.fixture
def app() -> StageApp:
    return StageApp()


async def test_a_message_that_was_worked_on_is_complete(app: StageApp) -> None:
    seen: list[tuple[Body, str]] = []

    async def work(_app: App, body: Body) -> None:
        seen.append((body, traceparent().split("-")[1]))

    await run(app, BELL, work)
    assert seen == [(BELL, TRACE)]
    assert app.posted_to_bus.sent == []


@pytest.mark.parametrize(
    ("attempt", "after", "delay"), [(0, None, 1), (3, None, 8), (20, None, 300), (0, 45.0, 45), (9, 7.0, 300)]
)
async def test_an_outage_schedules_a_successor_and_completes(
    app: StageApp, attempt: int, after: float | None, delay: float
) -> None:
    body = TurnDoorbell(account="178", customer="123", tenant=UUID(int=1), attempt=attempt, first_at=NOW - 60)
    await run(app, body, failing(ModelUnavailable("busy", after=after)))
    (sent,) = app.posted_to_bus.sent
    successor = TurnDoorbell.decode(sent.body)
    assert (successor.attempt, successor.first_at, successor.tenant) == (attempt + 1, NOW - 60, UUID(int=1))
    assert (sent.queue, sent.session_id) == (Queue.TURNS, "178:123")
    assert sent.due == datetime.fromtimestamp(NOW, UTC) + timedelta(seconds=delay)
    assert sent.traceparent.split("-")[1] == TRACE
    assert sent.traceparent != PARENT


async def test_the_first_failure_starts_the_clock(app: StageApp) -> None:
    await run(app, BELL, failing(ModelUnavailable("busy")))
    assert TurnDoorbell.decode(app.posted_to_bus.sent[0].body).first_at == NOW


async def test_successors_of_events_have_ids_that_the_queue_does_not_swallow(app: StageApp) -> None:
    await run(app, EVENTS, failing(ModelUnavailable("busy")))
    first = app.posted_to_bus.take()[0]
    await run(app, Inbound.decode(first.body), failing(ModelUnavailable("busy")))
    second = app.posted_to_bus.take()[0]
    assert (first.message_id, second.message_id) == (f"{EVENTS.message_id()}~1", f"{EVENTS.message_id()}~2")
    assert Inbound.decode(second.body).events == EVENTS.events


async def test_a_message_delivered_again_after_its_successor_was_scheduled_has_the_same_successor(
    app: StageApp,
) -> None:
    await run(app, EVENTS, failing(ModelUnavailable("busy")))
    await run(app, EVENTS, failing(ModelUnavailable("busy")))
    one, other = app.posted_to_bus.take()
    assert one.message_id == other.message_id


async def test_a_cancelled_invocation_ends_in_an_ordinary_error(app: StageApp) -> None:
    """The worker never answers for a CancelledError, and the host would wait for minutes."""
    with pytest.raises(RuntimeError, match="cancelled"):
        await run(app, BELL, failing(asyncio.CancelledError()))


@pytest.mark.parametrize(("waited", "age"), [(29.0, None), (31.0, 31), (180.4, 180)])
async def test_a_message_that_has_waited_is_told_with_its_age(
    app: StageApp, caplog: pytest.LogCaptureFixture, waited: float, age: int | None
) -> None:
    async def work(_app: App, _body: Body) -> None:
        pass

    caplog.set_level("INFO")
    due = datetime.fromtimestamp(NOW - waited, UTC)
    # The host tells it in UTC and without a zone; a zone of its own must not shift it either.
    for told in (due.replace(tzinfo=None), due.astimezone(timezone(timedelta(hours=3)))):
        await consume(lambda: app, TurnDoorbell, BELL.encode(), work, due=told, clock=lambda: NOW)
    lines = [json.loads(record.message) for record in caplog.records]
    late = [(line["queue"], line["age"]) for line in lines if line["event"] == "message.late"]
    assert late == ([] if age is None else [("turns", age)] * 2)
