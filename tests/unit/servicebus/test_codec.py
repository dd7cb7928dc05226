import contextlib
import string
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.servicebus.codec import (
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
    decode,
    encode,
)
from local.servicebus.decoding import extent, raw_entries
from local.servicebus.encoding import encode_raw_map

text = st.text(st.characters(codec="utf-8"), max_size=300)
symbols = st.text(string.ascii_letters + ":-", max_size=300).map(Symbol)


def whole(kind: Any, bits: int, *, signed: bool) -> st.SearchStrategy[Any]:
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    return st.integers(low, high).map(kind)


INTEGERS = [
    whole(UByte, 8, signed=False),
    whole(UShort, 16, signed=False),
    whole(UInt, 32, signed=False),
    whole(ULong, 64, signed=False),
    whole(Byte, 8, signed=True),
    whole(Short, 16, signed=True),
    whole(int, 32, signed=True),
    whole(Long, 64, signed=True),
    whole(Timestamp, 64, signed=True),
]
keys = st.one_of(text, symbols, *INTEGERS)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False),
    st.floats(allow_nan=False, width=32).map(Float),
    st.binary(max_size=300),
    st.uuids(),
    st.characters(codec="utf-8").map(Char),
    st.binary(min_size=16, max_size=16).map(lambda raw: Opaque(0x94, raw)),
    keys,
)
ARRAY_ITEMS = [*INTEGERS, text, symbols, st.binary(max_size=300), st.uuids(), st.booleans()]
arrays = st.one_of([st.lists(items, max_size=20).map(Array) for items in ARRAY_ITEMS])
values = st.recursive(
    scalars | arrays,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(keys, inner, max_size=5),
        st.builds(Described, symbols | whole(ULong, 64, signed=False), inner),
    ),
    max_leaves=20,
)


def types_of(value: Any) -> Any:
    """The shape of a value in types, so that an uint read back as an int is seen."""
    if isinstance(value, Described):
        return Described, types_of(value.descriptor), types_of(value.value)
    if isinstance(value, dict):
        return dict, [(types_of(key), types_of(item)) for key, item in value.items()]
    if isinstance(value, list):
        return type(value), [types_of(item) for item in value]
    return type(value)


@given(values)
def test_what_is_written_is_read_back_with_its_types(value):
    encoded = encode(value)

    assert decode(encoded, 0) == (value, len(encoded))
    assert types_of(decode(encoded, 0)[0]) == types_of(value)


@given(values, st.binary(max_size=5), st.binary(max_size=5))
def test_a_value_is_passed_over_without_reading_it(value, before, after):
    encoded = encode(value)

    assert extent(before + encoded + after, len(before)) == len(before) + len(encoded)


@given(values, st.data())
def test_a_value_cut_short_is_a_decode_error(value, data):
    encoded = encode(value)
    cut = data.draw(st.integers(0, len(encoded) - 1))

    with pytest.raises(DecodeError):
        decode(encoded[:cut], 0)


@given(st.binary(max_size=200))
def test_rubbish_is_a_value_or_a_decode_error(rubbish):
    for read in (decode, extent, raw_entries):
        with contextlib.suppress(DecodeError):
            read(rubbish, 0)


def test_endless_nesting_is_a_decode_error():
    with pytest.raises(DecodeError):
        decode(b"\x00" * 100_000, 0)


@given(st.dictionaries(text, scalars, max_size=10))
def test_a_map_goes_through_with_its_values_unread(entries):
    assert encode_raw_map(raw_entries(encode(entries), 0)) == encode(entries)


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (None, "40"),
        (True, "41"),
        (UInt(0), "43"),
        (UInt(7), "5207"),
        (UInt(256), "7000000100"),
        (ULong(0x24), "5324"),
        (-1, "54ff"),
        (2**40, "810000010000000000"),
        ("é", "a102c3a9"),
        (Symbol("amqp:accepted"), "a30d" + b"amqp:accepted".hex()),
        ([], "45"),
        ([None], "c0020140"),
        ({Symbol("k"): 1}, "c10602a3016b5401"),
        (Described(ULong(0x24), []), "00532445"),
        (Array([Long(1), Long(2)]), "e01202810000000000000001" + "0000000000000002"),
        (UUID(int=1), "98" + "00" * 15 + "01"),
    ],
)
def test_the_wire_form_is_the_specifications(value, wire):
    assert encode(value).hex() == wire


@pytest.mark.parametrize("value", [object(), Array([1, "a"]), Array([[1]]), {1, 2}])
def test_what_has_no_amqp_form_is_a_type_error(value):
    with pytest.raises(TypeError):
        encode(value)
