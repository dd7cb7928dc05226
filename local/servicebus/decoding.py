"""Reading AMQP values: one table of readers by constructor byte, built once at import.

Malformed input raises DecodeError and nothing else, whatever the bytes: a peer can end its own connection
with rubbish, never the process. Sizes are checked against the buffer before anything is allocated.
"""

import struct
from collections.abc import Callable
from typing import Any
from uuid import UUID

from local.servicebus.wiretypes import (
    Array,
    Byte,
    Char,
    DecodeError,
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

Reader = Callable[[bytes, int], tuple[Any, int]]

_U32 = struct.Struct(">I")
_SIZE_COUNT = struct.Struct(">II")

#: Bytes of data by the constructor's upper half; None: a one-byte size follows, -1: a four-byte one.
_WIDTHS = {
    0x4: 0,
    0x5: 1,
    0x6: 2,
    0x7: 4,
    0x8: 8,
    0x9: 16,
    0xA: None,
    0xC: None,
    0xE: None,
    0xB: -1,
    0xD: -1,
    0xF: -1,
}


def decode(buf: bytes, offset: int = 0) -> tuple[Any, int]:
    """Read one value at `offset`; the second item is where the next one starts."""
    try:
        return _READERS[buf[offset]](buf, offset + 1)
    except DecodeError:
        raise
    except (
        IndexError,
        KeyError,
        TypeError,
        ValueError,
        OverflowError,
        struct.error,
        RecursionError,
    ) as error:
        raise DecodeError(f"malformed AMQP value: {error}") from error


def extent(buf: bytes, offset: int) -> int:
    """The end of the value at `offset`, without reading it: what is passed through is never decoded."""
    try:
        code = buf[offset]
        if not code:
            return extent(buf, extent(buf, offset + 1))
        width = _WIDTHS[code >> 4]
        if width is None:
            end = offset + 2 + buf[offset + 1]
        elif width < 0:
            end = offset + 5 + int(_U32.unpack_from(buf, offset + 1)[0])
        else:
            end = offset + 1 + width
    except (IndexError, KeyError, struct.error, RecursionError) as error:
        raise DecodeError("malformed AMQP value") from error
    if end > len(buf):
        raise DecodeError("value runs past the end of its frame")
    return end


def raw_entries(buf: bytes, offset: int) -> dict[Any, bytes]:
    """A map with its values left encoded, so that they can be written back bit for bit."""
    try:
        if buf[offset] not in {0xC1, 0xD1}:
            raise DecodeError("not a map")
        count, at, end = _head_of(buf, offset + 1, wide=buf[offset] == 0xD1)
        entries = {}
        while at < end:
            key, at = decode(buf, at)
            start, at = at, extent(buf, at)
            entries[key] = buf[start:at]
    except (IndexError, TypeError, struct.error) as error:
        raise DecodeError("malformed AMQP map") from error
    if at != end or 2 * len(entries) > count:
        raise DecodeError("map's size and entries disagree")
    return entries


def _constant(value: Any) -> Reader:
    return lambda _, at: (value, at)


def _fixed(layout: str, kind: Callable[[Any], Any] | None = None) -> Reader:
    unpack, width = struct.Struct(layout).unpack_from, struct.calcsize(layout)
    if kind is None:
        return lambda buf, at: (unpack(buf, at)[0], at + width)
    return lambda buf, at: (kind(unpack(buf, at)[0]), at + width)


def _one_byte(kind: Callable[[int], int], *, signed: bool = False) -> Reader:
    """Small integers are the most common values of all: they come ready-made from a table."""
    made = [kind(n - 256 if signed and n > 127 else n) for n in range(256)]
    return lambda buf, at: (made[buf[at]], at + 1)


def _slice(buf: bytes, at: int, end: int) -> bytes:
    if end > len(buf):
        raise DecodeError("value runs past the end of its frame")
    return bytes(buf[at:end])


def _short(kind: Callable[[bytes], Any]) -> Reader:
    def read(buf: bytes, at: int) -> tuple[Any, int]:
        end = at + 1 + buf[at]
        return kind(_slice(buf, at + 1, end)), end

    return read


def _wide(kind: Callable[[bytes], Any]) -> Reader:
    def read(buf: bytes, at: int) -> tuple[Any, int]:
        end = at + 4 + _U32.unpack_from(buf, at)[0]
        return kind(_slice(buf, at + 4, end)), end

    return read


def _exactly(width: int, kind: Callable[[bytes], Any]) -> Reader:
    return lambda buf, at: (kind(_slice(buf, at, at + width)), at + width)


def _text(raw: bytes) -> str:
    return raw.decode()


def _symbol(raw: bytes) -> Symbol:
    return Symbol(raw.decode("ascii"))


def _char(code: int) -> Char:
    return Char(chr(code))


def _uuid(raw: bytes) -> UUID:
    return UUID(bytes=raw)


def _opaque(code: int, width: int) -> Reader:
    return _exactly(width, lambda raw: Opaque(code, raw))


def _described(buf: bytes, at: int) -> tuple[Described, int]:
    descriptor, at = _READERS[buf[at]](buf, at + 1)
    value, at = _READERS[buf[at]](buf, at + 1)
    return Described(descriptor, value), at


def _head_of(buf: bytes, at: int, *, wide: bool) -> tuple[int, int, int]:
    """Answer with (item count, offset of the first item, end) of a list, map or array."""
    if wide:
        size, count = _SIZE_COUNT.unpack_from(buf, at)
        start, end = at + 8, at + 4 + size
    else:
        size, count = buf[at], buf[at + 1]
        start, end = at + 2, at + 1 + size
    if end > len(buf) or count > size:
        raise DecodeError("collection runs past the end of its frame")
    return count, start, end


def _list(*, wide: bool) -> Reader:
    def read(buf: bytes, at: int) -> tuple[list[Any], int]:
        count, at, end = _head_of(buf, at, wide=wide)
        items = []
        for _ in range(count):
            item, at = _READERS[buf[at]](buf, at + 1)
            items.append(item)
        return items, _closed(at, end)

    return read


def _map(*, wide: bool) -> Reader:
    def read(buf: bytes, at: int) -> tuple[dict[Any, Any], int]:
        count, at, end = _head_of(buf, at, wide=wide)
        if count % 2:
            raise DecodeError("a map holds pairs")
        entries = {}
        for _ in range(count // 2):
            key, at = _READERS[buf[at]](buf, at + 1)
            entries[key], at = _READERS[buf[at]](buf, at + 1)
        return entries, _closed(at, end)

    return read


def _array(*, wide: bool) -> Reader:
    def read(buf: bytes, at: int) -> tuple[Array, int]:
        count, at, end = _head_of(buf, at, wide=wide)
        items = Array()
        if not count:
            return items, end  # peers differ on whether an empty array names a type
        descriptor, constructor, at = None, buf[at], at + 1
        if not constructor:
            descriptor, at = _READERS[buf[at]](buf, at + 1)
            constructor, at = buf[at], at + 1
        reader = _READERS[constructor]
        for _ in range(count):
            item, at = reader(buf, at)
            items.append(item if descriptor is None else Described(descriptor, item))
        return items, _closed(at, end)

    return read


def _closed(at: int, end: int) -> int:
    if at != end:
        raise DecodeError("collection's size and items disagree")
    return end


_READERS: dict[int, Reader] = {
    0x00: _described,
    0x40: _constant(None),
    0x41: _constant(value=True),
    0x42: _constant(value=False),
    0x43: _constant(UInt(0)),
    0x44: _constant(ULong(0)),
    0x45: lambda _, at: ([], at),
    0x50: _one_byte(UByte),
    0x51: _one_byte(Byte, signed=True),
    0x52: _one_byte(UInt),
    0x53: _one_byte(ULong),
    0x54: _one_byte(int, signed=True),
    0x55: _one_byte(Long, signed=True),
    0x56: _fixed(">?"),
    0x60: _fixed(">H", UShort),
    0x61: _fixed(">h", Short),
    0x70: _fixed(">I", UInt),
    0x71: _fixed(">i"),
    0x72: _fixed(">f", Float),
    0x73: _fixed(">I", _char),
    0x74: _opaque(0x74, 4),
    0x80: _fixed(">Q", ULong),
    0x81: _fixed(">q", Long),
    0x82: _fixed(">d"),
    0x83: _fixed(">q", Timestamp),
    0x84: _opaque(0x84, 8),
    0x94: _opaque(0x94, 16),
    0x98: _exactly(16, _uuid),
    0xA0: _short(bytes),
    0xA1: _short(_text),
    0xA3: _short(_symbol),
    0xB0: _wide(bytes),
    0xB1: _wide(_text),
    0xB3: _wide(_symbol),
    0xC0: _list(wide=False),
    0xC1: _map(wide=False),
    0xD0: _list(wide=True),
    0xD1: _map(wide=True),
    0xE0: _array(wide=False),
    0xF0: _array(wide=True),
}
