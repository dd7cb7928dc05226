"""The AMQP 1.0 type system: `encode(value) -> bytes` and `decode(buf, offset) -> (value, offset)`.

Python's own types carry the common AMQP ones: None, bool, float (double), str, bytes (binary), UUID,
list, dict (map) and int (AMQP int where it fits 32 bits, else long). The rest have a wrapper each, which
compares and hashes as the Python value it extends. Decoding answers with the same types that encoding
takes, so whatever was read can be written back as what it was.
"""

from local.servicebus.decoding import decode
from local.servicebus.encoding import encode
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

__all__ = [
    "Array",
    "Byte",
    "Char",
    "DecodeError",
    "Described",
    "Float",
    "Long",
    "Opaque",
    "Short",
    "Symbol",
    "Timestamp",
    "UByte",
    "UInt",
    "ULong",
    "UShort",
    "decode",
    "encode",
]
