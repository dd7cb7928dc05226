"""The client's connection: header, SASL, open, and frames to the links that wait for them.

Every link has an AMQP session of its own, as in .NET's client, so the peer's limit of 255 links per session
never counts however many queue sessions are open. All handshakes are pipelined; what one turn of the loop
writes leaves in one piece.
"""

import asyncio
from typing import Any, Protocol

from local.servicebus.client.errors import ConnectionLostError, refusal
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
    SaslOutcome,
    pack,
    unpack,
)
from local.servicebus.wiretypes import DecodeError

MAX_FRAME_SIZE = 1 << 20
WINDOW = 0x7FFFFFFF
#: Less than half of what the broker allows a silent client.
HEARTBEAT_SECONDS = 60.0


class Endpoint(Protocol):
    """The owner of one AMQP session."""

    def on_performative(self, performative: Any, payload: bytes) -> None: ...

    def on_lost(self, error: ConnectionLostError) -> None: ...


class Wire(asyncio.Protocol):
    def __init__(self, hostname: str, container: str) -> None:
        self._hostname = hostname
        self._container = container
        self._reader = FrameReader(MAX_FRAME_SIZE)
        self._transport: asyncio.Transport | None = None
        self._out: list[bytes] = []
        self._flushing = False
        self._endpoints: dict[int, Endpoint] = {}
        #: Our channel number by the peer's.
        self._by_peer: dict[int, int] = {}
        self._ending: set[int] = set()
        self._next_channel = 0
        self._free_channels: list[int] = []
        self._heartbeat: asyncio.TimerHandle | None = None
        self.lost: ConnectionLostError | None = None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    # The socket

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        opening = Open(self._container, self._hostname, MAX_FRAME_SIZE, 0xFFFF)
        self._write_raw(SASL_HEADER + frame(0, pack(SaslInit("ANONYMOUS", b"")), kind=SASL))
        self._write_raw(AMQP_HEADER + frame(0, pack(opening)))
        self._beat()

    def data_received(self, data: bytes) -> None:
        try:
            for received in self._reader.feed(data):
                self._on_frame(received)
        except DecodeError as error:
            self._lose(f"the broker sent something unreadable: {error}")

    def connection_lost(self, error: Exception | None) -> None:
        self._lose(f"the connection is closed{f': {error}' if error else ''}")
        if self._heartbeat is not None:
            self._heartbeat.cancel()
        if not self.closed.done():
            self.closed.set_result(None)

    def _lose(self, why: str) -> None:
        if self.lost is not None:
            return
        self.lost = ConnectionLostError(why)
        if not self.opened.done():
            self.opened.set_exception(self.lost)
        endpoints = list(self._endpoints.values())
        self._endpoints.clear()
        self._by_peer.clear()
        for endpoint in endpoints:
            endpoint.on_lost(self.lost)
        if self._transport is not None:
            self._transport.close()

    def close(self) -> None:
        if self.lost is None:
            self.write(0, pack(Close()))
            self._flush()
            self._lose("the client was closed")

    def _beat(self) -> None:
        self._write_raw(EMPTY_FRAME)
        self._heartbeat = asyncio.get_running_loop().call_later(HEARTBEAT_SECONDS, self._beat)

    # Writing

    def write(self, channel: int, body: bytes) -> None:
        self._write_raw(frame(channel, body))

    def _write_raw(self, data: bytes) -> None:
        self._out.append(data)
        if not self._flushing:
            self._flushing = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._flushing = False
        data, self._out = b"".join(self._out), []
        if data and self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    # AMQP sessions

    def begin(self, endpoint: Endpoint) -> int:
        if self.lost is not None:
            raise self.lost
        if self._free_channels:
            number = self._free_channels.pop()
        else:
            number, self._next_channel = self._next_channel, self._next_channel + 1
        self._endpoints[number] = endpoint
        self.write(number, pack(Begin(None, 0, WINDOW, WINDOW, 255)))
        return number

    def end(self, number: int) -> None:
        if self.lost is None and number not in self._ending:
            self._ending.add(number)
            self.write(number, pack(End()))

    # Reading

    def _on_frame(self, received: Frame) -> None:
        if received.code == HEADER_CODE:
            if received.payload not in {SASL_HEADER, AMQP_HEADER}:
                raise DecodeError("the broker wants another protocol")
        elif received.code != EMPTY_CODE:
            performative = unpack(received.code, received.fields)
            number = self._by_peer.get(received.channel)
            if isinstance(performative, Begin | End):
                self._on_session(received.channel, performative)
            elif number is not None and number in self._endpoints:
                self._endpoints[number].on_performative(performative, received.payload)
            else:
                self._on_connection(performative)

    def _on_connection(self, performative: Any) -> None:
        match performative:
            case Open() if not self.opened.done():
                self.opened.set_result(None)
            case Close():
                self._lose(f"the broker closed the connection: {refusal(performative.error)}")
            case SaslOutcome() if performative.code:
                self._lose("the broker refused the login")

    def _on_session(self, peer_channel: int, performative: Begin | End) -> None:
        if isinstance(performative, Begin):
            if performative.remote_channel is not None:
                self._by_peer[peer_channel] = performative.remote_channel
            return
        number = self._by_peer.pop(peer_channel, None)
        if number is None:
            return
        self.end(number)
        self._ending.discard(number)
        self._free_channels.append(number)
        endpoint = self._endpoints.pop(number)
        endpoint.on_performative(performative, b"")
