import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.servicebus.codec import DecodeError, Described, ULong, decode, encode
from local.servicebus.frames import AMQP_HEADER, EMPTY_FRAME, HEADER_CODE, SASL_HEADER, FrameReader, frame
from local.servicebus.performatives import (
    RECEIVER,
    Attach,
    Begin,
    Disposition,
    Flow,
    Open,
    Transfer,
    pack,
    pack_delivery,
    pack_settled,
    unpack,
)

STREAM = b"".join(
    (
        SASL_HEADER,
        AMQP_HEADER,
        frame(0, pack(Open("me", max_frame_size=512))),
        EMPTY_FRAME,
        frame(1, pack(Begin(None, 0, 10, 10))),
        frame(1, pack(Transfer(0, 3, b"tag", 0, more=False)) + b"payload"),
        frame(7, pack(Attach("link", 2, RECEIVER))),
    )
)


@given(st.lists(st.integers(0, len(STREAM)), max_size=20))
def test_frames_are_the_same_in_whatever_pieces_they_arrive(cuts):
    reader = FrameReader(65536)
    edges = [0, *sorted(cuts), len(STREAM)]
    found = [
        received for start, end in itertools.pairwise(edges) for received in reader.feed(STREAM[start:end])
    ]

    assert [(received.channel, received.code) for received in found] == [
        (0, HEADER_CODE),
        (0, HEADER_CODE),
        (0, 0x10),
        (0, 0),
        (1, 0x11),
        (1, 0x14),
        (7, 0x12),
    ]
    assert found[5].payload == b"payload"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"GET / HTTP/1.1\r\n", id="a browser"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01", id="a TLS hello"),
        pytest.param(b"\x00\x00\x00\x07\x02\x00\x00\x00", id="a size below its own header"),
        pytest.param(b"\x00\x01\x00\x01\x02\x00\x00\x00", id="a frame above the limit"),
        pytest.param(b"\x00\x00\x00\x08\x01\x00\x00\x00", id="a data offset into the header"),
        pytest.param(frame(0, b"\x40"), id="a body that is no performative"),
        pytest.param(frame(0, encode(Described(ULong(0x10), {}))), id="a performative that is no list"),
    ],
)
def test_what_is_no_amqp_frame_is_a_decode_error(data):
    with pytest.raises(DecodeError):
        list(FrameReader(65536).feed(data))


@pytest.mark.parametrize(
    "performative",
    [
        Open("me", "host", 512, 10, 1000),
        Begin(3, 0, 100, 100, 255),
        Flow(1, 100, 2, 100, 0, 5, 10, drain=True),
        Disposition(RECEIVER, 1, 4, settled=True),
        Attach("link", 0, RECEIVER, 0, 1, initial_delivery_count=0, max_message_size=262144),
    ],
)
def test_a_performative_is_read_back_as_it_was_written(performative):
    described, _ = decode(pack(performative))

    assert unpack(described.descriptor, described.value) == performative


def test_the_fast_forms_say_what_the_general_ones_would():
    delivery, end = decode(pack_delivery(1, 2, b"t" * 16, settled=True, more=False))
    settled, _ = decode(pack_settled(9, encode(Described(ULong(0x24), [])), role=RECEIVER))

    assert unpack(*delivery) == Transfer(1, 2, b"t" * 16, 0, settled=True, more=False)
    assert end > 0
    assert unpack(*settled) == Disposition(RECEIVER, 9, 9, settled=True, state=Described(ULong(0x24), []))


def test_a_long_refusal_fits_into_a_disposition():
    state = encode(Described(ULong(0x25), ["x" * 300]))

    assert decode(pack_settled(1, state, role=RECEIVER))[0].value[4].value == ["x" * 300]


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        pytest.param(0x99, [], id="an unknown code"),
        pytest.param("amqp:open:list", [], id="a descriptor by name"),
        pytest.param(0x12, [], id="an attach of nothing"),
        pytest.param(0x18, [1, 2, 3], id="too many fields"),
        pytest.param(0x13, [None, None, 1, 1], id="a flow without its window"),
        pytest.param(0x14, ["handle"], id="a handle that is no number"),
    ],
)
def test_a_performative_of_the_wrong_shape_is_a_decode_error(code, fields):
    with pytest.raises(DecodeError):
        unpack(code, fields)
