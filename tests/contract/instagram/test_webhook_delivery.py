"""Meta's patience: what is tried again, what is not, and in which order things arrive."""

import asyncio

import pytest

from local.instagram.webhooks import Delivery
from tests.support.instagram import CUSTOMER, OTHER_CUSTOMER, OTHER_SHOP, VERIFY_TOKEN, World, running


async def test_anything_but_200_is_delivered_again_with_the_same_bytes(world: World) -> None:
    world.receiver.answers.extend([503, 204, 0, 200])

    delivery = await world.instagram.customer_says(CUSTOMER, "قديش؟")

    assert delivery == Delivery((503, 204, None, 200))
    assert delivery.accepted
    assert len({one.raw for one in world.receiver.received}) == 1


async def test_retries_come_at_once_then_ever_more_rarely_and_end() -> None:
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    async with running(retries=(0, 0.2, 1), sleep=note) as world:
        world.receiver.answers.extend([500] * 9)
        delivery = await world.instagram.customer_says(CUSTOMER, "hi")

    assert delivery == Delivery((500, 500, 500, 500))
    assert not delivery.accepted
    assert waited == [0.2, 1]


async def test_a_later_message_of_a_conversation_waits_for_the_earlier_one(world: World) -> None:
    world.receiver.answers.extend([503, 503])
    await asyncio.gather(
        world.instagram.customer_says(CUSTOMER, "first"),
        world.instagram.owner_says(CUSTOMER, "second"),
        world.instagram.customer_says(CUSTOMER, "third"),
    )
    assert world.receiver.texts == ["first", "first", "first", "second", "third"]


async def test_another_conversation_does_not_wait() -> None:
    stuck = asyncio.Event()

    async def wait(_seconds: float) -> None:
        await stuck.wait()

    async with running(retries=(1,), sleep=wait) as world:
        world.receiver.answers.append(503)
        waiting = asyncio.ensure_future(world.instagram.customer_says(CUSTOMER, "refused"))
        await world.receiver.deliveries(1)
        await world.instagram.customer_says(OTHER_CUSTOMER, "passes")
        stuck.set()
        await waiting

    assert world.receiver.texts == ["refused", "passes", "refused"]


async def test_a_batch_is_one_post_with_an_entry_for_each_shop(world: World) -> None:
    first = world.instagram.write(CUSTOMER, "one")
    second = world.instagram.write(OTHER_CUSTOMER, "two")
    elsewhere = world.instagram.write(CUSTOMER, "three", account=OTHER_SHOP)

    await world.instagram.deliver(first, second, elsewhere)

    (received,) = world.receiver.received
    assert received.items == [first, second, elsewhere]
    assert len(received.body["entry"]) == 2


async def test_items_are_delivered_twice_and_out_of_order_when_a_test_says_so(world: World) -> None:
    first, second = world.instagram.write(CUSTOMER, "1"), world.instagram.write(CUSTOMER, "2")
    await world.instagram.deliver(second)
    await world.instagram.deliver(first)
    await world.instagram.deliver(first, first)
    assert world.receiver.texts == ["2", "1", "1", "1"]
    assert [message.text for message in world.instagram.thread(CUSTOMER).messages] == ["1", "2"]


async def test_a_message_said_again_with_its_mid_is_delivered_twice_and_stands_once(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi", mid="M")
    await world.instagram.customer_says(CUSTOMER, "hi", mid="M")
    assert world.receiver.received[0].raw == world.receiver.received[1].raw
    assert len(world.instagram.thread(CUSTOMER).messages) == 1


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b'{"object":"instagram","entry":[]}'])
async def test_any_bytes_can_be_sent_signed_or_not(world: World, raw: bytes) -> None:
    world.receiver.answers.extend([401, 200])

    assert await world.instagram.deliver_raw(raw, sign=False) == Delivery((401,))
    assert await world.instagram.deliver_raw(raw) == Delivery((200,))

    unsigned, signed = world.receiver.received
    assert unsigned.raw == signed.raw == raw
    assert "x-hub-signature-256" not in unsigned.headers
    assert "x-hub-signature-256" in signed.headers


async def test_without_a_webhook_a_message_stands_in_the_thread_and_goes_nowhere(world: World) -> None:
    world.instagram.callback_url = None
    assert await world.instagram.customer_says(CUSTOMER, "hi") == Delivery(())
    assert [message.text for message in world.instagram.thread(CUSTOMER).messages] == ["hi"]


async def test_the_handshake_succeeds_when_the_challenge_comes_back_alone(world: World) -> None:
    handshake = await world.instagram.verify(world.webhook, VERIFY_TOKEN)
    assert handshake.accepted
    assert handshake.challenge.isdecimal()
    assert handshake.content_type == "text/plain"


async def test_the_handshake_fails_with_the_wrong_token(world: World) -> None:
    handshake = await world.instagram.verify(world.webhook, "wrong")
    assert (handshake.status, handshake.accepted) == (403, False)
