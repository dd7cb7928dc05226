"""How a turn ends in the database: its reply is the one, somebody else's is, or it is put off and tried again.

Whatever becomes of it, what it has spent is written into the ledger in the same transaction.
"""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from process import missed
from process.budget import log_low, tell_low
from process.draft import HandOver
from process.loop import Conversed
from process.orders import drafts, wishes
from process.orders.claims import claim, says_paid
from process.orders.settle import Settled, settle
from process.orders.summary import summary
from process.outgoing import Wording, outgoing
from process.started import Started
from process.summary import summary_of
from process.throttle import is_throttled
from process.wording import said
from shared import person_wanted
from shared.announcing import announce
from shared.app import App
from shared.contracts import CatalogDoorbell, OrderDoorbell, Outgoing
from shared.database import named_queries
from shared.errors import Retryable
from shared.person_wanted import Reason, reason_of
from shared.reply.model import Part, Text
from shared.reply.words import in_words
from shared.retry import successor_delay
from shared.telemetry import event, traceparent
from shared.windows import REPLY

SQL = named_queries(Path(__file__).with_suffix(".sql"))


async def commit(app: App, turn: Started, conversed: Conversed, aside: Decimal) -> bool:
    """Whether this turn's reply is the one: the outbox, the dispositions and the turn's record in one statement.

    What a customer has said yes to is done in the same transaction; `conversed` tells of it afterwards.
    """
    async with app.database.tenant(turn.key.tenant) as tx:
        settled = await settle(tx, turn, conversed.deed) if conversed.deed is not None else None
        if settled is not None:
            _take_over(conversed, settled)
        parts = outgoing(_reply(turn, conversed), turn.waiting, _wording(turn))
        person, (outcome, disposition) = called_for(conversed), became(conversed)
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
        if conversed.order is not None:
            until = max(line.at for line in turn.waiting) + REPLY
            await drafts.put(tx, turn.key, turn.turn_no, conversed.order, expires_at=until)
        if person is Reason.PAYMENT and says_paid(turn.waiting):
            await claim(tx, turn.key, turn.turn_no)
        cost = _cost(turn, conversed) | {"money": conversed.money + aside}
        await tx.queue(SQL["spent"], {**turn.key.params, "turn_no": turn.turn_no, **cost})
        await missed.count(tx, turn.key, turn.turn_no, conversed.missed)
        await wishes.note(tx, turn.key, turn.turn_no, conversed.wishes)
        told = await person_wanted.tell(tx, turn.key) if person is not None else None
        low = await tell_low(tx, turn.key) if turn.shop["has_budget"] else None
    if told is not None:
        await person_wanted.log(told, turn.key)
    if low is not None:
        await log_low(low, turn.key)
    row = await committed.fetchone()
    won = bool(row and row["won"])
    if settled is not None:
        await _tell(app, turn, settled)
    return won


def _take_over(conversed: Conversed, settled: Settled) -> None:
    conversed.reply, conversed.reason = [*settled.reply], settled.outcome
    conversed.text = "\n".join(map(in_words, settled.reply))
    conversed.order, conversed.wishes = settled.offer, settled.wishes
    if settled.for_person:
        conversed.hand_over = HandOver(Reason.OUT_OF_SCOPE, summary="")  # which summary.py writes


async def _tell(app: App, turn: Started, settled: Settled) -> None:
    """After the COMMIT."""
    bells: list[Outgoing] = []
    if settled.order_no is not None:
        event("order.settled", **turn.key.names, order=settled.order_no, outcome=settled.outcome)
        bells.append(OrderDoorbell(tenant=turn.key.tenant).outgoing())
    if settled.restocked:
        bells.append(CatalogDoorbell(tenant=turn.key.tenant).outgoing())
    await announce(app, *bells)


def _reply(turn: Started, conversed: Conversed) -> list[Part]:
    text = conversed.text
    if text is None:
        text = said("a_person_will_answer", turn.register, turn.people_answer)
    reply = conversed.reply or ([Text(text)] if text else [])
    if conversed.order is None or conversed.deed is not None:
        return reply
    return [*reply, summary(conversed.order, turn.register, turn.turn_no)]


def _wording(turn: Started) -> Wording:
    return Wording(**{name: turn.shop[name] for name in Wording.__slots__})


async def put_off(app: App, turn: Started, error: Retryable, outcome: Conversed) -> None:
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


def became(conversed: Conversed) -> tuple[str, str]:
    """The turn, and the messages that it settles."""
    if is_throttled(conversed):
        return "fallback", "throttled"
    return ("answered", "answered") if conversed.text else ("fallback", "failed")


def _summary(turn: Started, conversed: Conversed, person: Reason | None) -> str | None:
    if person is None:
        return None
    if conversed.hand_over is not None and conversed.hand_over.summary.strip():
        return conversed.hand_over.summary
    return summary_of(turn.waiting, turn.lines, conversed.found, person)
