"""A conversation's row as the recorder sees it: locked, read in one round trip, written back with the COMMIT."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from process import notes
from process.automation import Heard, could_be_everywhere
from process.changes import CHANGEABLE, SAID
from process.plan import Arrival, Automation, Change, Conversation, Part, Plan, Rules, Waiting
from shared import customers, person_wanted
from shared.alerts import AlertKind, end_alert, raise_alert
from shared.contracts import Event, members
from shared.customers import Standing
from shared.database import Answer, Transaction, named_queries
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
    heard: Heard
    standing: Standing


async def lock(tx: Transaction, key: ConversationKey, events: Sequence[Event] = ()) -> Locked:
    """Lock the conversation, made if it is new, until the transaction ends; `events` are those that are told now."""
    # Echoes are bound to parts by their mids; messages may have been changed before they came.
    echoes = [event for event in events if event.kind == "echo"]
    mids = [event.mid for event in echoes if event.mid is not None]
    written = [
        event.mid for event in events if event.kind in {*CHANGEABLE, "unsend"} and event.mid is not None
    ]
    said = [event.text for event in echoes if event.text is not None and could_be_everywhere(event.text)]
    # Of what nobody said there may be very much, and none of it is asked for.
    talk = any(event.kind in {"echo", "comment", *SAID} for event in events)
    conversation = await tx.queue(SQL["lock"], key.params)
    standing = await customers.ask(tx, key)
    rules = await tx.queue(SQL["rules"], key.params)
    known = await tx.queue(SQL["known_keys"], {**key.params, "keys": [event.key for event in events]})
    waiting = await tx.queue(SQL["waiting"], key.params)
    changes = await tx.queue(SQL["changes"], {**key.params, "mids": written})
    customer_at = await tx.queue(SQL["customer_at"], key.params) if talk else None
    elsewhere = await tx.queue(SQL["elsewhere"], {**key.params, "texts": said}) if said else None
    parts = await own_parts(tx, key, mids)
    (row,), (rule,) = await conversation.fetchall(), await rules.fetchall()
    stands = await customers.standing_in(standing)
    heard = Heard(
        tuple(one["at"] for one in (await customer_at.fetchall() if customer_at else ())),
        {one["text"]: one["conversations"] for one in (await elsewhere.fetchall() if elsewhere else ())},
    )
    return Locked(
        conversation=Conversation(**{name: (row | asdict(stands))[name] for name in _COLUMNS}),
        now=row["now"],
        rules=Rules(**rule),
        known_keys={known_row["event_key"] for known_row in await known.fetchall()},
        waiting=[Waiting(**waiting_row) for waiting_row in await waiting.fetchall()],
        parts=parts,
        changes={row["mid"]: Change(row["number"], row["text"]) for row in await changes.fetchall()},
        heard=heard,
        standing=stands,
    )


async def own_parts(tx: Transaction, key: ConversationKey, mids: Sequence[str]) -> list[Part]:
    """Those that an echo with one of these mids, or just now, may be the copy of."""
    return [Part(**part) for part in await tx.rows(SQL["own_parts"], {**key.params, "mids": list(mids)})]


async def write(tx: Transaction, key: ConversationKey, plan: Plan, before: Standing) -> Answer | None:
    """Queue the plan's statements; they travel with the COMMIT. For `person_wanted.log`, when a person is wanted."""
    if plan.arrivals:
        rows = json.dumps([_row(arrival) for arrival in plan.arrivals], ensure_ascii=False)
        await tx.queue(SQL["add_events"], {**key.params, "events": rows, "traceparent": traceparent()})
    conversation, restart = plan.conversation, int(plan.restart_turn)
    await tx.queue(SQL["update"], {**key.params, **asdict(conversation), "restart": restart})
    standing = Standing(conversation.opted_out_at, conversation.unreachable_at)
    if standing != before:
        await customers.put(tx, key, standing)
    if plan.left:
        left = {"seqs": list(plan.left), "dispositions": list(plan.left.values())}
        await tx.queue(SQL["leave"], {**key.params, **left})
    for mid, change in plan.changes.items():
        await tx.queue(
            SQL["change"], {**key.params, "mid": mid, "text": change.text, "number": change.number}
        )
    if plan.changes:
        await tx.queue(notes.SQL["forget"], {**key.params, "mids": list(plan.changes)})
    for part_no, mid in plan.bound.items():
        await tx.queue(SQL["bind_part"], {**key.params, "part_no": part_no, "mid": mid})
    if plan.cancel_because is not None:
        await tx.queue(SQL["cancel_queued"], {**key.params, "reason": plan.cancel_because})
    if any(change.text is None for change in plan.changes.values()):
        await tx.queue(SQL["forget_summary"], key.params)
    await _tell_owner(tx, key, plan)
    return await person_wanted.tell(tx, key) if conversation.needs_person_since is not None else None


async def _tell_owner(tx: Transaction, key: ConversationKey, plan: Plan) -> None:
    automations = list(plan.automations)
    if plan.automation_after_all:
        row = await tx.row(SQL["automation_after_all"], key.params)
        automations += [Automation(row["text"], "away_message")] if row else []
    for one in automations:
        detail = {"text": one.text, "which": one.which}
        # One of each sort: a text may be made for each customer anew.
        kind = AlertKind.OTHER_AUTOMATION
        await raise_alert(tx, key.tenant, key.account, kind, about=one.which, detail=detail)
    if plan.owner_is_back:
        await end_alert(tx, key.tenant, key.account, AlertKind.CUSTOMER_WAITING, about=key.customer)
        if plan.conversation.needs_person_since is None:
            await person_wanted.seen_to(tx, key)


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
