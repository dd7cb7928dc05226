"""The queue `turns`: one reply to everything a customer has said since the last one.

The turn takes a number and a mark M, works without any lock, and commits only if nobody else settled those messages
meanwhile: a crash, a duplicate doorbell or the owner's own message make it a discarded turn, never a second reply.
Messages that arrive during the model call lie above M and belong to the next turn.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from process import missed, notes, throttle
from process.answering import When, when_people_answer
from process.budget import log_low, reserve, tell_low, worst_case
from process.draft import HandOver
from process.history import MOST_LINES, Line, as_messages, readable, window
from process.loop import Conversed, converse
from process.notes import Due, Notes, notes_due, take_notes
from process.outgoing import Wording, outgoing
from process.prompt import system_prompt
from process.record import second_look
from process.register import customers_register, instruction
from process.sent import Sent, sent_with
from process.set_answers import only_unheard, thanks, wants_person
from process.summary import summary_of
from process.throttle import floods, is_throttled, throttled
from process.tools import Shop
from process.voice import listen
from process.waiting import remind_owner
from process.wording import said
from shared import person_wanted
from shared.app import App
from shared.contracts import Media, SendDoorbell, TurnDoorbell
from shared.database import Row, named_queries
from shared.errors import ContentFiltered, Misconfigured, Permanent, Retryable
from shared.language.register import Register
from shared.person_wanted import Reason, reason_of
from shared.reply.model import Text
from shared.retry import successor_delay
from shared.telemetry import adopt, event, traceparent
from shared.tenants import ConversationKey
from shared.windows import REPLY

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Counted before the first model call, so that a turn that kills its process is counted too.
MOST_ATTEMPTS = 3
NOT_HEARD = HandOver(
    Reason.NOT_HEARD, "The customer sent a voice note that the assistant could not listen to."
)


@dataclass(frozen=True, slots=True)
class Started:
    """A turn that has its number."""

    key: ConversationKey
    turn_no: int
    attempt: int
    start: int  #: answered up to here when it started
    mark: int  #: what it answers: everything above start, up to here
    started_at: datetime
    shop: Row
    notes: Notes
    lines: list[Line]  #: behind the notes
    waiting: list[Line]  #: those that this turn answers
    pace: Row | None  #: of the customer's messages: throttle.py
    traceparent: str | None  #: of the newest of them; a row of an earlier release has none

    @property
    def people_answer(self) -> When:
        return when_people_answer(self.shop["opening_hours"], self.shop["time_zone"], self.started_at)

    @property
    def asked(self) -> list[str]:
        return [readable(line) for line in self.waiting]

    @property
    def register(self) -> Register:
        return customers_register(self.waiting, self.lines)

    @property
    def notes_due(self) -> Due | None:
        return notes_due(self.notes, self.lines, self.waiting)


async def turn(app: App, doorbell: TurnDoorbell) -> None:
    key = doorbell.key
    started = await _start(app, key)
    if not isinstance(started, Started):
        await _nothing_to_answer(app, key, started)
        return
    adopt(started.traceparent)
    async with nullcontext() if floods(started.pace) else _typing_shown(app, key):
        conversed = await think(app, started)
        due = started.notes_due if conversed.rounds else None
        aside = due.worst_case(app.settings.chat_models) if due else Decimal(0)
        won = await _commit(app, started, conversed, aside)
    event(
        "turn.committed" if won else "turn.discarded",
        **key.names,
        turn=started.turn_no,
        outcome=_became(conversed)[0],
        reason=conversed.reason,
        rounds=conversed.rounds,
        prompt_tokens=conversed.prompt_tokens,
        completion_tokens=conversed.completion_tokens,
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


async def _start(app: App, key: ConversationKey) -> Started | Row | None:
    """Take the number and read everything the turn needs: one round trip, COMMIT included.

    When there is no turn to take, the conversation's state; None when there is no conversation.
    """
    async with app.database.tenant(key.tenant) as tx:
        start = await tx.queue(SQL["start"], key.params)
        state = await tx.queue(SQL["state"], {**key.params, "window": REPLY})
        shop = await tx.queue(SQL["shop"], key.params)
        pace = await tx.queue(throttle.SQL["pace"], key.params)
        kept = await tx.queue(notes.SQL["read"], key.params)
        lines = await tx.queue(SQL["lines"], {**key.params, "most": MOST_LINES})
    taken, profile = await start.fetchone(), await shop.fetchone()
    if taken is None or profile is None:
        return await state.fetchone()
    rows = list(reversed(await lines.fetchall()))
    said = [_line(row) for row in rows]
    before = Notes.of(await kept.fetchone())
    return Started(
        key=key,
        turn_no=taken["turn_no"],
        attempt=taken["turn_attempts"],
        start=taken["answered_seq"],
        mark=taken["mark"],
        started_at=taken["turn_started_at"],
        shop=profile,
        notes=before,
        lines=before.unread(said),
        waiting=[line for line, row in zip(said, rows, strict=True) if row["waits"]],
        pace=await pace.fetchone(),
        traceparent=next((row["traceparent"] for row in reversed(rows) if row["waits"]), None),
    )


def _line(row: Row) -> Line:
    below = row["comment"] or {}
    posts = {below.get("media"), below.get("original")} - {None}
    return Line(
        author=row["author"],
        after=row["after"],
        at=row["at"],
        text=row["text"],
        attachments=tuple(row["attachments"]),
        payload=row["payload"],
        comment_id=row["comment_id"],
        comment_live=bool(row["comment_live"]),
        media=(
            *(Media(**media) for media in row["media"] or ()),
            *(Media("post", id=post) for post in posts),
        ),
        transcript=row["transcript"],
    )


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


async def think(app: App, turn: Started) -> Conversed:
    """The reply, or a reason why a person must give it. Raises Retryable while tries are left."""
    if (held := throttled(turn.pace, turn.register, turn.people_answer)) is not None:
        return held
    outcome = Conversed()
    if _without_model(turn, outcome, listened=False):
        return outcome
    if turn.attempt > MOST_ATTEMPTS:
        return Conversed(reason="attempts_spent")
    prompt = system_prompt(
        **{name: turn.shop[name] for name in ("name_ar", "name_en", "about_ar", "about_en")}
    )
    shop = Shop(app, turn.key.tenant, turn.shop["search_index"], people_answer=turn.people_answer)
    outcome.found, outcome.missed = shop.draft.found, shop.draft.missed
    try:
        sent = await sent_with(app, turn.key, turn.waiting, last_try=turn.attempt == MOST_ATTEMPTS)
        if turn.shop["has_budget"] and not await _may_spend(app, turn, _messages(turn, prompt, sent), sent):
            return outcome.ended("budget_spent")
        await listen(app, turn.key, turn.waiting, sent.notes, outcome)
        if _without_model(turn, outcome, listened=True):
            return outcome
        sent.tell(shop.draft, outcome)
        messages = _messages(turn, prompt, sent)
        await converse(shop, app.model, messages, customer=turn.asked, outcome=outcome)
    except Retryable as error:
        if turn.attempt < MOST_ATTEMPTS:
            await _put_off(app, turn, error, outcome)
            raise
        return outcome.ended(type(error).__name__, sentence=str(error))
    except ContentFiltered:
        return outcome.ended("content_filter", text=said("not_about_this", turn.register))
    except (Permanent, Misconfigured) as error:
        return outcome.ended(type(error).__name__, sentence=str(error))
    return outcome


def _without_model(turn: Started, outcome: Conversed, *, listened: bool) -> bool:
    """Whether there was nothing to think about."""
    register, arabic, english = turn.register, turn.shop["story_thanks_ar"], turn.shop["story_thanks_en"]
    if (answer := wants_person(turn.waiting, register, turn.people_answer)) is not None:
        outcome.ended(Reason.ASKED, text=answer)
    elif (answer := thanks(turn.waiting, register, arabic=arabic, english=english)) is not None:
        outcome.ended("story_mention", text=answer)
    elif listened and (answer := only_unheard(turn.waiting, register)) is not None:
        outcome.ended("voice_not_heard", text=answer)
        outcome.hand_over = NOT_HEARD
    return outcome.text is not None


def _messages(turn: Started, prompt: str, sent: Sent) -> list[dict[str, Any]]:
    talk = as_messages(window(turn.lines, turn.waiting))
    before = [{"role": "system", "content": prompt}, *turn.notes.as_messages()]
    return [*sent.beside([*before, *talk]), instruction(turn.register)]


async def _may_spend(app: App, turn: Started, messages: list[dict[str, Any]], sent: Sent) -> bool:
    models, listener, due = app.settings.chat_models, app.settings.transcription_model, turn.notes_due
    money = worst_case(models, messages, seconds=sent.seconds, listener=listener)
    money += due.worst_case(models) if due else 0
    return await reserve(app.database, turn.key, turn_no=turn.turn_no, money=money)


async def _put_off(app: App, turn: Started, error: Retryable, outcome: Conversed) -> None:
    """Every bell waits as long as the successor does, or other bells would spend the tries within a second."""
    wait = timedelta(seconds=successor_delay(turn.attempt - 1, after=error.after))
    async with app.database.tenant(turn.key.tenant) as tx:
        await tx.queue(SQL["put_off"], {**turn.key.params, "turn_no": turn.turn_no, "wait": wait})
        await tx.queue(SQL["spent"], {**turn.key.params, "turn_no": turn.turn_no, **_cost(turn, outcome)})


def _cost(turn: Started, conversed: Conversed) -> dict[str, object]:
    """For the ledger; a reservation is settled also by a turn that spent nothing."""
    return {
        "rounds": conversed.rounds,
        "prompt_tokens": conversed.prompt_tokens,
        "completion_tokens": conversed.completion_tokens,
        "cached_tokens": conversed.cached_tokens,
        "money": conversed.money,
        "searches": conversed.searches,
        "messages": len(turn.waiting),
        "audio_seconds": conversed.audio_seconds,
        "reserved": turn.shop["has_budget"],
    }


def called_for(conversed: Conversed) -> Reason | None:
    """Why a person is called, or None."""
    if conversed.hand_over is not None:
        return conversed.hand_over.reason
    if conversed.text is None or conversed.reason == Reason.ASKED or is_throttled(conversed):
        return reason_of(conversed.reason or "", otherwise=Reason.FAILURE)
    return None


def _summary(turn: Started, conversed: Conversed, person: Reason | None) -> str | None:
    if person is None:
        return None
    if conversed.hand_over is not None and conversed.hand_over.summary.strip():
        return conversed.hand_over.summary
    return summary_of(turn.waiting, turn.lines, conversed.found, person)


def _became(conversed: Conversed) -> tuple[str, str]:
    """The turn, and the messages that it settles."""
    if is_throttled(conversed):
        return "fallback", "throttled"
    return ("answered", "answered") if conversed.text else ("fallback", "failed")


async def _commit(app: App, turn: Started, conversed: Conversed, aside: Decimal) -> bool:
    """Whether this turn's reply is the one: the outbox, the dispositions and the turn's record in one statement."""
    text = conversed.text
    if text is None:
        text = said("a_person_will_answer", turn.register, turn.people_answer)
    wording = Wording(**{name: turn.shop[name] for name in Wording.__slots__})
    parts = outgoing(conversed.reply or ([Text(text)] if text else []), turn.waiting, wording)
    person, (outcome, disposition) = called_for(conversed), _became(conversed)
    async with app.database.tenant(turn.key.tenant) as tx:
        committed = await tx.queue(
            SQL["commit"],
            {
                **turn.key.params,
                "turn_no": turn.turn_no,
                "start": turn.start,
                "mark": turn.mark,
                "parts": json.dumps(parts, ensure_ascii=False),
                "traceparent": traceparent(),
                "outcome": outcome,
                "disposition": disposition,
                "reason": conversed.reason,
                "needs_person": person is not None,
                "person_reason": person,
                "person_summary": _summary(turn, conversed, person),
                "model": conversed.model,
                **_cost(turn, conversed),
                "started_at": turn.started_at,
            },
        )
        cost = _cost(turn, conversed) | {"money": conversed.money + aside}
        await tx.queue(SQL["spent"], {**turn.key.params, "turn_no": turn.turn_no, **cost})
        await missed.count(tx, turn.key, turn.turn_no, conversed.missed)
        told = await person_wanted.tell(tx, turn.key) if person is not None else None
        low = await tell_low(tx, turn.key) if turn.shop["has_budget"] else None
    if told is not None:
        await person_wanted.log(told, turn.key)
    if low is not None:
        await log_low(low, turn.key)
    row = await committed.fetchone()
    return bool(row and row["won"])
