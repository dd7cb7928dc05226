"""A part that may have been posted: found among the customer's thread, or asked for twice and then sent again.

Meta gives no idempotency key, so the thread itself is the only witness. An echo that arrived meanwhile has already
settled the part. When the thread cannot be read for good, the part stays `unknown` and is never sent again. An account
that has to wait, or is stopped, keeps its doubts for a day.
"""

import logging
from datetime import timedelta
from functools import partial

from send import account
from send.account import Told, tell_wait, told_by, worth_keeping
from send.outbox import NOT_IN_THREAD, SQL, end, open_token, settle
from send.policy import WINDOW_OF_DOUBT
from send.steps import Doubt
from shared import person_wanted
from shared.app import App
from shared.errors import (
    AccountBlocked,
    AccountBusy,
    AgentError,
    GraphUnavailable,
    OverPace,
    Permanent,
    TokenDead,
)
from shared.graph.reading import PostedMessage
from shared.graph.text import reads_the_same
from shared.graph.usage import Heard, Usage
from shared.pace import Kind
from shared.retry import spread
from shared.stopping import stop, tell_stop
from shared.telemetry import event
from shared.tenants import ConversationKey

LOOKS = 2
BETWEEN_LOOKS = timedelta(seconds=30)
#: An outage of the Conversations API for this long counts as unreadable.
READABLE_WITHIN = timedelta(minutes=30)
#: Meta's clock and ours may differ by this much.
SKEW = timedelta(minutes=2)


async def resolve(app: App, key: ConversationKey, part: Doubt) -> None:
    heard: list[Usage] = []
    try:
        messages = await _thread(app, key, part, heard.append)
    except OverPace as error:
        await _look_later(app, key, part, error, wait=spread(error.after or 0.0))
    except AccountBusy as error:
        told = told_by(error)
        await _look_later(app, key, part, error, wait=spread(told.seconds), told=told)
        tell_wait(key, error, told)
    except GraphUnavailable as error:
        wait = max(BETWEEN_LOOKS.total_seconds(), error.after or 0.0)
        told_all = worth_keeping(heard, slowed=part.slowed)
        await _look_later(app, key, part, error, wait=wait, told=told_all, within=READABLE_WITHIN)
    except (TokenDead, AccountBlocked) as error:
        async with app.database.tenant(key.tenant) as tx:
            stopped = await stop(tx, key.tenant, key.account, error, part.sealed_token)
        if stopped:
            tell_stop(key.tenant, key.account, error)
        await _look_later(app, key, part, error, wait=0.0)
    except Permanent as error:
        await _leave_unknown(app, key, part, error)
    else:
        await _judge(app, key, part, messages, worth_keeping(heard, slowed=part.slowed))


async def _thread(app: App, key: ConversationKey, part: Doubt, heard: Heard) -> list[PostedMessage]:
    """Where the part would stand: in the customer's thread, or under the comment."""
    token = open_token(app.keys, key, part.sealed_token)
    if part.comment is not None:
        return await app.graph.comment_replies(token=token, comment=part.comment.id, heard=heard)
    permit = partial(app.pace.permit, key.tenant, key.account, Kind.CONVERSATIONS)
    wordless = part.text is None
    return await app.graph.recent_messages(
        token=token, customer=key.customer, whole=wordless, heard=heard, permit=permit
    )


async def _judge(
    app: App, key: ConversationKey, part: Doubt, messages: list[PostedMessage], told: Told | None
) -> None:
    part_no, checks = part.part_no, part.checks + 1
    mid = await _find(app, key, part, messages)
    if mid is not None:
        await settle(app.database, key, "sent", told=told, part_no=part_no, mid=mid)
    elif checks < LOOKS:
        again = {"reason": NOT_IN_THREAD, "wait": BETWEEN_LOOKS, "checks": checks}
        await settle(app.database, key, "doubt", told=told, part_no=part_no, **again)
    else:
        again = {"reason": NOT_IN_THREAD, "wait": timedelta(0)}
        await settle(app.database, key, "again", told=told, part_no=part_no, **again)
    event("send.doubt_looked", **key.names, part=part.part_no, found=mid is not None)


async def _look_later(
    app: App,
    key: ConversationKey,
    part: Doubt,
    error: AgentError,
    *,
    wait: float,
    told: Told | None = None,
    within: timedelta = WINDOW_OF_DOUBT,
) -> None:
    """The doubt remains, and this look does not count; after `within` the thread counts as unreadable."""
    if part.now - part.since > within:
        await _leave_unknown(app, key, part, error, told)
        return
    await settle(
        app.database,
        key,
        "doubt",
        told=told,
        part_no=part.part_no,
        reason=str(error),
        wait=timedelta(seconds=wait),
        checks=part.checks,
    )


async def _leave_unknown(
    app: App, key: ConversationKey, part: Doubt, error: AgentError, told: Told | None = None
) -> None:
    reason = str(error)
    async with app.database.tenant(key.tenant) as tx:
        await account.keep(tx, key, told)
        wanted = await end(tx, key, part_no=part.part_no, state="unknown", reason=reason)
    event("send.unknown", level=logging.ERROR, **key.names, part=part.part_no, reason=reason)
    await person_wanted.log(wanted, key)


async def _find(app: App, key: ConversationKey, part: Doubt, messages: list[PostedMessage]) -> str | None:
    """The mid of the oldest unclaimed message that reads like this part and is not older than its first attempt."""
    alike = [
        message
        for message in messages
        if message.sender == key.account
        and _same(message, part)
        and message.created_at >= part.first_posted_at - SKEW
    ]
    if not alike:
        return None
    async with app.database.tenant(key.tenant) as tx:
        known = await tx.rows(SQL["known_mids"], {**key.params, "mids": [message.mid for message in alike]})
    taken = {row["mid"] for row in known}
    free = [message for message in alike if message.mid not in taken]
    return min(free, key=lambda message: message.created_at).mid if free else None


def _same(message: PostedMessage, part: Doubt) -> bool:
    """What has no words is known by having none: between two pictures posted within a minute nobody here could tell."""
    if part.text is None:
        return not message.text and bool(message.kinds)
    return reads_the_same(message.text, part.text)
