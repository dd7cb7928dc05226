"""What a person of the shop does with a conversation from outside the Instagram app: writes, takes over, hands back.

What they write goes through the same outbox and gate as all else. It may leave for seven days after the customer's last
message, because a person wrote it; the assistant steps back as it does for an owner who types in Instagram. The end of
a pause by its clock revives nothing; only a person's word does, for what nobody has answered since they last wrote.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from shared.alerts import AlertKind, end_alert
from shared.app import App
from shared.audit import Actor, write_down
from shared.contracts import SendDoorbell, TurnDoorbell
from shared.database import Transaction, named_queries
from shared.errors import Refused
from shared.language.storable import storable
from shared.person_wanted import seen_to
from shared.reply.encoding import encode
from shared.reply.fit import fit
from shared.reply.model import Part, Text
from shared.reply.words import in_words
from shared.telemetry import event, traceparent
from shared.tenants import ConversationKey
from shared.windows import REPLY

SQL = named_queries(Path(__file__).with_suffix(".sql"))
_NOBODY = "this customer has not written to the shop"


@dataclass(frozen=True, slots=True)
class Person:
    """Of the shop, at a page of ours, another program of theirs, or a terminal."""

    role: Actor
    user: UUID


async def reply_as_person(app: App, key: ConversationKey, person: Person, text: str) -> int:
    async with app.database.tenant(key.tenant) as tx:
        messages = await write(tx, key, person, text)
    await app.bus.send(SendDoorbell.of(key).outgoing())
    return messages


async def let_assistant_answer(app: App, key: ConversationKey, person: Person) -> int:
    async with app.database.tenant(key.tenant) as tx:
        waiting = await hand_back(tx, key, person)
    await ring_for(app, key, waiting)
    return waiting


async def ring_for(app: App, key: ConversationKey, waiting: int) -> None:
    """After the COMMIT of `hand_back`."""
    event("owner.handed_back", **key.names, waiting=waiting)
    if waiting:
        await app.bus.send(TurnDoorbell.of(key).outgoing())


async def write(tx: Transaction, key: ConversationKey, person: Person, text: str) -> int:
    """How many messages it makes; ring for them after the COMMIT. Raises Refused when there is nothing to say, or nobody to say it to."""
    parts = fit([Text(storable(text))])
    if not parts:
        raise Refused(422, "the message shows nothing")
    await _take(tx, key, person, parts)
    await write_down(
        tx, key.tenant, "conversation.replied", actor=person.role, user=person.user, account=key.account
    )
    return len(parts)


async def take_over(tx: Transaction, key: ConversationKey, person: Person) -> datetime:
    """Until when the assistant is silent; what it had not sent yet is not sent. Raises Refused 404."""
    until = await _take(tx, key, person, ())
    await write_down(
        tx, key.tenant, "conversation.taken_over", actor=person.role, user=person.user, account=key.account
    )
    return until


async def hand_back(tx: Transaction, key: ConversationKey, person: Person) -> int:
    """How many messages wait for the assistant again, which wants a bell after the COMMIT; the pause has ended."""
    await tx.queue(SQL["lock"], key.params)
    row = await tx.row(SQL["hand_back"], {**key.params, "window": REPLY})
    if row is None:
        raise Refused(404, _NOBODY)
    await end_alert(tx, key.tenant, key.account, AlertKind.CUSTOMER_WAITING, about=key.customer)
    await seen_to(tx, key)
    await write_down(
        tx, key.tenant, "conversation.handed_back", actor=person.role, user=person.user, account=key.account
    )
    return int(row["waiting"])


async def _take(tx: Transaction, key: ConversationKey, person: Person, parts: Sequence[Part]) -> datetime:
    told = [{"text": in_words(part), "content": encode(part)} for part in parts]
    written = {
        "parts": json.dumps(told, ensure_ascii=False),
        "user": person.user,
        "traceparent": traceparent(),
    }
    await tx.queue(SQL["lock"], key.params)
    row = await tx.row(SQL["take"], {**key.params, **written})
    if row is None:
        raise Refused(404, _NOBODY)
    await end_alert(tx, key.tenant, key.account, AlertKind.CUSTOMER_WAITING, about=key.customer)
    await seen_to(tx, key)
    until: datetime = row["paused_until"]
    return until
