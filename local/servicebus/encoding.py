"""Writing AMQP values: one table of writers by Python type, built once at import.

Integers take the shortest encoding of their type, except in arrays, where one constructor serves all items.
A type without an encoding is a TypeError here and not a malformed frame at the peer.
"""

import struct
from collections.abc import Callable
from typing import Any
from uuid import UUID

from local.servicebus.wiretypes import (
    Array,
    Byte,
    Char,
    Described,
    Float,
    Long,
    Opaque,
    Short,
    Symbol,
    Timestamp,
    UByte,
    UInt,
    ULong,
    UShort,
)

Writer = Callable[[Any], bytes]

_U32 = struct.Struct(">I")
_SIZE_COUNT = struct.Struct(">II")


def encode(value: Any) -> bytes:
    writer = _WRITERS.get(type(value))
    if writer is None:
        raise TypeError(f"no AMQP encoding for {type(value).__name__}")
    return writer(value)


def _packed(code: int, layout: str) -> Writer:
    pack = struct.Struct(">B" + layout).pack
    return lambda value: pack(code, value)


def _compact(zero: int | None, small: int, layout: str, wide: Writer) -> Writer:
    """Integers take the shortest of their encodings: none, one byte, or their full width."""
    low, high = (-128, 127) if layout == "b" else (0, 255)
    pack = struct.Struct(">B" + layout).pack
    nothing = None if zero is None else bytes((zero,))

    def write(value: int) -> bytes:
        if nothing is not None and not value:
            return nothing
        return pack(small, value) if low <= value <= high else wide(value)

    return write


def _variable(small: int, large: int, to_bytes: Callable[[Any], bytes]) -> Writer:
    def write(value: Any) -> bytes:
        raw = to_bytes(value)
        if len(raw) < 256:
            return bytes((small, len(raw))) + raw
        return bytes((large,)) + _U32.pack(len(raw)) + raw

    return write


def _collection(small: int, large: int, count: int, raw: bytes) -> bytes:
    if len(raw) < 255 and count < 256:
        return bytes((small, len(raw) + 1, count)) + raw
    return bytes((large,)) + _SIZE_COUNT.pack(len(raw) + 4, count) + raw


def _write_list(items: list[Any]) -> bytes:
    if not items:
        return b"\x45"
    return _collection(0xC0, 0xD0, len(items), b"".join(map(encode, items)))


def _write_map(entries: dict[Any, Any]) -> bytes:
    raw = b"".join([encode(part) for entry in entries.items() for part in entry])
    return _collection(0xC1, 0xD1, 2 * len(entries), raw)


def encode_raw_map(entries: dict[Any, bytes], *, more: bytes = b"", more_count: int = 0) -> bytes:
    """A map whose values are encoded already, and `more` entries of which the keys are as well."""
    raw = b"".join([part for key, value in entries.items() for part in (encode(key), value)])
    return _collection(0xC1, 0xD1, 2 * (len(entries) + more_count), raw + more)


def _write_array(items: Array) -> bytes:
    """Every item in the widest encoding of the first one's type, so that one constructor serves all."""
    if not items:
        return b"\xe0\x01\x00"
    kinds = {type(item) for item in items}
    if len(kinds) > 1:
        raise TypeError("an array holds items of one type")
    writer = _WIDEST.get(kinds.pop())
    if writer is None:
        raise TypeError(f"no arrays of {type(items[0]).__name__}")
    encoded = [writer(item) for item in items]
    return _collection(0xE0, 0xF0, len(items), encoded[0][:1] + b"".join([item[1:] for item in encoded]))


def _wide_variable(code: int, to_bytes: Callable[[Any], bytes]) -> Writer:
    def write(value: Any) -> bytes:
        raw = to_bytes(value)
        return bytes((code,)) + _U32.pack(len(raw)) + raw

    return write


def _write_int(value: int) -> bytes:
    return _INT(value) if -(2**31) <= value < 2**31 else _LONG(value)


def _utf8(value: str) -> bytes:
    return value.encode()


def _ascii(value: str) -> bytes:
    return value.encode("ascii")


_UINT32, _ULONG64 = _packed(0x70, "I"), _packed(0x80, "Q")
_INT32, _LONG64 = _packed(0x71, "i"), _packed(0x81, "q")
_INT, _LONG = _compact(None, 0x54, "b", _INT32), _compact(None, 0x55, "b", _LONG64)
_TIMESTAMP = _packed(0x83, "q")

_WRITERS: dict[type, Writer] = {
    type(None): lambda _: b"\x40",
    bool: lambda value: b"\x41" if value else b"\x42",
    int: _write_int,
    float: _packed(0x82, "d"),
    str: _variable(0xA1, 0xB1, _utf8),
    bytes: _variable(0xA0, 0xB0, bytes),
    UUID: lambda value: b"\x98" + value.bytes,
    list: _write_list,
    dict: _write_map,
    Array: _write_array,
    Described: lambda it: b"\x00" + encode(it.descriptor) + encode(it.value),
    Symbol: _variable(0xA3, 0xB3, _ascii),
    Char: lambda value: b"\x73" + _U32.pack(ord(value)),
    UByte: _packed(0x50, "B"),
    Byte: _packed(0x51, "b"),
    UShort: _packed(0x60, "H"),
    Short: _packed(0x61, "h"),
    UInt: _compact(0x43, 0x52, "B", _UINT32),
    ULong: _compact(0x44, 0x53, "B", _ULONG64),
    Long: _LONG,
    Timestamp: _TIMESTAMP,
    Float: _packed(0x72, "f"),
    Opaque: lambda it: bytes((it.code,)) + it.raw,
}

_WIDEST: dict[type, Writer] = _WRITERS | {
    int: _INT32,
    str: _wide_variable(0xB1, _utf8),
    bytes: _wide_variable(0xB0, bytes),
    Symbol: _wide_variable(0xB3, _ascii),
    UInt: _UINT32,
    ULong: _ULONG64,
    Long: _LONG64,
    bool: lambda value: b"\x56\x01" if value else b"\x56\x00",
}
for _kind in (list, dict, Array, Described, Opaque):
    del _WIDEST[_kind]
