"""Where a queue trigger meets the host: what each class of error does to the message.

An outage is not poison: on Retryable a successor is scheduled and the message completes. Only when that fails too is
the error raised, so that the host abandons. Before poison is raised, its class, stage and one sentence are kept by
message key, because a Python trigger cannot give a dead-letter reason. What is raised is always an error of ours,
without its cause: the platform logs it with everything that it drags along.
"""

import hashlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from shared.app import App
from shared.contracts import Body, Inbound, Queue
from shared.errors import AgentError, GaveUp, Retryable
from shared.faults import raised_in, sentence_of, told
from shared.retry import GIVE_UP_AFTER, successor_delay
from shared.rim import invocation
from shared.telemetry import event

B = TypeVar("B", bound=Body)

#: Seconds after it was due from which a message counts as late.
LATE = 30.0


async def consume(
    find_app: Callable[[], App],
    contract: type[B],
    message: bytes,
    work: Callable[[App, B], Awaitable[None]],
    *,
    trace: str | None = None,
    due: datetime | None = None,
    clock: Callable[[], float] = time.time,
) -> None:
    """Run one stage on one message. Returning completes the message, raising abandons it.

    `due` is when the bus had it ready, as the host tells: in UTC, but without a zone. The app is found inside, for it may not be: a missing setting is told like any other fault.
    """
    with invocation(trace):
        _tell_late(contract.queue, due, clock())
        try:
            await _run(find_app(), contract.decode(message), work, clock)
        except Retryable as error:
            # The bus is away as well: no successor could be scheduled, so the host abandons and the message comes again.
            event("message.abandoned", queue=contract.queue, error=type(error).__name__, sentence=str(error))
            raise error from None
        except Exception as error:  # noqa: BLE001  # the trigger's rim: whatever it is, note it, then let the host abandon
            await _note_poison(find_app, contract.queue, message, error)
            raise told(error, contract.queue) from None


def _tell_late(queue: Queue, due: datetime | None, now: float) -> None:
    """How long the oldest messages wait is known to nobody else: the bus counts them and does not tell their age."""
    age = now - (due.replace(tzinfo=due.tzinfo or UTC).timestamp() if due else now)
    if age >= LATE:
        event("message.late", queue=queue, age=round(age))


async def _run(
    app: App, body: B, work: Callable[[App, B], Awaitable[None]], clock: Callable[[], float]
) -> None:
    try:
        await work(app, body)
    except Retryable as error:
        await _schedule_successor(app, body, error, clock())


async def _schedule_successor(app: App, body: Body, error: Retryable, now: float) -> None:
    first_at = body.first_at or now
    if now - first_at > GIVE_UP_AFTER:
        raise GaveUp(f"for a day: {error}") from error
    successor = replace(body, attempt=body.attempt + 1, first_at=first_at)
    delay = successor_delay(body.attempt, after=error.after)
    message_id = successor.message_id() if isinstance(successor, Inbound) else None
    await app.bus.send(
        successor.outgoing(
            message_id=message_id, due=datetime.fromtimestamp(now, UTC) + timedelta(seconds=delay)
        )
    )
    event(
        "successor.scheduled",
        queue=body.queue,
        error=type(error).__name__,
        sentence=str(error),
        attempt=successor.attempt,
        delay=delay,
    )


async def _note_poison(find_app: Callable[[], App], queue: Queue, message: bytes, error: Exception) -> None:
    key = hashlib.sha256(message).hexdigest()
    sentence = sentence_of(error)
    event(
        "message.poison",
        level=logging.ERROR,
        queue=queue,
        key=key,
        error=type(error).__name__,
        sentence=sentence,
        where=raised_in(error),
    )
    try:
        async with find_app().database.crossing() as tx:
            await tx.queue(
                b"SELECT shop.note_poison(%(key)s, %(stage)s, %(error)s, %(sentence)s)",
                {"key": key, "stage": queue.value, "error": type(error).__name__, "sentence": sentence},
            )
    except AgentError:
        event("message.poison_not_noted", level=logging.ERROR, queue=queue, key=key)
