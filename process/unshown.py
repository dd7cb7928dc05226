"""Messages that Instagram only hints at: an edit with number 0 and no text stands in place of the message itself.

The recorder asks Meta for it when its own transaction has ended, and sends what it gets through `inbound` to whose it is,
under the webhook's own key. It may run twice: a message that is known is not asked for again, and one that is recorded
twice is written once. An outage is the caller's: it comes again and asks again. What Meta refuses is for a person.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path

from process.found import Own, bodies, customer_of, event_of
from process.look import known_mids
from shared.app import App
from shared.contracts import Event
from shared.crypto import Column
from shared.database import named_queries
from shared.errors import AccountBlocked, GraphRefused, TokenDead
from shared.graph.reading import PostedMessage
from shared.pace import Kind
from shared.person_wanted import Reason, log, tell
from shared.stopping import stop, tell_stop
from shared.telemetry import event
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))


def is_unshown(hinted: Event) -> bool:
    return hinted.kind == "edit" and hinted.number == 0 and hinted.text is None


async def show(app: App, key: ConversationKey, hinted: Event) -> None:
    """`key` is of the conversation that the hint was recorded in, which mostly names no customer. Raises Retryable."""
    mid = hinted.mid
    if mid is None or await known_mids(app, key.tenant, [mid]):
        return
    async with app.database.tenant(key.tenant) as tx:
        account = await tx.row(SQL["account"], key.params)
    if account is None:
        return
    own = Own(key.account, account["app_scoped_id"])
    try:
        message = await _fetch(app, key, mid, account["sealed_token"])
    except (TokenDead, AccountBlocked) as error:
        async with app.database.tenant(key.tenant) as tx:
            stopped = await stop(tx, key.tenant, key.account, error, account["sealed_token"])
        if stopped:
            tell_stop(key.tenant, key.account, error)
        await _leave_to_person(app, key, hinted, str(error), error.code)
        return
    except GraphRefused as error:
        await _leave_to_person(app, key, hinted, str(error), error.code)
        return
    customer, told = customer_of(message, own), event_of(message, own)
    if customer is None or told is None:
        await _leave_to_person(app, key, hinted, "not_understood", None)
        return
    for body in bodies(key.account, customer, [replace(told, standby=hinted.standby)]):
        await app.bus.send(body.outgoing(message_id=body.message_id()))
    event("record.shown", tenant=key.tenant, conversation=f"{key.account}:{customer}", kind=told.kind)


async def _fetch(app: App, key: ConversationKey, mid: str, sealed_token: bytes) -> PostedMessage:
    return await app.graph.message(
        token=app.keys.open(sealed_token, tenant=key.tenant, column=Column.ACCESS_TOKEN),
        mid=mid,
        permit=partial(app.pace.permit, key.tenant, key.account, Kind.CONVERSATIONS),
    )


async def _leave_to_person(
    app: App, key: ConversationKey, hinted: Event, reason: str, code: int | None
) -> None:
    if not hinted.by_account:
        async with app.database.tenant(key.tenant) as tx:
            await tx.queue(SQL["not_shown"], {**key.params, "person": Reason.NOT_SHOWN})
            told = await tell(tx, key)
        await log(told, key)
    event("record.not_shown", **key.names, reason=reason, code=code)
