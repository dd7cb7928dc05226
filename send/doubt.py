"""A part that may have been posted: found among the customer's thread, or asked for twice and then sent again.

Meta gives no idempotency key, so the thread itself is the only witness. An echo that arrived meanwhile has already
settled the part. When the thread cannot be read for good, the part stays `unknown` and is never sent again.
"""

import logging
from datetime import timedelta

from send.outbox import SQL, Doubt, open_token, settle, stop_account
from shared.app import App
from shared.errors import AgentError, GraphUnavailable, Permanent
from shared.graph import PostedMessage
from shared.graph.text import reads_the_same
from shared.telemetry import event
from shared.tenants import ConversationKey

LOOKS = 2
BETWEEN_LOOKS = timedelta(seconds=30)
#: An outage of the Conversations API for this long counts as unreadable.
READABLE_WITHIN = timedelta(minutes=30)
#: Meta's clock and ours may differ by this much.
SKEW = timedelta(minutes=2)


async def resolve(app: App, key: ConversationKey, part: Doubt) -> None:
    where = {"part_no": part.part_no}
    try:
        token = open_token(app.keys, key, part.sealed_token)
        messages = await app.graph.recent_messages(token=token, customer=key.customer)
    except GraphUnavailable as error:
        if part.now - part.since > READABLE_WITHIN:
            await _leave_unknown(app, key, part, error)
        else:
            wait = max(BETWEEN_LOOKS, timedelta(seconds=error.after or 0))
            await settle(
                app.database, key, "doubt", **where, reason=str(error), wait=wait, checks=part.checks
            )
        return
    except Permanent as error:
        await _leave_unknown(app, key, part, error)
        await stop_account(app.database, key, error)
        return
    mid = await _find(app, key, part, messages)
    if mid is not None:
        await settle(app.database, key, "sent", **where, mid=mid)
    elif part.checks + 1 < LOOKS:
        checks = part.checks + 1
        await settle(
            app.database, key, "doubt", **where, reason="not_in_thread", wait=BETWEEN_LOOKS, checks=checks
        )
    else:
        await settle(app.database, key, "again", **where, reason="not_in_thread", wait=timedelta(0))
    event("send.doubt_looked", **key.names, part=part.part_no, found=mid is not None)


async def _leave_unknown(app: App, key: ConversationKey, part: Doubt, error: AgentError) -> None:
    reason = str(error)
    await settle(app.database, key, "end", part_no=part.part_no, state="unknown", reason=reason)
    event("send.unknown", level=logging.ERROR, **key.names, part=part.part_no, reason=reason)


async def _find(app: App, key: ConversationKey, part: Doubt, messages: list[PostedMessage]) -> str | None:
    """The mid of the oldest unclaimed message that reads like this part and is not older than its first attempt."""
    alike = [
        message
        for message in messages
        if message.sender == key.account
        and reads_the_same(message.text, part.text)
        and message.created_at >= part.first_posted_at - SKEW
    ]
    if not alike:
        return None
    async with app.database.tenant(key.tenant) as tx:
        known = await tx.rows(SQL["known_mids"], {**key.params, "mids": [message.mid for message in alike]})
    taken = {row["mid"] for row in known}
    free = [message for message in alike if message.mid not in taken]
    return min(free, key=lambda message: message.created_at).mid if free else None
