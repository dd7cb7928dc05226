"""The queue `outbound`: post what is due in one conversation, part after part, and know what became of each.

No lock and no transaction spans a call to Meta. Whatever the answer, it is written before the next part is touched.
"""

import logging
from datetime import UTC, datetime, timedelta

from send.doubt import resolve
from send.outbox import SQL, Blocked, Doubt, Nothing, Post, Wait, open_token, settle, stop_account, take_next
from shared.app import App
from shared.contracts import SendDoorbell
from shared.errors import GraphRefused, GraphUnavailable, OutcomeUnknown, Permanent
from shared.retry import jittered
from shared.telemetry import adopt, event, traceparent
from shared.tenants import ConversationKey

#: An echo of what was posted usually arrives within this; then nobody need ask Meta.
ECHO_USUALLY_WITHIN = timedelta(seconds=5)


async def deliver(app: App, doorbell: SendDoorbell) -> None:
    key, bell = doorbell.key, traceparent()
    while True:
        step = await take_next(app.database, key)
        if isinstance(step, Blocked | Doubt | Post):
            adopt(step.traceparent or bell)
        match step:
            case Nothing():
                if step.thinking and step.sealed_token is not None:
                    await _show_typing(app, key, step.sealed_token)
                return
            case Wait():
                await _ring(app, key, step.seconds)
                return
            case Blocked():
                event("send.blocked", **key.names, part=step.part_no, reason=step.verdict.value)
            case Doubt():
                await resolve(app, key, step)
            case Post():
                await _post(app, key, step)


async def _post(app: App, key: ConversationKey, part: Post) -> None:
    try:
        mid = await app.graph.send_text(
            account=key.account,
            token=open_token(app.keys, key, part.sealed_token),
            customer=key.customer,
            text=part.text,
            metadata=part.attempt_id,
        )
    except GraphUnavailable as error:
        wait = timedelta(seconds=jittered(part.attempts, after=error.after))
        await settle(app.database, key, "again", part_no=part.part_no, reason=str(error), wait=wait)
        event("send.postponed", **key.names, part=part.part_no, reason=str(error), wait=wait.total_seconds())
    except OutcomeUnknown as error:
        await settle(
            app.database,
            key,
            "doubt",
            part_no=part.part_no,
            reason=str(error),
            wait=ECHO_USUALLY_WITHIN,
            checks=0,
        )
        event("send.in_doubt", **key.names, part=part.part_no, reason=str(error))
    except Permanent as error:
        await _refused(app, key, part, error)
    else:
        await settle(app.database, key, "sent", part_no=part.part_no, mid=mid)
        event("send.sent", **key.names, part=part.part_no, attempt=part.attempts + 1)


async def _refused(app: App, key: ConversationKey, part: Post, error: Permanent) -> None:
    """A text that cannot be sent takes the rest of its turn with it: half an answer misleads."""
    reason = str(error)
    async with app.database.tenant(key.tenant) as tx:
        where = {**key.params, "part_no": part.part_no, "turn_no": part.turn_no, "reason": reason}
        await tx.queue(SQL["end"], {**where, "state": "failed"})
        await tx.queue(SQL["cancel_rest"], {**where, "reason": "turn_failed"})
    await stop_account(app.database, key, error)
    code = error.code if isinstance(error, GraphRefused) else None
    event("send.failed", level=logging.ERROR, **key.names, part=part.part_no, reason=reason, code=code)


async def _show_typing(app: App, key: ConversationKey, sealed_token: bytes) -> None:
    """Typing dots are a courtesy: when they fail, the answer still comes."""
    try:
        await app.graph.show_typing(
            account=key.account, token=open_token(app.keys, key, sealed_token), customer=key.customer
        )
    except (GraphUnavailable, OutcomeUnknown, Permanent) as error:
        event("send.typing_failed", **key.names, error=type(error).__name__)


async def _ring(app: App, key: ConversationKey, seconds: float) -> None:
    due = datetime.now(UTC) + timedelta(seconds=seconds)
    await app.bus.send(SendDoorbell.of(key).outgoing(due=due))
