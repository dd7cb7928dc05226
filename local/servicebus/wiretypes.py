"""The AMQP types Python has no class of its own for.

Decoding answers with these and encoding writes them back as what they were: an echoed source keeps its
uints and symbols, without which strict peers refuse the link. All of them compare and hash as the Python
value they extend, so code that only reads need not know about them.
"""

from typing import Any, NamedTuple


class DecodeError(ValueError):
    """The bytes are not a complete, well-formed AMQP value."""


class Symbol(str):
    """ASCII token, used for keys and error conditions."""

    __slots__ = ()


class Char(str):
    __slots__ = ()


class UByte(int):
    __slots__ = ()


class UShort(int):
    __slots__ = ()


class UInt(int):
    __slots__ = ()


class ULong(int):
    __slots__ = ()


class Byte(int):
    __slots__ = ()


class Short(int):
    __slots__ = ()


class Long(int):
    __slots__ = ()


class Timestamp(int):
    """Milliseconds since the Unix epoch."""

    __slots__ = ()


class Float(float):
    """A float of 32 bits."""

    __slots__ = ()


class Opaque(NamedTuple):
    """A decimal, passed through by its constructor byte and its bytes."""

    code: int
    raw: bytes


class Described(NamedTuple):
    """A value under a descriptor; descriptors in the core specification are all ULong."""

    descriptor: Any
    value: Any


class Array(list[Any]):
    """Items of one AMQP type, written under one shared constructor."""

    __slots__ = ()
