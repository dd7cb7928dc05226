"""A conversation's row as the recorder sees it: locked, read in one round trip, written back with the COMMIT."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from process.plan import Arrival, Change, Conversation, Part, Plan, Rules, Waiting
from shared.contracts import members
from shared.database import Transaction, named_queries
from shared.telemetry import traceparent
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))
_COLUMNS = tuple(field.name for field in fields(Conversation))


@dataclass(frozen=True, slots=True)
class Locked:
    """Everything that decides what an event changes, as of `now` by the database's clock."""

    conversation: Conversation
    now: datetime
    rules: Rules
    known_keys: set[str]
    waiting: list[Waiting]
    parts: list[Part]
    changes: dict[str, Change]


async def lock(
    tx: Transaction, key: ConversationKey, *, keys: Sequence[str], mids: Sequence[str], written: Sequence[str]
) -> Locked:
    """Lock the conversation, made if it is new, until the transaction ends.

    `mids` are of echoes, to be bound to parts; `written` of messages, which may have been changed before they came.
    """
    conversation = await tx.queue(SQL["lock"], key.params)
    wish = await tx.queue(SQL["wish"], key.params)
    rules = await tx.queue(SQL["rules"], key.params)
    known = await tx.queue(SQL["known_keys"], {**key.params, "keys": list(keys)})
    waiting = await tx.queue(SQL["waiting"], key.params)
    changes = await tx.queue(SQL["changes"], {**key.params, "mids": list(written)})
    parts = await tx.rows(SQL["own_parts"], {**key.params, "mids": list(mids)})
    (row,), (rule,), (wished,) = await conversation.fetchall(), await rules.fetchall(), await wish.fetchall()
    row |= wished
    return Locked(
        conversation=Conversation(**{name: row[name] for name in _COLUMNS}),
        now=row["now"],
        rules=Rules(**rule),
        known_keys={known_row["event_key"] for known_row in await known.fetchall()},
        waiting=[Waiting(**waiting_row) for waiting_row in await waiting.fetchall()],
        parts=[Part(**part) for part in parts],
        changes={row["mid"]: Change(row["number"], row["text"]) for row in await changes.fetchall()},
    )


async def write(tx: Transaction, key: ConversationKey, plan: Plan) -> None:
    """Queue the plan's statements; they travel with the COMMIT."""
    if plan.arrivals:
        rows = json.dumps([_row(arrival) for arrival in plan.arrivals], ensure_ascii=False)
        await tx.queue(SQL["add_events"], {**key.params, "events": rows, "traceparent": traceparent()})
    restart = int(plan.restart_turn)
    await tx.queue(SQL["update"], {**key.params, **asdict(plan.conversation), "restart": restart})
    if plan.left:
        left = {"seqs": list(plan.left), "dispositions": list(plan.left.values())}
        await tx.queue(SQL["leave"], {**key.params, **left})
    for mid, change in plan.changes.items():
        await tx.queue(
            SQL["change"], {**key.params, "mid": mid, "text": change.text, "number": change.number}
        )
    for part_no, mid in plan.bound.items():
        await tx.queue(SQL["bind_part"], {**key.params, "part_no": part_no, "mid": mid})
    if plan.cancel_because is not None:
        await tx.queue(SQL["cancel_queued"], {**key.params, "reason": plan.cancel_because})


#: Members of an event that have a column of their own, or that are on every line already.
_HAVE_COLUMNS = {"key", "kind", "at", "mid", "text", "attachments", "raw"}


def _row(arrival: Arrival) -> dict[str, Any]:
    event = arrival.event
    detail = {name: value for name, value in members(event).items() if name not in _HAVE_COLUMNS}
    return {
        "seq": arrival.seq,
        "event_key": event.key,
        "kind": event.kind,
        "author": arrival.author,
        "at": arrival.at.isoformat(),
        "mid": event.mid,
        "text": event.text or event.title or event.payload if event.kind == "postback" else event.text,
        "attachments": event.attachments or [one.kind for one in event.media],
        "raw": event.raw,
        "detail": detail or None,
        "disposition": arrival.disposition,
    }
