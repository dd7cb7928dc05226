"""The queue `turns`: one reply to everything a customer has said since the last one.

The turn takes a number and a mark M, works without any lock, and commits only if nobody else settled those messages
meanwhile: a crash, a duplicate doorbell or the owner's own message make it a discarded turn, never a second reply.
Messages that arrive during the model call lie above M and belong to the next turn.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from process.commit import became, commit
from process.notes import take_notes
from process.record import second_look
from process.started import Started, take
from process.think import think
from process.throttle import floods
from process.waiting import remind_owner
from shared import person_wanted
from shared.app import App
from shared.contracts import SendDoorbell, TurnDoorbell
from shared.database import Row, named_queries
from shared.errors import Retryable
from shared.person_wanted import Reason
from shared.telemetry import adopt, event
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))


async def turn(app: App, doorbell: TurnDoorbell) -> None:
    key = doorbell.key
    started = await take(app, key)
    if not isinstance(started, Started):
        await _nothing_to_answer(app, key, started)
        return
    adopt(started.traceparent)
    async with nullcontext() if floods(started.pace) else _typing_shown(app, key):
        conversed = await think(app, started)
        due = started.notes_due if conversed.rounds else None
        aside = due.worst_case(app.settings.chat_models) if due else Decimal(0)
        won = await commit(app, started, conversed, aside)
    event(
        "turn.committed" if won else "turn.discarded",
        **key.names,
        turn=started.turn_no,
        outcome=became(conversed)[0],
        reason=conversed.reason,
        rounds=conversed.rounds,
        prompt_tokens=conversed.prompt_tokens,
        completion_tokens=conversed.completion_tokens,
        money=float(conversed.money),
    )
    if won and conversed.text is None:
        event(
            "turn.failed",
            level=logging.ERROR,
            **key.names,
            turn=started.turn_no,
            reason=conversed.reason,
            sentence=conversed.sentence,
        )
    await app.bus.send(SendDoorbell.of(key).outgoing() if won else TurnDoorbell.of(key).outgoing())
    if due:
        await take_notes(app, key, turn_no=started.turn_no, due=due, set_aside=aside, won=won)


async def _nothing_to_answer(app: App, key: ConversationKey, state: Row | None) -> None:
    """A doorbell too many, too early, or for something else than an answer."""
    if state is None:
        return
    if state["held"]:
        await second_look(app, key)  # which rings for whatever is left to do
        return
    if state["remind_in"] is not None and state["remind_in"] <= 0:
        await remind_owner(app, key)
    if state["unsent"]:
        # The process may have died between the commit and its ring.
        await app.bus.send(SendDoorbell.of(key).outgoing())
    if not state["unanswered"]:
        return
    if state["paused"]:
        await _settle_unanswered(app, key, disposition="left_to_owner", reason=None)
    elif state["account_may_return"]:
        return  # the next login wakes what waits, or the sweeper finds it when it is too late
    elif not state["account_active"]:
        await _settle_unanswered(app, key, disposition="failed", reason=Reason.ACCOUNT_STOPPED)
    else:
        due = datetime.now(UTC) + timedelta(seconds=max(state["due_in"] or 0.0, 0.0))
        await app.bus.send(TurnDoorbell.of(key).outgoing(due=due))


async def _settle_unanswered(
    app: App, key: ConversationKey, *, disposition: str, reason: Reason | None
) -> None:
    async with app.database.tenant(key.tenant) as tx:
        await tx.queue(SQL["lock"], key.params)
        await tx.queue(SQL["settle_unanswered"], {**key.params, "disposition": disposition, "reason": reason})
        told = await person_wanted.tell(tx, key) if reason is not None else None
    if told is not None:
        await person_wanted.log(told, key)


@asynccontextmanager
async def _typing_shown(app: App, key: ConversationKey) -> AsyncIterator[None]:
    """A bell lets the send stage show typing dots while the model thinks. A courtesy: the commit never waits for it."""

    async def ring() -> None:
        with suppress(Retryable):
            await app.bus.send(SendDoorbell.of(key).outgoing())

    bell = asyncio.create_task(ring())
    try:
        yield
    finally:
        await bell
