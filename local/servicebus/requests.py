"""Request and response over a pair of links, as $cbs and $management use it.

The response goes to the link whose target the request names in reply-to, else to the one on the same node; its
correlation id is the request's message id with its AMQP type kept, for a client waiting on a uuid does not
recognise the same id as a string.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.servicebus.decoding import decode
from local.servicebus.encoding import encode
from local.servicebus.links import Inlet, Outlet
from local.servicebus.messages import APPLICATION, PROPERTIES, VALUE, sections
from local.servicebus.outcomes import CONFIRMED
from local.servicebus.performatives import RECEIVER, Attach, Transfer
from local.servicebus.vocabulary import ACCEPTED
from local.servicebus.wiretypes import DecodeError, Described, ULong

if TYPE_CHECKING:
    from local.servicebus.channel import Channel


@dataclass(frozen=True, slots=True)
class Request:
    message_id: Any
    reply_to: str | None
    application: dict[str, Any]
    value: Any


Respond = Callable[[dict[str, Any], Any], None]
Handler = Callable[[Request, Respond], None]


def read_request(payload: bytes) -> Request:
    found = {code: decode(payload, start)[0] for code, start, _ in sections(payload)}
    properties, application = found.get(PROPERTIES, []), found.get(APPLICATION, {})
    if not isinstance(properties, list) or not isinstance(application, dict):
        raise DecodeError("a request has properties and application properties")
    message_id, _, _, _, reply_to = [*properties, *[None] * 5][:5]
    return Request(message_id, reply_to, application, found.get(VALUE))


def write_response(request: Request, application: dict[str, Any], value: Any) -> bytes:
    properties = [None, None, None, None, None, request.message_id]
    parts = ((PROPERTIES, properties), (APPLICATION, application), (VALUE, value))
    return b"".join(encode(Described(ULong(code), part)) for code, part in parts)


class RequestInlet(Inlet):
    def __init__(self, channel: "Channel", request: Attach, node: str, handler: Handler) -> None:
        super().__init__(channel, request)
        self._node = node
        self._handler = handler

    def receive(self, first: Transfer, payload: bytes, *, settled: bool) -> None:
        request = read_request(payload)
        if not settled and first.delivery_id is not None:
            self.channel.settle(first.delivery_id, CONFIRMED[ACCEPTED], role=RECEIVER)

        def respond(application: dict[str, Any], value: Any) -> None:
            outlet = self.channel.response_link(request.reply_to, self._node)
            if outlet is not None:
                outlet.respond(write_response(request, application, value))

        self._handler(request, respond)


class ResponseOutlet(Outlet):
    def __init__(self, channel: "Channel", request: Attach, node: str) -> None:
        super().__init__(channel, request)
        self.node = node
        target = request.target
        self.target = target.value[0] if isinstance(target, Described) and target.value else None
        self._pending: deque[bytes] = deque()
        self._sent = 0

    def respond(self, payload: bytes) -> None:
        self._pending.append(payload)
        self.pump()

    def pump(self) -> None:
        while self.credit > 0 and self._pending:
            self._sent += 1
            self.send(self._sent.to_bytes(4, "big"), self._pending.popleft(), settled=True)
