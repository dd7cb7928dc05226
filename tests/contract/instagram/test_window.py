"""Twenty-four hours from the customer's last message, by Meta's time of the message."""

from typing import Any

import pytest

from tests.support.instagram import CUSTOMER, NOON, Clock, World, error_of, running

HUMAN = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
CLOSED = (403, 10, 2534022)


async def test_the_window_is_open_for_24_hours_and_not_a_second_more(world: World, clock: Clock) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    clock.advance(hours=24)
    assert (await world.post({"text": "in time"})).status_code == 200
    clock.advance(seconds=1)
    assert error_of(await world.post({"text": "too late"})) == CLOSED
    assert error_of(await world.signal("typing_on")) == CLOSED


async def test_only_the_customer_opens_it_again(world: World, clock: Clock) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    clock.advance(hours=20)
    await world.say("an answer")
    await world.instagram.owner_says(CUSTOMER, "a hand-written answer")
    clock.advance(hours=5)
    assert error_of(await world.post({"text": "?"})) == CLOSED
    await world.instagram.customer_says(CUSTOMER, "اطلب", payload="BUY", postback=True)
    assert (await world.post({"text": "!"})).status_code == 200


async def test_a_person_may_answer_for_seven_days_under_the_tag(world: World, clock: Clock) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    clock.advance(hours=7 * 24)
    assert (await world.post({"text": "a person"}, **HUMAN)).status_code == 200
    clock.advance(seconds=1)
    assert error_of(await world.post({"text": "a person"}, **HUMAN)) == CLOSED


async def test_the_time_of_the_message_counts_and_not_the_time_of_its_delivery(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "delayed by Meta", timestamp=int((NOON - 25 * 3600) * 1000))
    assert error_of(await world.post({"text": "too late"})) == CLOSED


async def test_a_customer_who_has_written_nothing_has_no_window(world: World) -> None:
    world.instagram.thread(CUSTOMER)
    assert error_of(await world.post({"text": "hello"})) == CLOSED


async def test_the_status_of_a_closed_window_can_be_the_other_one_seen_in_the_field() -> None:
    async with running(window_status=400) as world:
        world.instagram.thread(CUSTOMER)
        assert error_of(await world.post({"text": "hello"})) == (400, 10, 2534022)


@pytest.mark.parametrize(
    "beside",
    [
        {"tag": "HUMAN_AGENT"},
        {"messaging_type": "MESSAGE_TAG"},
        {"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"},
        {"messaging_type": "RESPONSE", "tag": "HUMAN_AGENT"},
        {"messaging_type": "PROMOTION"},
    ],
)
async def test_type_and_tag_must_belong_together(world: World, beside: dict[str, Any]) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    assert error_of(await world.post({"text": "x"}, **beside)) == (400, 100, None)
