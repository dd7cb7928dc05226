"""What a person of the shop writes to a customer from outside the Instagram app: through the same outbox and gate.

It may leave for seven days after the customer's last message, because a person wrote it; the assistant steps back as it
does for an owner who types in Instagram.
"""

import json
from pathlib import Path
from uuid import UUID

from shared.alerts import AlertKind, end_alert
from shared.app import App
from shared.audit import write_down
from shared.contracts import SendDoorbell
from shared.database import named_queries
from shared.errors import Refused
from shared.language.storable import storable
from shared.person_wanted import seen_to
from shared.reply.encoding import encode
from shared.reply.fit import fit
from shared.reply.model import Text
from shared.reply.words import in_words
from shared.telemetry import traceparent
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))


async def reply_as_person(app: App, key: ConversationKey, user: UUID, text: str) -> int:
    """How many messages it makes. Raises Refused when there is nothing to say, or nobody to say it to."""
    parts = [{"text": in_words(part), "content": encode(part)} for part in fit([Text(storable(text))])]
    if not parts:
        raise Refused(422, "the message shows nothing")
    written = {"parts": json.dumps(parts, ensure_ascii=False), "user": user, "traceparent": traceparent()}
    async with app.database.tenant(key.tenant) as tx:
        await tx.queue(SQL["lock"], key.params)
        row = await tx.row(SQL["reply"], {**key.params, **written})
        if row is None or not row["conversations"]:
            raise Refused(404, "this customer has not written to the shop")
        await end_alert(tx, key.tenant, key.account, AlertKind.CUSTOMER_WAITING, about=key.customer)
        await seen_to(tx, key)
        await write_down(
            tx, key.tenant, "conversation.replied", actor="staff", user=user, account=key.account
        )
    await app.bus.send(SendDoorbell.of(key).outgoing())
    return len(parts)
