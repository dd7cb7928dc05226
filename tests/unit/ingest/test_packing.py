"""However much one delivery holds, each message for the bus fits it, and nothing is lost or reordered on the way."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts import MAX_BODY_BYTES, Event
from tests.unit.ingest.deliveries import delivery, item, said
from tests.unit.ingest.test_webhook import Accepting, delivered

PATIENCE = (
    "مرحبا، بدي أسأل عن الفستان الأحمر الطويل اللي نزلتوه مبارح وقديش سعره وهل في منه مقاس كبير ولون ثاني؟ "
)


def events_of(bus: Accepting) -> list[Event]:
    return [event for body in bus.bodies for event in body.events]


def assert_all_fit(bus: Accepting) -> None:
    assert all(len(message.body) <= MAX_BODY_BYTES for message in bus.accepted)


async def test_a_thousand_arabic_messages_of_one_customer_travel_in_few_messages() -> None:
    texts = [f"{PATIENCE * 6}{n}" for n in range(1000)]
    body = delivery(*(said(text, f"mid-{n:04}-{'x' * 150}") for n, text in enumerate(texts)))
    assert 3_200_000 < len(body) < 4 * 1024 * 1024
    bus = await delivered(body)
    assert_all_fit(bus)
    assert [event.text for event in events_of(bus)] == texts
    written = sum(len(message.body) for message in bus.accepted)
    assert len(bus.accepted) <= written // MAX_BODY_BYTES + 2


async def test_messages_that_are_cut_are_cut_alike_when_delivered_again() -> None:
    body = delivery(*(said("ب" * 300, f"m{n}") for n in range(600)))
    first, again = await delivered(body), await delivered(body)
    assert len(first.accepted) > 1
    assert [m.message_id for m in first.accepted] == [m.message_id for m in again.accepted]


@pytest.mark.parametrize(
    ("one", "count"),
    [
        pytest.param({}, 30_000, id="empty items, fifty times as long on the bus as in the delivery"),
        pytest.param({"read": {"mid": "M"}}, 5000, id="reads by nobody"),
        pytest.param([9e15] * 40, 400, id="numbers that are written longer than they are read"),
        pytest.param(item(message={"mid": "M", "is_unsupported": 1}), 1000, id="short messages"),
        pytest.param({"x": '"' * 3000}, 30, id="quotes"),
    ],
)
async def test_a_small_delivery_that_grows_on_the_way_is_cut_too(one: object, count: int) -> None:
    items = [{"n": n, "of": one} if isinstance(one, list) else one for n in range(count)]
    body = delivery(*items).replace(b"9000000000000000.0", b"9e15")
    bus = await delivered(body)
    assert_all_fit(bus)
    assert len(events_of(bus)) == count


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(sizes=st.lists(st.integers(0, 30_000), min_size=1, max_size=30), letter=st.sampled_from('aب😀\x01"'))
async def test_any_sizes_are_packed_in_order_and_fit(sizes: list[int], letter: str) -> None:
    texts = [letter * size + str(n) for n, size in enumerate(sizes)]
    bus = await delivered(delivery(*(said(text, f"m{n}") for n, text in enumerate(texts))))
    assert_all_fit(bus)
    assert [event.text for event in events_of(bus)] == texts
