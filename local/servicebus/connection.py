"""One client's connection: protocol headers, SASL, open, and frames to their channels.

Nothing is written to the socket while frames are being read. What a turn of the event loop has to say gathers
here and goes out in `flush`, which the server calls after the journal's commit.
"""

import asyncio
from typing import TYPE_CHECKING, Any

from local.servicebus.authorisation import Authorisation
from local.servicebus.channel import Channel
from local.servicebus.errors import BrokerError, Condition
from local.servicebus.frames import (
    AMQP_HEADER,
    EMPTY_CODE,
    EMPTY_FRAME,
    HEADER_CODE,
    SASL,
    SASL_HEADER,
    Frame,
    FrameReader,
    frame,
)
from local.servicebus.performatives import (
    Begin,
    Close,
    End,
    Open,
    SaslInit,
    SaslMechanisms,
    SaslOutcome,
    pack,
    unpack,
)
from local.servicebus.wiretypes import Array, DecodeError, Symbol

if TYPE_CHECKING:
    from local.servicebus.server import Server

MAX_FRAME_SIZE = 65536
CHANNEL_MAX = 4999
#: The service drops a client it has not heard from for this long.
IDLE_SECONDS = 240.0
MECHANISMS = (Symbol("MSSBCBS"), Symbol("ANONYMOUS"))
SASL_OK, SASL_REFUSED = 0, 1
PRODUCT = {Symbol("product"): "IG-Shop-Agent local Service Bus stand-in"}


class Connection(asyncio.Protocol):
    def __init__(self, server: "Server") -> None:
        self.broker = server.broker
        self.authorisation = Authorisation(server.broker, self._watch_grants)
        self.peer_max_frame_size = MAX_FRAME_SIZE
        self._server = server
        self._reader = FrameReader(MAX_FRAME_SIZE)
        self._transport: asyncio.Transport | None = None
        self._channels: dict[int, Channel] = {}
        self._out: list[bytes] = []
        self._closing = False
        self._heard = False
        self._heartbeat: asyncio.TimerHandle | None = None
        self._silence: asyncio.TimerHandle | None = None
        self._expiry: asyncio.TimerHandle | None = None

    # The socket

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.connections.add(self)
        self._watch_silence()

    def data_received(self, data: bytes) -> None:
        self._heard = True
        self._server.end_turn_soon()  # even if there is nothing to answer: it may need storing, or an alarm
        try:
            for received in self._reader.feed(data):
                if self._closing:
                    return
                self._on_frame(received)
        except DecodeError as error:
            self.close_with(BrokerError(Condition.DECODE_ERROR, str(error)))

    def connection_lost(self, _: Exception | None) -> None:
        self._closing = True
        self._server.connections.discard(self)
        for timer in (self._heartbeat, self._silence, self._expiry):
            if timer is not None:
                timer.cancel()
        channels = list(self._channels.values())
        self._channels.clear()
        for channel in channels:
            channel.close()
        self._server.end_turn_soon()

    def abort(self) -> None:
        self._closing = True
        if self._transport is not None:
            self._transport.abort()

    # Writing

    def write(self, channel: int, body: bytes) -> None:
        self._out.append(frame(channel, body))
        self._server.flush_soon(self)

    def _write_raw(self, data: bytes) -> None:
        self._out.append(data)
        self._server.flush_soon(self)

    def flush(self) -> None:
        if self._transport is None or not self._out:
            return
        data, self._out = b"".join(self._out), []
        if not self._transport.is_closing():
            self._transport.write(data)
            if self._closing:
                self._transport.close()

    def end(self, number: int, error: BrokerError) -> None:
        channel = self._channels.pop(number, None)
        if channel is not None:
            channel.close()
            self.write(number, pack(End(error.encodable())))

    def close_with(self, error: BrokerError) -> None:
        self.write(0, pack(Close(error.encodable())))
        self._closing = True

    # Reading

    def _on_frame(self, received: Frame) -> None:
        if received.code == HEADER_CODE:
            self._on_header(received.payload)
        elif received.code != EMPTY_CODE:
            self._on_performative(received.channel, unpack(received.code, received.fields), received.payload)

    def _on_header(self, header: bytes) -> None:
        if header == SASL_HEADER:
            mechanisms = SaslMechanisms(Array(MECHANISMS))
            self._write_raw(SASL_HEADER + frame(0, pack(mechanisms), kind=SASL))
        elif header == AMQP_HEADER:
            self._write_raw(AMQP_HEADER)
        else:
            self._write_raw(AMQP_HEADER)  # how AMQP says which version it would have liked
            self._closing = True

    def _on_performative(self, number: int, performative: Any, payload: bytes) -> None:
        channel = self._channels.get(number)
        match performative:
            case Begin():
                self._channels[number] = Channel(self, number, performative)
            case Open():
                self._on_open(performative)
            case Close():
                self.write(0, pack(Close()))
                self._closing = True
            case SaslInit():
                self._on_sasl(performative)
            case End() if channel is not None:
                del self._channels[number]
                channel.close()
                self.write(number, pack(End()))
            case _ if channel is not None:
                channel.on_performative(performative, payload)
            case _:
                pass  # for a channel that is not open: clients detach after their end

    def _on_sasl(self, init: SaslInit) -> None:
        known = init.mechanism in MECHANISMS
        outcome = SaslOutcome(SASL_OK if known else SASL_REFUSED)
        self._write_raw(frame(0, pack(outcome), kind=SASL))
        self._closing = not known

    def _on_open(self, opened: Open) -> None:
        if opened.max_frame_size is not None:
            self.peer_max_frame_size = min(opened.max_frame_size, MAX_FRAME_SIZE)
        self.write(
            0,
            pack(
                Open(
                    "local",
                    opened.hostname,
                    MAX_FRAME_SIZE,
                    CHANNEL_MAX,
                    int(IDLE_SECONDS * 1000),
                    properties=PRODUCT,
                )
            ),
        )
        if opened.idle_time_out:
            self._beat(opened.idle_time_out / 1000 / 2.5)

    # Time

    def _watch_grants(self) -> None:
        if self._expiry is not None:
            self._expiry.cancel()
        seconds = self.authorisation.next_expiry()
        if seconds is not None:
            self._expiry = asyncio.get_running_loop().call_later(seconds, self._on_grant_expired)

    def _on_grant_expired(self) -> None:
        """Links outlive their token at no time: a client that renews it in time never notices."""
        for channel in self._channels.values():
            channel.drop_unauthorised()
        self._watch_grants()

    def _beat(self, every: float) -> None:
        """An empty frame well within the time after which the client would give us up."""
        if not self._closing:
            self._write_raw(EMPTY_FRAME)
            self._heartbeat = asyncio.get_running_loop().call_later(every, self._beat, every)

    def _watch_silence(self) -> None:
        if self._silence is not None and not self._heard:
            self.close_with(
                BrokerError(Condition.CONNECTION_FORCED, "the connection was inactive for too long")
            )
            return
        self._heard = False
        self._silence = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._watch_silence)
