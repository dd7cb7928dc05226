"""Requests to $cbs and to the management nodes: a pair of links on one AMQP session, answers by correlation id."""

import asyncio
from typing import Any, NamedTuple

from local.servicebus.client.errors import ConnectionLostError, refusal
from local.servicebus.client.wire import WINDOW, Wire
from local.servicebus.decoding import decode
from local.servicebus.encoding import encode
from local.servicebus.errors import BrokerError
from local.servicebus.messages import APPLICATION, PROPERTIES, VALUE, sections
from local.servicebus.performatives import RECEIVER, SENDER, Attach, Detach, End, Flow, Transfer, pack
from local.servicebus.vocabulary import SOURCE, TARGET
from local.servicebus.wiretypes import Described, ULong

REQUESTS, RESPONSES = 0, 1
CREDIT = 1000


class Response(NamedTuple):
    application: dict[str, Any]
    value: Any


class RequestChannel:
    def __init__(self, wire: Wire, node: str) -> None:
        self._wire = wire
        self._channel = wire.begin(self)
        self._sent = 0
        self._received = 0
        self._parts: list[bytes] = []
        self._pending: dict[int, asyncio.Future[Response]] = {}
        self.error: BrokerError | ConnectionLostError | None = None
        source, target = Described(SOURCE, [node]), Described(TARGET, [node])
        self._write(
            Attach(
                f"{node}-requests", REQUESTS, SENDER, source=source, target=target, initial_delivery_count=0
            )
        )
        self._write(Attach(f"{node}-responses", RESPONSES, RECEIVER, source=source, target=target))
        self._give_credit()

    async def ask(self, application: dict[str, Any], value: Any) -> Response:
        if self.error is not None:
            raise self.error
        number = self._sent
        self._sent += 1
        answered: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        self._pending[number] = answered
        parts = ((PROPERTIES, [ULong(number)]), (APPLICATION, application), (VALUE, value))
        payload = b"".join(encode(Described(ULong(code), part)) for code, part in parts)
        transfer = Transfer(REQUESTS, number, number.to_bytes(4, "big"), 0, settled=False, more=False)
        self._wire.write(self._channel, pack(transfer) + payload)
        try:
            return await answered
        finally:
            self._pending.pop(number, None)

    def _write(self, performative: tuple[Any, ...]) -> None:
        self._wire.write(self._channel, pack(performative))

    def _give_credit(self) -> None:
        self._write(Flow(self._received, WINDOW, self._sent, WINDOW, RESPONSES, self._received, CREDIT))

    def on_performative(self, performative: Any, payload: bytes) -> None:
        match performative:
            case Transfer():
                self._parts.append(payload)
                if not performative.more:
                    self._on_response(b"".join(self._parts))
                    self._parts.clear()
            case Detach():
                self._fail(refusal(performative.error))
                self._wire.end(self._channel)
            case End():
                self._fail(ConnectionLostError("the broker ended the request links"))

    def _on_response(self, payload: bytes) -> None:
        self._received += 1
        if self._received % (CREDIT // 2) == 0:
            self._give_credit()
        found = {code: decode(payload, start)[0] for code, start, _ in sections(payload)}
        answered = self._pending.get(found[PROPERTIES][5])
        if answered is not None and not answered.done():
            answered.set_result(Response(found[APPLICATION], found.get(VALUE)))

    def on_lost(self, error: ConnectionLostError) -> None:
        self._fail(error)

    def _fail(self, error: BrokerError | ConnectionLostError) -> None:
        self.error = self.error or error
        for answered in self._pending.values():
            if not answered.done():
                answered.set_exception(self.error)
