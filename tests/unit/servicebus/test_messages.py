import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.servicebus.codec import DecodeError, Described, Symbol, Timestamp, UInt, ULong, encode
from local.servicebus.messages import Facts, parse, parse_batch, render
from local.servicebus.view import NEVER, read


def section(code: int, value: object) -> bytes:
    return encode(Described(ULong(code), value))


HEADER = section(0x70, [True, None, UInt(5000)])
DELIVERY = section(0x71, {Symbol("x"): 1})
ANNOTATIONS = section(0x72, {Symbol("x-opt-partition-key"): "p", Symbol("x-opt-sequence-number"): 99})
PROPERTIES = section(0x73, ["id", b"user", "to", "subject", "reply", "corr", Symbol("text/plain")])
APPLICATION = section(0x74, {"k": Timestamp(1), "u": UInt(7)})
BODY = section(0x75, b"one") + section(0x75, b"two")
FOOTER = section(0x78, {Symbol("f"): 1})


@given(st.permutations([HEADER, DELIVERY, ANNOTATIONS, PROPERTIES, APPLICATION, BODY, FOOTER]))
def test_sections_may_come_in_any_order(parts):
    seen = read(render(parse(b"".join(parts)), Facts(3, 1000.5, delivery_count=2)))

    assert (seen.message_id, seen.subject, seen.content_type) == ("id", "subject", "text/plain")
    assert (seen.body, seen.application_properties) == (b"onetwo", {"k": 1, "u": 7})
    assert (seen.sequence_number, seen.delivery_count, seen.partition_key) == (3, 2, "p")
    assert (seen.expires_at - seen.enqueued_time).total_seconds() == 5


def test_what_the_application_wrote_goes_through_bit_for_bit():
    passed = render(parse(HEADER + ANNOTATIONS + PROPERTIES + APPLICATION + BODY + FOOTER), Facts(1, 0))

    assert passed.endswith(PROPERTIES + APPLICATION + BODY + FOOTER)


def test_a_message_without_an_id_is_given_one():
    content = parse(section(0x73, [None, None, "to"]) + BODY)
    seen = read(render(content, Facts(1, 0)))

    assert len(content.message_id) == 32
    assert (seen.message_id, seen.to) == (content.message_id, "to")


def test_a_batch_is_its_data_sections_and_nothing_of_its_envelope():
    inner = [section(0x73, [name]) + section(0x75, b"x") for name in ("a", "b")]
    batch = PROPERTIES + APPLICATION + b"".join(section(0x75, message) for message in inner)

    assert [content.message_id for content in parse_batch(batch)] == ["a", "b"]


@pytest.mark.parametrize(
    ("body", "octets"),
    [
        (section(0x77, "text"), b"text"),
        (section(0x77, b"raw"), b"raw"),
        (section(0x77, {"a": 1}), b""),
        (section(0x76, [1]), b""),
        (b"", b""),
    ],
)
def test_a_body_that_is_not_data_is_read_as_far_as_it_has_bytes(body, octets):
    assert read(render(parse(body), Facts(1, 0))).body == octets


@pytest.mark.parametrize(
    ("header", "properties"),
    [([], []), ([None, None, UInt(2**32 - 1)], []), ([], [None] * 8 + [Timestamp(2**62)])],
    ids=["no time to live", "the longest", "a date beyond the calendar"],
)
def test_expiry_never_overflows(header, properties):
    seen = read(render(parse(section(0x70, header) + section(0x73, properties)), Facts(1, 1.7e9)))

    assert seen.expires_at <= NEVER


anything = st.one_of(
    st.none(),
    st.integers(0, 9),
    st.text(max_size=3),
    st.binary(max_size=3),
    st.lists(
        st.lists(st.none(), max_size=1) | st.integers(0, 9) | st.none() | st.text(max_size=3), max_size=13
    ),
    st.dictionaries(st.just(Symbol("x-opt-scheduled-enqueue-time")), st.text(max_size=3) | st.integers(0, 9)),
)


@given(st.lists(st.builds(section, st.integers(0x6F, 0x79), anything), max_size=4))
def test_sections_of_the_wrong_kind_are_refused_and_nothing_worse(parts):
    with contextlib.suppress(DecodeError):
        read(render(parse(b"".join(parts)), Facts(1, 0)))


@given(st.binary(max_size=100))
def test_rubbish_is_refused_as_such(rubbish):
    with contextlib.suppress(DecodeError):
        parse(rubbish)
