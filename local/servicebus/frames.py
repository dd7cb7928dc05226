"""AMQP frames: what a connection reads and writes.

FrameReader cuts a byte stream into protocol headers and frames whatever the pieces they arrive in, and
refuses a frame above the negotiated size before buffering it, so that a stray client of another protocol
cannot make the process allocate.
"""

import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

from local.servicebus.decoding import decode
from local.servicebus.wiretypes import DecodeError, Described

AMQP_HEADER = b"AMQP\x00\x01\x00\x00"
SASL_HEADER = b"AMQP\x03\x01\x00\x00"
EMPTY_FRAME = b"\x00\x00\x00\x08\x02\x00\x00\x00"
AMQP, SASL = 0, 1

_HEAD = struct.Struct(">IBBH")


class Frame(NamedTuple):
    """A performative as (code, fields) and, on a transfer, the bytes behind it.

    A protocol header comes as code -1 with the eight bytes as payload; an empty frame as code 0.
    """

    channel: int
    code: int
    fields: list[Any]
    payload: bytes


HEADER_CODE, EMPTY_CODE = -1, 0


def frame(channel: int, body: bytes, *, kind: int = AMQP) -> bytes:
    return _HEAD.pack(len(body) + 8, 2, kind, channel) + body


class FrameReader:
    def __init__(self, max_frame_size: int) -> None:
        self._limit = max_frame_size
        self._buffer = b""

    def feed(self, data: bytes) -> Iterator[Frame]:
        buffer = self._buffer + data if self._buffer else data
        at, end = 0, len(buffer)
        try:
            while end - at >= 8:
                if buffer[at : at + 4] == b"AMQP":
                    at += 8
                    yield Frame(0, HEADER_CODE, [], buffer[at - 8 : at])
                    continue
                size, offset, _, channel = _HEAD.unpack_from(buffer, at)
                if not 8 <= size <= self._limit or offset < 2:
                    raise DecodeError(f"frame of {size} bytes; between 8 and {self._limit} are allowed")
                if end - at < size:
                    break
                start, at = at + 4 * offset, at + size
                yield _parse(channel, buffer[start:at])
        finally:
            self._buffer = buffer[at:]


def _parse(channel: int, body: bytes) -> Frame:
    if not body:
        return Frame(channel, EMPTY_CODE, [], b"")
    performative, end = decode(body)
    if not isinstance(performative, Described) or not isinstance(performative.value, list):
        raise DecodeError("a frame holds a described list")
    return Frame(channel, performative.descriptor, performative.value, body[end:])
