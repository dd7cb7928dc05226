"""The AMQP performatives as named tuples, in the order of their wire fields.

`pack` writes one, leaving out what is None at the end; `unpack` reads one from a frame. The four that
travel with every message (transfer and disposition, each way) have packers of their own that skip the
general encoder: they are most of what a busy connection writes.
The order of the fields below is the order on the wire. A role is False for a sender, True for a receiver.
"""

import struct
from collections.abc import Callable
from typing import Any, NamedTuple

from local.servicebus.encoding import encode
from local.servicebus.wiretypes import DecodeError, Described, Symbol, UByte, UInt, ULong, UShort

SENDER, RECEIVER = False, True


class Open(NamedTuple):
    container_id: str
    hostname: str | None = None
    max_frame_size: int | None = None
    channel_max: int | None = None
    idle_time_out: int | None = None
    outgoing_locales: Any = None
    incoming_locales: Any = None
    offered_capabilities: Any = None
    desired_capabilities: Any = None
    properties: dict[Any, Any] | None = None


class Begin(NamedTuple):
    remote_channel: int | None = None
    next_outgoing_id: int = 0
    incoming_window: int = 0
    outgoing_window: int = 0
    handle_max: int | None = None
    offered_capabilities: Any = None
    desired_capabilities: Any = None
    properties: dict[Any, Any] | None = None


class Attach(NamedTuple):
    name: str
    handle: int
    role: bool
    snd_settle_mode: int | None = None
    rcv_settle_mode: int | None = None
    source: Any = None
    target: Any = None
    unsettled: Any = None
    incomplete_unsettled: bool | None = None
    initial_delivery_count: int | None = None
    max_message_size: int | None = None
    offered_capabilities: Any = None
    desired_capabilities: Any = None
    properties: dict[Any, Any] | None = None


class Flow(NamedTuple):
    next_incoming_id: int | None = None
    incoming_window: int = 0
    next_outgoing_id: int = 0
    outgoing_window: int = 0
    handle: int | None = None
    delivery_count: int | None = None
    link_credit: int | None = None
    available: int | None = None
    drain: bool | None = None
    echo: bool | None = None
    properties: dict[Any, Any] | None = None


class Transfer(NamedTuple):
    handle: int
    delivery_id: int | None = None
    delivery_tag: bytes | None = None
    message_format: int | None = None
    settled: bool | None = None
    more: bool | None = None
    rcv_settle_mode: int | None = None
    state: Any = None
    resume: bool | None = None
    aborted: bool | None = None
    batchable: bool | None = None


class Disposition(NamedTuple):
    role: bool
    first: int
    last: int | None = None
    settled: bool | None = None
    state: Any = None
    batchable: bool | None = None


class Detach(NamedTuple):
    handle: int
    closed: bool | None = None
    error: Any = None


class End(NamedTuple):
    error: Any = None


class Close(NamedTuple):
    error: Any = None


class SaslMechanisms(NamedTuple):
    mechanisms: Any


class SaslInit(NamedTuple):
    mechanism: str
    initial_response: bytes | None = None
    hostname: str | None = None


class SaslOutcome(NamedTuple):
    code: int
    additional_data: bytes | None = None


_Kind = Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _accepted(kind: _Kind) -> type:
    """What Python type a field of that kind is read as."""
    if not isinstance(kind, type):
        return object
    return next(base for base in (bool, int, str, bytes) if issubclass(kind, base))


_LAYOUTS: dict[Any, tuple[int, tuple[_Kind, ...]]] = {
    Open: (0x10, (str, str, UInt, UShort, UInt, *[_same] * 5)),
    Begin: (0x11, (UShort, UInt, UInt, UInt, UInt, *[_same] * 3)),
    Attach: (0x12, (str, UInt, bool, UByte, UByte, *[_same] * 4, UInt, ULong, *[_same] * 3)),
    Flow: (0x13, (UInt, UInt, UInt, UInt, UInt, UInt, UInt, UInt, bool, bool, _same)),
    Transfer: (0x14, (UInt, UInt, bytes, UInt, bool, bool, UByte, _same, bool, bool, bool)),
    Disposition: (0x15, (bool, UInt, UInt, bool, _same, bool)),
    Detach: (0x16, (UInt, bool, _same)),
    End: (0x17, (_same,)),
    Close: (0x18, (_same,)),
    SaslMechanisms: (0x40, (_same,)),
    SaslInit: (0x41, (Symbol, bytes, str)),
    SaslOutcome: (0x44, (UByte, bytes)),
}

_BY_CODE: dict[int, tuple[Any, tuple[tuple[type, bool], ...]]] = {
    code: (
        performative,
        tuple(
            (_accepted(kind), performative._field_defaults.get(name, 0) is not None)
            for kind, name in zip(kinds, performative._fields, strict=True)
        ),
    )
    for performative, (code, kinds) in _LAYOUTS.items()
}


def pack(performative: tuple[Any, ...]) -> bytes:
    code, kinds = _LAYOUTS[type(performative)]
    fields = [None if item is None else kind(item) for kind, item in zip(kinds, performative, strict=True)]
    while fields and fields[-1] is None:
        fields.pop()
    return encode(Described(ULong(code), fields))


def unpack(code: int, fields: list[Any]) -> Any:
    """Every field has its type and the mandatory ones are there, or it is a DecodeError."""
    known = _BY_CODE.get(code)
    if known is None:
        raise DecodeError(f"no performative has the code {code!r}")
    performative, checks = known
    if len(fields) > len(checks):
        raise DecodeError(f"too many fields for performative {code:#x}")
    for value, (kind, required) in zip(fields, checks, strict=False):
        if not isinstance(value, kind) and (value is not None or required):
            raise DecodeError(f"wrong field in performative {code:#x}")
    try:
        return performative(*fields)
    except TypeError as error:
        raise DecodeError(f"too few fields for performative {code:#x}") from error


_ID_PAIR = struct.Struct(">BIBI")
_SIZE_COUNT = struct.Struct(">II")


def pack_delivery(handle: int, delivery_id: int, tag: bytes, *, settled: bool, more: bool) -> bytes:
    """The first transfer frame of a delivery, message format 0."""
    fields = b"".join(
        (
            _ID_PAIR.pack(0x70, handle, 0x70, delivery_id),
            b"\xa0",
            bytes((len(tag),)),
            tag,
            b"\x43",
            b"\x41" if settled else b"\x42",
            b"\x41" if more else b"\x42",
        )
    )
    return b"\x00\x53\x14\xc0" + bytes((len(fields) + 1, 6)) + fields


def pack_settled(delivery_id: int, state: bytes, *, role: bool) -> bytes:
    """A settled disposition of one delivery, its state already encoded."""
    fields = b"".join(
        (
            b"\x41" if role else b"\x42",
            _ID_PAIR.pack(0x70, delivery_id, 0x70, delivery_id),
            b"\x41",
            state,
        )
    )
    if len(fields) < 255:
        return b"\x00\x53\x15\xc0" + bytes((len(fields) + 1, 5)) + fields
    return b"\x00\x53\x15\xd0" + _SIZE_COUNT.pack(len(fields) + 4, 5) + fields
