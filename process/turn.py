"""The queue `turns`: one reply to everything a customer has said since the last one.

The turn takes a number and a mark M, works without any lock, and commits only if nobody else settled those messages
meanwhile: a crash, a duplicate doorbell or the owner's own message make it a discarded turn, never a second reply.
Messages that arrive during the model call lie above M and belong to the next turn.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from process.budget import reserve, worst_case
from process.history import MOST_LINES, Line, as_messages, readable, window
from process.loop import Conversed, converse
from process.outgoing import Wording, outgoing
from process.pictures import SHOWN, pictures_of, shown_with
from process.plan import ASKED_FOR_PERSON
from process.prompt import system_prompt
from process.record import second_look
from process.set_answers import thanks, wants_person
from process.tools import Shop
from process.waiting import remind_owner
from process.wording import a_person_will_answer, not_about_this
from shared.app import App
from shared.contracts import SendDoorbell, TurnDoorbell
from shared.database import Row, named_queries
from shared.errors import ContentFiltered, Misconfigured, Permanent, Retryable
from shared.reply.model import Text
from shared.retry import successor_delay
from shared.telemetry import adopt, event, traceparent
from shared.tenants import ConversationKey
from shared.windows import REPLY

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Counted before the first model call, so that a turn that kills its process is counted too.
MOST_ATTEMPTS = 3


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
    lines: list[Line]
    waiting: list[Line]  #: those that this turn answers
    traceparent: str | None  #: of the newest of them; a row of an earlier release has none

    @property
    def asked(self) -> list[str]:
        return [readable(line) for line in self.waiting]


async def turn(app: App, doorbell: TurnDoorbell) -> None:
    key = doorbell.key
    started = await _start(app, key)
    if not isinstance(started, Started):
        await _nothing_to_answer(app, key, started)
        return
    adopt(started.traceparent)
    async with _typing_shown(app, key):
        conversed = await think(app, started)
        won = await _commit(app, started, conversed)
    event(
        "turn.committed" if won else "turn.discarded",
        **key.names,
        turn=started.turn_no,
        outcome="answered" if conversed.text else "fallback",
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


async def _start(app: App, key: ConversationKey) -> Started | Row | None:
    """Take the number and read everything the turn needs: one round trip, COMMIT included.

    When there is no turn to take, the conversation's state; None when there is no conversation.
    """
    async with app.database.tenant(key.tenant) as tx:
        start = await tx.queue(SQL["start"], key.params)
        state = await tx.queue(SQL["state"], {**key.params, "window": REPLY})
        shop = await tx.queue(SQL["shop"], key.params)
        lines = await tx.queue(SQL["lines"], {**key.params, "most": MOST_LINES})
    taken, profile = await start.fetchone(), await shop.fetchone()
    if taken is None or profile is None:
        return await state.fetchone()
    rows = list(reversed(await lines.fetchall()))
    said = [_line(row) for row in rows]
    return Started(
        key=key,
        turn_no=taken["turn_no"],
        attempt=taken["turn_attempts"],
        start=taken["answered_seq"],
        mark=taken["mark"],
        started_at=taken["turn_started_at"],
        shop=profile,
        lines=said,
        waiting=[line for line, row in zip(said, rows, strict=True) if row["waits"]],
        traceparent=next((row["traceparent"] for row in reversed(rows) if row["waits"]), None),
    )


def _line(row: Row) -> Line:
    shown = (media.get("url") for media in row["media"] or () if media["kind"] in SHOWN)
    return Line(
        author=row["author"],
        after=row["after"],
        at=row["at"],
        text=row["text"],
        attachments=tuple(row["attachments"]),
        payload=row["payload"],
        comment_id=row["comment_id"],
        comment_live=bool(row["comment_live"]),
        pictures=tuple(url for url in shown if url is not None),
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
        await _settle_unanswered(app, key, disposition="failed", reason="account_cannot_send")
    else:
        due = datetime.now(UTC) + timedelta(seconds=max(state["due_in"] or 0.0, 0.0))
        await app.bus.send(TurnDoorbell.of(key).outgoing(due=due))


async def _settle_unanswered(app: App, key: ConversationKey, *, disposition: str, reason: str | None) -> None:
    async with app.database.tenant(key.tenant) as tx:
        await tx.queue(SQL["lock"], key.params)
        await tx.queue(SQL["settle_unanswered"], {**key.params, "disposition": disposition, "reason": reason})


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
    if (answer := wants_person(turn.waiting)) is not None:
        return Conversed(answer, ASKED_FOR_PERSON)
    arabic, english = turn.shop["story_thanks_ar"], turn.shop["story_thanks_en"]
    if (answer := thanks(turn.waiting, turn.lines, arabic=arabic, english=english)) is not None:
        return Conversed(answer, "story_mention")
    if turn.attempt > MOST_ATTEMPTS:
        return Conversed(reason="attempts_spent")
    prompt = system_prompt(
        **{name: turn.shop[name] for name in ("name_ar", "name_en", "about_ar", "about_en")}
    )
    shop, outcome = Shop(app, turn.key.tenant, turn.shop["search_index"]), Conversed()
    try:
        pictures = await pictures_of(app, turn.waiting, last_try=turn.attempt == MOST_ATTEMPTS)
        messages = shown_with(
            [{"role": "system", "content": prompt}, *as_messages(window(turn.lines, turn.waiting))], pictures
        )
        if turn.shop["has_budget"] and not await _may_spend(app, turn, messages):
            return outcome.ended("budget_spent")
        await converse(shop, app.model, messages, customer=turn.asked, outcome=outcome)
    except Retryable as error:
        if turn.attempt < MOST_ATTEMPTS:
            await _put_off(app, turn, error, outcome)
            raise
        return outcome.ended(type(error).__name__, sentence=str(error))
    except ContentFiltered:
        said = not_about_this([line.text or "" for line in turn.waiting])
        return outcome.ended("content_filter", text=said)
    except (Permanent, Misconfigured) as error:
        return outcome.ended(type(error).__name__, sentence=str(error))
    return outcome


async def _may_spend(app: App, turn: Started, messages: list[dict[str, Any]]) -> bool:
    money = worst_case(app.settings.chat_models, messages)
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
        "reserved": turn.shop["has_budget"],
    }


def _person_wanted(conversed: Conversed) -> str | None:
    """Why, or None."""
    if conversed.hand_over is not None:
        return f"handed_over_{conversed.hand_over.reason}"
    if conversed.text is None or conversed.reason == ASKED_FOR_PERSON:
        return conversed.reason
    return None


async def _commit(app: App, turn: Started, conversed: Conversed) -> bool:
    """Whether this turn's reply is the one: the outbox, the dispositions and the turn's record in one statement."""
    text = conversed.text or a_person_will_answer([line.text or "" for line in turn.waiting])
    wording = Wording(**{name: turn.shop[name] for name in Wording.__slots__})
    parts = outgoing(conversed.reply or [Text(text)], turn.waiting, wording)
    person = _person_wanted(conversed)
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
                "outcome": "answered" if conversed.text else "fallback",
                "reason": conversed.reason,
                "needs_person": person is not None,
                "person_reason": person,
                "person_summary": conversed.hand_over.summary if conversed.hand_over else None,
                "model": conversed.model,
                **_cost(turn, conversed),
                "started_at": turn.started_at,
            },
        )
        await tx.queue(SQL["spent"], {**turn.key.params, "turn_no": turn.turn_no, **_cost(turn, conversed)})
    row = await committed.fetchone()
    return bool(row and row["won"])
