"""What other clients than the Python SDK do, said in bare frames to the stand-in."""

import asyncio
import time

import pytest

from local.servicebus import Broker, Config, Server
from local.servicebus.codec import Described, Symbol, UInt, ULong, decode, encode
from local.servicebus.frames import (
    AMQP_HEADER,
    EMPTY_CODE,
    SASL_HEADER,
    frame,
)
from local.servicebus.messages import BATCH_FORMAT, VALUE, sections
from local.servicebus.performatives import (
    RECEIVER,
    SENDER,
    Attach,
    Begin,
    Close,
    Detach,
    Disposition,
    End,
    Flow,
    Open,
    SaslOutcome,
    Transfer,
)
from local.servicebus.vocabulary import ACCEPTED, REJECTED, SOURCE, TARGET
from tests.support.amqp_peer import Peer
from tests.support.servicebus import NAMESPACE, PLAIN


@pytest.fixture
async def server():
    server = Server(Broker(Config.parse(NAMESPACE)))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def peer(server):
    peer = Peer(*await asyncio.open_connection("127.0.0.1", server.port))
    yield peer
    await peer.close()


def body(text: bytes) -> bytes:
    return encode(Described(ULong(0x75), text))


@pytest.mark.parametrize("mechanism", ["ANONYMOUS", "MSSBCBS"])
async def test_a_handshake_in_one_go_is_answered_in_order(peer, mechanism):
    peer.hello(mechanism)

    assert (await peer.hear()).payload == SASL_HEADER
    assert (await peer.hear_a(SaslOutcome)).code == 0
    assert (await peer.hear()).payload == AMQP_HEADER
    opened = await peer.hear_a(Open)
    assert (opened.max_frame_size, opened.idle_time_out) == (65536, 240000)
    assert (await peer.hear_a(Begin)).handle_max == 255


async def test_another_way_to_log_in_is_refused(peer):
    peer.hello("PLAIN")

    assert (await peer.hear_a(SaslOutcome)).code == 1
    with pytest.raises(EOFError):
        await peer.hear_a(Open)


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x00\xff\x01\x00\x00\xfb\x03",
        b"AMQP\x02\x01\x00\x00",
    ],
)
async def test_a_stranger_is_shown_out_and_others_are_served(server, peer, data):
    peer.raw(data)
    with pytest.raises((EOFError, ConnectionError)):
        await peer.hear_a(Open)

    other = Peer(*await asyncio.open_connection("127.0.0.1", server.port))
    await other.login()
    await other.close()


async def test_a_client_that_asks_for_it_hears_from_a_quiet_server(peer):
    peer.hello(idle_time_out=50)
    await peer.hear_a(Begin)

    for _ in range(3):
        assert (await peer.hear()).code == EMPTY_CODE


async def test_without_a_token_no_link_is_attached(peer):
    peer.hello()
    peer.attach_sender()

    refused = await peer.hear_a(Attach)
    assert (refused.source, refused.target) == (None, None)
    error = (await peer.hear_a(Detach)).error.value
    assert [str(error[0]), len(error)] == ["amqp:unauthorized-access", 3]


async def test_a_link_does_not_outlive_its_token(server, peer):
    await peer.login(until=int(time.time()) + 1)
    peer.attach_receiver()
    await peer.hear_a(Attach)

    assert (await peer.hear_a(Detach)).error.value[0] == "amqp:unauthorized-access"
    peer.attach_receiver(handle=4)
    assert (await peer.hear_a(Attach)).source is None


async def test_an_unknown_entity_is_not_found(peer):
    await peer.login()
    peer.attach_receiver("nowhere")

    assert (await peer.hear_a(Attach)).source is None
    assert (await peer.hear_a(Detach)).error.value[0] == "amqp:not-found"


async def test_nothing_can_be_sent_to_dead_letters(peer):
    await peer.login()
    peer.attach_sender(f"{PLAIN}/$DeadLetterQueue")

    assert (await peer.hear_a(Detach)).error.value[0] == "amqp:not-allowed"


async def test_a_correlation_id_keeps_the_type_of_the_message_id(peer):
    await peer.login()

    properties = next(
        decode(peer.payload, start)[0] for code, start, _ in sections(peer.payload) if code == 0x73
    )
    assert properties[5] == "id as text"


async def test_a_sender_is_kept_in_credit(peer):
    await peer.login()
    peer.attach_sender()
    given = (await peer.hear_a(Flow)).link_credit
    for number in range(given):
        peer.say(Transfer(2, 1 + number, b"t", 0, settled=True), body(b"x"))
    again = await peer.hear_a(Flow)

    assert again.link_credit == given
    assert again.delivery_count > 0


async def test_an_aborted_delivery_was_never_sent(server, peer):
    await peer.login()
    peer.attach_sender()
    peer.say(Transfer(2, 1, b"a", 0, more=True), body(b"half")[:3])
    peer.say(Transfer(2, 1, b"a", 0, aborted=True))
    peer.say(Transfer(2, 2, b"b", 0), body(b"whole"))

    settled = await peer.hear_a(Disposition)
    assert (settled.role, settled.first, settled.settled) == (RECEIVER, 2, True)
    assert [each.body for each in server.broker.messages(PLAIN)] == [b"whole"]


async def test_what_is_no_message_is_refused_with_all_three_fields(peer):
    await peer.login()
    peer.attach_sender()
    peer.say(Transfer(2, 1, b"a", BATCH_FORMAT), body(b"not a message"))
    state = (await peer.hear_a(Disposition)).state

    assert (state.descriptor, len(state.value[0].value)) == (REJECTED, 3)


async def test_an_answer_to_drain_gives_the_credit_back(server, peer):
    await peer.login()
    peer.attach_receiver()
    peer.say(Flow(0, 1000, 1, 1000, 3, 0, 5))
    peer.say(Flow(0, 1000, 1, 1000, 3, 0, 5, drain=True))
    answer = await peer.hear_a(Flow)

    assert (answer.link_credit, answer.delivery_count, answer.drain) == (0, 5, True)


async def test_an_echo_is_answered_with_the_links_state(peer):
    await peer.login()
    peer.attach_receiver()
    peer.say(Flow(0, 1000, 1, 1000, 3, 0, 4, echo=True))

    assert (await peer.hear_a(Flow)).link_credit == 4


async def test_deliveries_wait_for_the_clients_window(server, peer):
    peer_window = 2
    await peer.login()
    peer.attach_sender()
    for number in range(4):
        peer.say(Transfer(2, 1 + number, b"t", 0, settled=True), body(b"%d" % number))
    peer.attach_receiver()
    peer.say(Flow(1, peer_window, 5, 1000, 3, 0, 10))
    first = [await peer.hear_a(Transfer) for _ in range(peer_window)]
    peer.say(Flow(3, 1000, 5, 1000, echo=True))
    rest = [await peer.hear_a(Transfer) for _ in range(2)]

    assert [each.delivery_id - first[0].delivery_id for each in [*first, *rest]] == [0, 1, 2, 3]


async def test_one_disposition_settles_a_range(server, peer):
    await peer.login()
    peer.attach_sender()
    for number in range(3):
        peer.say(Transfer(2, 1 + number, b"t", 0, settled=True), body(b"x"))
    peer.attach_receiver()
    peer.say(Flow(0, 1000, 4, 1000, 3, 0, 3))
    ids = [(await peer.hear_a(Transfer)).delivery_id for _ in range(3)]
    peer.say(Disposition(RECEIVER, ids[0], 0xFFFFFFFF, settled=False, state=Described(ACCEPTED, [])))
    answers = [await peer.hear_a(Disposition) for _ in range(3)]

    assert [(each.role, each.first, each.settled) for each in answers] == [
        (SENDER, each, True) for each in ids
    ]
    assert server.broker.messages(PLAIN) == []


async def test_a_link_and_a_session_can_end_in_any_order(server, peer):
    """The client detaches after its end, and uses the channel anew."""
    await peer.login()
    peer.attach_receiver()
    await peer.hear_a(Attach)
    peer.say(End())
    peer.say(Detach(3, closed=True))
    await peer.hear_a(End)
    peer.say(Begin(None, 0, 1000, 1000, 255))
    await peer.hear_a(Begin)
    peer.say(Close())

    assert (await peer.hear_a(Close)).error is None
    with pytest.raises(EOFError):
        await peer.hear()


async def test_a_handle_in_use_ends_the_session(peer):
    await peer.login()
    for _ in range(2):
        peer.attach_receiver()

    assert (await peer.hear_a(End)).error.value[0] == "amqp:session:handle-in-use"


async def test_rubbish_in_a_frame_closes_the_connection_with_a_reason(peer):
    await peer.login()
    peer.raw(frame(0, encode(Described(ULong(0x12), [UInt(1)]))))

    assert (await peer.hear_a(Close)).error.value[0] == "amqp:decode-error"


async def test_a_request_nobody_knows_is_not_implemented(peer):
    await peer.login()
    node = f"{PLAIN}/$management"
    source, target = Described(SOURCE, [node]), Described(TARGET, [node])
    peer.say(Attach("ask", 4, SENDER, source=source, target=target, initial_delivery_count=0))
    peer.say(Attach("answers", 5, RECEIVER, source=source, target=Described(TARGET, ["my own address"])))
    peer.say(Flow(0, 1000, 1, 1000, 5, 0, 10))
    asked = [
        (b"x", {"operation": "com.microsoft:dance"}),
        (b"y", {"operation": "com.microsoft:peek-message"}),
    ]
    for number, (tag, application) in enumerate(asked):
        properties = [ULong(number), None, None, None, "my own address"]
        wrong = {"from-sequence-number": "one"}
        parts = ((0x73, properties), (0x74, application), (VALUE, wrong))
        peer.say(
            Transfer(4, 1 + number, tag, 0), b"".join(encode(Described(ULong(c), part)) for c, part in parts)
        )

    found = []
    for _ in asked:
        assert (await peer.hear_a(Transfer)).handle == 5
        heard = {code: decode(peer.payload, start)[0] for code, start, _ in sections(peer.payload)}
        found.append((heard[0x73][5], heard[0x74]["statusCode"], heard[0x74]["errorCondition"]))
    assert found == [
        (0, 501, Symbol("amqp:not-implemented")),
        (1, 400, Symbol("com.microsoft:argument-error")),
    ]
