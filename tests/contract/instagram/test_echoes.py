"""Echoes: the product hears of its own posts, perhaps before it hears that they succeeded, and of the owner's typing."""

import asyncio
from typing import Any

import pytest

from tests.support.instagram import CUSTOMER, SHOP, World, running


async def test_an_echo_has_swapped_sides_the_mid_of_the_answer_and_the_metadata(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "قديش؟")

    mid = (await world.post({"text": "12.5 دينار", "metadata": "part-7"})).json()["message_id"]

    echo = world.receiver.received[1].items[0]
    assert (echo["sender"], echo["recipient"]) == ({"id": SHOP.user_id}, {"id": CUSTOMER})
    assert echo["message"] == {"mid": mid, "text": "12.5 دينار", "is_echo": True, "metadata": "part-7"}


async def test_by_default_the_echo_is_heard_before_the_answer(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    order: list[str] = []

    async def hear(item: Any) -> None:
        order.append("echo " + item["message"]["mid"])

    world.receiver.on_item = hear
    mid = await world.say("hello")
    order.append("answer " + mid)
    assert order == [f"echo {mid}", f"answer {mid}"]


async def test_an_echo_may_come_after_the_answer() -> None:
    async with running(echo="after") as world:
        await world.instagram.customer_says(CUSTOMER, "hi")
        answered = asyncio.Event()

        async def hear(_item: Any) -> None:
            await answered.wait()

        world.receiver.on_item = hear
        mid = await world.say("hello")  # would never return if the echo came first
        answered.set()
        echo = (await world.receiver.deliveries(2))[1]
        assert echo.items[0]["message"]["mid"] == mid


async def test_an_echo_may_never_come() -> None:
    async with running() as world:
        world.instagram.switches.echo = "never"
        await world.instagram.customer_says(CUSTOMER, "hi")
        await world.say("hello")
        await world.instagram.customer_says(CUSTOMER, "later")
        assert world.receiver.texts == ["hi", "later"]


async def test_a_refused_echo_is_tried_again_and_the_answer_does_not_wait_for_it() -> None:
    stuck = asyncio.Event()

    async def wait(_seconds: float) -> None:
        await stuck.wait()

    async with running(retries=(1,), sleep=wait) as world:
        await world.instagram.customer_says(CUSTOMER, "hi")
        world.receiver.answers.append(503)
        await world.say("hello")
        assert world.receiver.texts == ["hi", "hello"]
        stuck.set()
        assert len(await world.receiver.deliveries(3)) == 3


async def test_a_product_that_answers_inside_its_webhook_does_not_wait_for_itself(world: World) -> None:
    async def answer(item: Any) -> None:
        if not item["message"].get("is_echo"):
            await world.say("at once")

    world.receiver.on_item = answer
    delivery = await world.instagram.customer_says(CUSTOMER, "hi")
    assert delivery.statuses == (200,)
    assert world.receiver.texts == ["hi", "at once"]


@pytest.mark.parametrize(
    ("message", "heard"),
    [
        (
            {"attachment": {"type": "image", "payload": {"url": "https://shop.example/1.png"}}},
            [{"type": "image", "payload": {"url": "https://shop.example/1.png"}}],
        ),
        (
            {
                "attachment": {
                    "type": "template",
                    "payload": {"template_type": "generic", "elements": [{"title": "فستان"}]},
                }
            },
            [{"type": "template", "payload": {"generic": {"elements": [{"title": "فستان"}]}}}],
        ),
    ],
)
async def test_an_echo_shows_what_was_carried_as_a_webhook_shows_it(
    world: World, message: Any, heard: Any
) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    await world.post(message)
    assert world.receiver.received[1].items[0]["message"]["attachments"] == heard


async def test_the_owner_s_typing_is_an_echo_that_no_answer_ever_named(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    own = await world.say("from the product")

    await world.instagram.owner_says(CUSTOMER, "أهلا، معك صاحبة المحل")

    echo = world.receiver.received[-1].items[0]["message"]
    assert echo["is_echo"]
    assert echo["text"] == "أهلا، معك صاحبة المحل"
    assert "metadata" not in echo
    assert echo["mid"] != own
    assert [message.by for message in world.instagram.thread(CUSTOMER).messages] == [
        "customer",
        "app",
        "owner",
    ]
