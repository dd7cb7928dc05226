"""200 only when the bus has accepted everything; every other outcome has a status of its own and loses nothing."""

import asyncio
import logging
from collections.abc import Sequence

import pytest

from ingest.items import NOBODY
from ingest.webhook import ANSWER_WITHIN, MAX_BYTES, accept
from shared.contracts import Inbound, Outgoing, Queue
from shared.errors import BusUnavailable, Permanent, Refused
from shared.telemetry import tracing
from tests.unit.ingest.deliveries import BUSINESS, CUSTOMER, SECRET, delivery, item, said, signature, signed


class Accepting:
    """A bus that takes everything, at the port where the webhook meets it."""

    def __init__(self) -> None:
        self.accepted: list[Outgoing] = []

    async def send(self, *messages: Outgoing) -> None:
        self.accepted += messages

    @property
    def bodies(self) -> list[Inbound]:
        return [Inbound.decode(message.body) for message in self.accepted]


class Failing:
    def __init__(self, error: Exception) -> None:
        self._error = error

    async def send(self, *_messages: Outgoing) -> None:
        raise self._error


async def delivered(body: bytes, secrets: Sequence[bytes] = (SECRET,)) -> Accepting:
    bus = Accepting()
    await accept(body, signed(body), secrets=secrets, send=bus.send)
    return bus


async def test_a_signed_message_is_on_the_inbound_queue_before_the_answer() -> None:
    bus = await delivered(delivery(said("عندكم فستان أحمر؟")))
    (message,), (body,) = bus.accepted, bus.bodies
    assert (message.queue, message.session_id, message.due) == (Queue.INBOUND, f"{BUSINESS}:{CUSTOMER}", None)
    assert (body.account, body.customer, body.attempt) == (BUSINESS, CUSTOMER, 0)
    assert [event.text for event in body.events] == ["عندكم فستان أحمر؟"]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        pytest.param(delivery(said()), {}, 401, id="no signature"),
        pytest.param(delivery(said()), {"x-hub-signature-256": signature(b"other")}, 401, id="another body's signature"),
        pytest.param(delivery(said()), signed(delivery(said()), b"stranger"), 401, id="a stranger's signature"),
        pytest.param(delivery(said()), {"x-hub-signature": "sha1=0"}, 401, id="only the legacy header"),
        pytest.param(b"", {}, 401, id="nothing at all"),
        pytest.param(b"", signed(b""), 400, id="an empty body, rightly signed"),
        pytest.param(b"x" * (MAX_BYTES + 1), signed(b"x" * (MAX_BYTES + 1)), 413, id="a byte too many, rightly signed"),
        pytest.param(b"x" * (MAX_BYTES + 1), {}, 413, id="a byte too many, unsigned"),
    ],
)  # fmt: skip
async def test_what_is_refused_leaves_nothing_on_the_bus(
    body: bytes, headers: dict[str, str], status: int
) -> None:
    bus = Accepting()
    with pytest.raises(Refused) as refusal:
        await accept(body, headers, secrets=[SECRET], send=bus.send)
    assert refusal.value.status == status
    assert bus.accepted == []


async def test_without_a_secret_nothing_gets_in() -> None:
    with pytest.raises(Refused) as refusal:
        await delivered(delivery(said()), secrets=())
    assert refusal.value.status == 401


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(BusUnavailable("down"), id="the bus is down"),
        pytest.param(Permanent("too large"), id="the service refuses the content"),
        pytest.param(TimeoutError(), id="a deadline of its own"),
    ],
)
async def test_what_the_bus_does_not_take_is_asked_for_again(error: Exception) -> None:
    body = delivery(said())
    with pytest.raises(Refused) as refusal:
        await accept(body, signed(body), secrets=[SECRET], send=Failing(error).send)
    assert refusal.value.status == 503


async def test_a_bus_that_never_answers_is_given_up_before_meta_gives_up() -> None:
    async def send(*_messages: Outgoing) -> None:
        await asyncio.Event().wait()

    body = delivery(said())
    with pytest.raises(Refused) as refusal:
        await accept(body, signed(body), secrets=[SECRET], send=send, within=0.01)
    assert refusal.value.status == 503
    assert ANSWER_WITHIN < 5  # Meta's own patience


async def test_an_error_nobody_foresaw_is_not_answered_with_200() -> None:
    body = delivery(said())
    with pytest.raises(ZeroDivisionError):
        await accept(body, signed(body), secrets=[SECRET], send=Failing(ZeroDivisionError()).send)


async def test_one_message_for_each_conversation_in_the_order_of_the_delivery() -> None:
    other = "9999999999999999"
    bus = await delivered(
        delivery(
            said("1", "A"),
            item(other, message={"mid": "X", "text": "x"}),
            said("2", "B"),
            item(read={"mid": "A"}),
            said("3", "C"),
        )
    )
    told = {body.customer: [event.text or event.kind for event in body.events] for body in bus.bodies}
    assert told == {CUSTOMER: ["1", "2", "read", "3"], other: ["x"]}
    assert len(bus.accepted) == 2


async def test_a_comment_travels_with_the_messages_of_whoever_wrote_it() -> None:
    value = {"id": "18", "text": "price?", "from": {"id": CUSTOMER}}
    bus = await delivered(delivery(said("hi"), changes=[{"field": "comments", "value": value}]))
    assert [message.session_id for message in bus.accepted] == [f"{BUSINESS}:{CUSTOMER}"]
    assert [event.kind for event in bus.bodies[0].events] == ["message", "comment"]


async def test_what_names_nobody_still_has_a_session() -> None:
    bus = await delivered(b'{"entry":"?"}')
    assert [message.session_id for message in bus.accepted] == [f"{NOBODY}:{NOBODY}"]


async def test_a_delivery_without_events_is_accepted() -> None:
    assert (await delivered(b'{"object":"instagram","entry":[]}')).accepted == []


async def test_a_repeated_delivery_has_the_same_message_ids_and_another_one_has_not() -> None:
    first, again = await delivered(delivery(said())), await delivered(delivery(said(), time=1))
    assert first.accepted[0].message_id == again.accepted[0].message_id
    assert (await delivered(delivery(said(mid="N")))).accepted[0].message_id != first.accepted[0].message_id


@pytest.mark.parametrize(
    "header", ["garbage", "", "00-x", "a-b-c-d", "00-" + "f" * 31 + "-" + "f" * 16 + "-01"]
)
async def test_a_trace_header_of_any_shape_costs_nobody_the_answer(
    header: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with tracing(header):
        bus = await delivered(delivery(said()))
    assert bus.accepted[0].traceparent != header


async def test_the_log_counts_and_never_quotes(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await delivered(delivery(said("my number is 0791234567"), item(hologram={"mid": "M"})))
    assert '"items": 2, "unknown": 1' in caplog.text
    assert "0791234567" not in caplog.text
    assert CUSTOMER not in caplog.text
