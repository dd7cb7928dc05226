"""The queue `outbound`: post what is due in one conversation, part after part, and know what became of each.

No lock and no transaction spans a call to Meta. Whatever the answer, it is written before the next part is touched.
"""

import asyncio
import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from send import account
from send.account import tell_wait, told_by, worth_keeping
from send.doubt import resolve
from send.outbox import SQL, end, open_token, settle, take_next, was_sent
from send.posting import post
from send.steps import Blocked, Doubt, Kept, Nothing, Post, Wait
from shared import customers, person_wanted
from shared.app import App
from shared.contracts import SendDoorbell
from shared.errors import (
    AccountBlocked,
    AccountBusy,
    DatabaseUnavailable,
    GraphRefused,
    GraphUnavailable,
    MediaRefused,
    OutcomeUnknown,
    OverPace,
    Permanent,
    PersonUnreachable,
    TokenDead,
    WindowClosed,
)
from shared.graph.client import Signal
from shared.graph.usage import Usage
from shared.reply.encoding import encode
from shared.reply.words import instead
from shared.retry import jittered, spread
from shared.stopping import stop, tell_stop
from shared.telemetry import adopt, event, traceparent
from shared.tenants import ConversationKey

#: An echo of what was posted usually arrives within this; then nobody need ask Meta.
ECHO_USUALLY_WITHIN = timedelta(seconds=5)
#: What Meta says of a comment that has had its private reply (shared/graph/table.py).
ANSWERED_BEFORE = ("comment_used", "private_reply_missing_or_used")
#: What shows a customer that somebody is there.
ATTENTION: tuple[Signal, ...] = ("mark_seen", "typing_on")


async def deliver(app: App, doorbell: SendDoorbell) -> None:
    key, bell = doorbell.key, traceparent()
    while True:
        step = await take_next(app.database, key)
        if isinstance(step, Blocked | Doubt | Post):
            adopt(step.traceparent or bell)
        match step:
            case Nothing():
                if step.thinking and step.sealed_token is not None:
                    await _show_attention(app, key, step.sealed_token)
                return
            case Kept():
                return
            case Wait():
                await _ring(app, key, step.seconds)
                return
            case Blocked():
                event("send.blocked", **key.names, part=step.part_no, reason=step.reason)
                await person_wanted.log(step.wanted, key)
            case Doubt():
                await resolve(app, key, step)
            case Post():
                await _post(app, key, step)


async def _post(app: App, key: ConversationKey, part: Post) -> None:
    heard: list[Usage] = []
    try:
        mid = await post(app, key, part, heard.append)
    except AccountBusy as error:
        await _account_waits(app, key, part, error)
    except (GraphUnavailable, OverPace, DatabaseUnavailable) as error:
        over = isinstance(error, OverPace)
        seconds = spread(error.after or 0.0) if over else jittered(part.attempts, after=error.after)
        # A try behind the window's end would tell late what is certain by then.
        wait = min(timedelta(seconds=seconds), part.open_for)
        told = worth_keeping(heard, slowed=part.slowed)
        await settle(
            app.database, key, "again", told=told, part_no=part.part_no, reason=str(error), wait=wait
        )
        event("send.postponed", **key.names, part=part.part_no, reason=str(error), wait=wait.total_seconds())
    except OutcomeUnknown as error:
        await settle(
            app.database,
            key,
            "doubt",
            told=worth_keeping(heard, slowed=part.slowed),
            part_no=part.part_no,
            reason=str(error),
            wait=ECHO_USUALLY_WITHIN,
            checks=0,
        )
        event("send.in_doubt", **key.names, part=part.part_no, reason=str(error))
    except (TokenDead, AccountBlocked) as error:
        await _account_stops(app, key, part, error)
    except MediaRefused as error:
        await _send_instead(app, key, part, error, heard)
    except Permanent as error:
        await _refused(app, key, part, error, heard)
    else:
        told = worth_keeping(heard, slowed=part.slowed)
        waited = await was_sent(app.database, key, part_no=part.part_no, mid=mid, told=told)
        event("send.sent", **key.names, part=part.part_no, attempt=part.attempts + 1, seconds=waited)


async def _account_waits(app: App, key: ConversationKey, part: Post, error: AccountBusy) -> None:
    """The part waits with its account. What others have for this account finds it busy; other accounts go on."""
    told = told_by(error)
    wait = min(timedelta(seconds=spread(told.seconds)), part.open_for)
    await settle(app.database, key, "again", told=told, part_no=part.part_no, reason=str(error), wait=wait)
    tell_wait(key, error, told)


async def _account_stops(
    app: App, key: ConversationKey, part: Post, error: TokenDead | AccountBlocked
) -> None:
    """The part stays: when the owner connects the account again within the window, it is sent."""
    again = {**key.params, "part_no": part.part_no, "reason": str(error), "wait": timedelta(0)}
    async with app.database.tenant(key.tenant) as tx:
        stopped = await stop(tx, key.tenant, key.account, error, part.sealed_token)
        await tx.queue(SQL["again"], again)
    if stopped:
        tell_stop(key.tenant, key.account, error)


async def _send_instead(
    app: App, key: ConversationKey, part: Post, error: MediaRefused, heard: Sequence[Usage]
) -> None:
    """What the media would have shown is said in a text; a text that is refused as well ends like any other."""
    text = instead(part.part)
    if text is None:
        await _refused(app, key, part, error, heard)
        return
    told = worth_keeping(heard, slowed=part.slowed)
    content = json.dumps(encode(text), ensure_ascii=False)
    place = {"part_no": part.part_no, "reason": str(error), "text": text.text, "content": content}
    await settle(app.database, key, "instead", told=told, **place)
    event("send.replaced", **key.names, part=part.part_no, reason=str(error))


async def _refused(
    app: App, key: ConversationKey, part: Post, error: Permanent, heard: Sequence[Usage]
) -> None:
    """A text that cannot be sent takes the rest of its turn with it: half an answer misleads.

    When it lies with the person and not with the text, nothing else that waits for them can be sent either.
    """
    if part.comment is not None and part.doubted and str(error) in ANSWERED_BEFORE:
        # The attempt that was not seen in the thread has reached them after all.
        told = worth_keeping(heard, slowed=part.slowed)
        waited = await was_sent(app.database, key, part_no=part.part_no, mid=None, told=told)
        event("send.sent", **key.names, part=part.part_no, attempt=part.attempts + 1, seconds=waited)
        return
    reason = str(error)
    hopeless = isinstance(error, WindowClosed | PersonUnreachable)
    async with app.database.tenant(key.tenant) as tx:
        where = {**key.params, "part_no": part.part_no, "reason": reason}
        wanted = await end(tx, key, part_no=part.part_no, state="failed", reason=reason)
        turn_no, why = (None, reason) if hopeless else (part.turn_no, "turn_failed")
        comments = not isinstance(error, WindowClosed)
        await tx.queue(SQL["cancel_rest"], {**where, "turn_no": turn_no, "reason": why, "comments": comments})
        if isinstance(error, PersonUnreachable):
            await customers.call_unreachable(tx, key)
        await account.keep(tx, key, worth_keeping(heard, slowed=part.slowed))
    refusal = error if isinstance(error, GraphRefused) else None
    event(
        "send.failed",
        level=logging.ERROR,
        **key.names,
        part=part.part_no,
        reason=reason,
        code=refusal.code if refusal else None,
        alert=refusal.alert if refusal else True,
    )
    await person_wanted.log(wanted, key)


async def _show_attention(app: App, key: ConversationKey, sealed_token: bytes) -> None:
    """Seen, and typing. A courtesy, both at once so that they hold nothing up; when they fail, the answer still comes."""
    try:
        token = open_token(app.keys, key, sealed_token)
    except Permanent as error:
        event("send.typing_failed", **key.names, error=type(error).__name__)
        return
    await asyncio.gather(*(_signal(app, key, token, action) for action in ATTENTION))


async def _signal(app: App, key: ConversationKey, token: str, action: Signal) -> None:
    try:
        await app.graph.action(account=key.account, token=token, customer=key.customer, action=action)
    except (GraphUnavailable, OutcomeUnknown, Permanent) as error:
        event("send.typing_failed", **key.names, error=type(error).__name__)


async def _ring(app: App, key: ConversationKey, seconds: float) -> None:
    due = datetime.now(UTC) + timedelta(seconds=seconds)
    await app.bus.send(SendDoorbell.of(key).outgoing(due=due))
