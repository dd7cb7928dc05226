"""Meta's POST: checked, cut into events, and safe on the bus before it is answered.

200 only when Service Bus has accepted everything, 503 otherwise and within four seconds, so that Meta delivers again.
It needs no database, model or search: it keeps working while they are down.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from itertools import groupby

import azure.functions as func

from ingest.items import Item
from ingest.parse import parse
from ingest.signature import is_signed
from shared.app import App
from shared.contracts import MAX_BODY_BYTES, Event, Inbound, Outgoing, dump, members
from shared.errors import Permanent, Refused, Retryable
from shared.telemetry import event

#: A thousand escaped Arabic messages are 3.3 MB.
MAX_BYTES = 4 * 1024 * 1024
#: Meta gives up after five seconds.
ANSWER_WITHIN = 4.0
_ENVELOPE_BYTES = 512

Send = Callable[..., Awaitable[None]]


async def respond(app: App, req: func.HttpRequest) -> func.HttpResponse:
    await accept(req.get_body(), req.headers, secrets=app.settings.app_secrets, send=app.bus.send)
    return func.HttpResponse("accepted")


async def accept(
    body: bytes,
    headers: Mapping[str, str],
    *,
    secrets: Sequence[bytes],
    send: Send,
    within: float = ANSWER_WITHIN,
) -> None:
    """Returns when everything is accepted. Raises Refused with the status to answer."""
    _check(body, headers.get("x-hub-signature-256"), secrets)
    items = parse(body, now_ms=time.time_ns() // 1_000_000)
    outgoing = [message for group in _by_conversation(items) for message in _pack(group)]
    try:
        async with asyncio.timeout(within):
            await send(*outgoing)
    except (TimeoutError, Retryable, Permanent) as error:
        event("webhook.not_enqueued", error=type(error).__name__, items=len(items))
        raise Refused(503, "not accepted yet: deliver again") from error
    unknown = sum(item.event.kind == "unknown" for item in items)
    event("webhook.accepted", items=len(items), unknown=unknown, bytes=len(body), messages=len(outgoing))


def _check(body: bytes, signature: str | None, secrets: Sequence[bytes]) -> None:
    if len(body) > MAX_BYTES:
        raise Refused(413, f"a delivery has at most {MAX_BYTES} bytes")
    if signature is None:
        raise Refused(401, "X-Hub-Signature-256 is missing")
    if not body:
        # The Functions host passes no body on when the request has no Content-Length; to check b"" would be a lie.
        raise Refused(400, "the body is empty: send it with Content-Length, not chunked")
    if not is_signed(body, signature, secrets):
        raise Refused(401, "X-Hub-Signature-256 does not match the body")


def _by_conversation(items: list[Item]) -> list[list[Item]]:
    """One list a conversation, each in the delivery's order."""

    def conversation(item: Item) -> tuple[str, str]:
        return item.account, item.customer

    return [list(group) for _, group in groupby(sorted(items, key=conversation), conversation)]


def _pack(items: list[Item]) -> list[Outgoing]:
    """One message for one conversation, or as few as the size of a message allows."""
    events = [item.event for item in items]
    whole = _message(items[0], events)
    if len(whole.body) <= MAX_BODY_BYTES:
        return [whole]
    return [_message(items[0], pack) for pack in _cut(events, MAX_BODY_BYTES)]


def _message(of: Item, events: list[Event]) -> Outgoing:
    inbound = Inbound(account=of.account, customer=of.customer, events=tuple(events))
    return inbound.outgoing(message_id=inbound.message_id())


def _cut(events: list[Event], limit: int) -> Iterator[list[Event]]:
    pack: list[Event] = []
    size = _ENVELOPE_BYTES
    for item in events:
        cost = len(dump(members(item))) + len(",")
        if pack and size + cost > limit:
            yield pack
            pack, size = [], _ENVELOPE_BYTES
        pack.append(item)
        size += cost
    yield pack
