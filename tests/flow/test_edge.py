"""What may arrive at the webhook, and what may be down behind it: a clear outcome each, and nothing lost."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from local.instagram import wire
from shared.contracts import Inbound
from tests.support.world import World


async def post(world: World, body: bytes, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.post(world.webhook, content=body, headers=headers)


def signed(world: World, body: bytes) -> dict[str, str]:
    return wire.headers(body, world.keys.app_secret)


async def test_a_wrong_signature_is_refused_and_nothing_is_enqueued(world: World, customer: str) -> None:
    body = wire.build_body(world.instagram.write(customer, "مرحبا"))
    for headers in ({}, {"X-Hub-Signature-256": "sha256=" + "0" * 64}, signed(world, body + b" ")):
        assert (await post(world, body, **headers)).status_code == 401
    assert all(customer.encode() not in message.body for message in world.broker.messages("inbound"))
    assert await world.rows("SELECT 1 FROM shop.events WHERE customer_id = %s", customer) == []


async def test_the_handshake_echoes_the_challenge_to_the_right_token_only(world: World) -> None:
    assert (await world.instagram.verify(world.webhook, world.keys.verify_token)).accepted
    assert (await world.instagram.verify(world.webhook, "guess")).status == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", 400, id="an empty body with a signature is never taken for a checked one"),
        pytest.param(b'{"entry":[' + b" " * (4 * 1024 * 1024), 413, id="over 4 MiB is refused"),
    ],
)
async def test_a_body_that_cannot_be_checked_is_refused(world: World, body: bytes, status: int) -> None:
    assert (await post(world, body, **signed(world, body))).status_code == status


async def test_a_chunked_body_reaches_nobody_and_is_refused(world: World, customer: str) -> None:
    body = wire.build_body(world.instagram.write(customer, "مرحبا"))

    async def chunks() -> AsyncIterator[bytes]:
        yield body

    async with httpx.AsyncClient() as client:
        answer = await client.post(world.webhook, content=chunks(), headers=signed(world, body))
    assert answer.status_code == 400
    assert "Content-Length" in answer.text


async def test_signed_text_that_is_no_json_is_kept_for_whoever_looks(world: World) -> None:
    body = b'{"object":"instagram","entry":[{'
    assert (await post(world, body, **signed(world, body))).status_code == 200
    (kept,) = await world.until("SELECT body FROM shop.unrouted_events WHERE account_id = '0'")
    assert json.loads(kept["body"])["raw"] == body.decode()


async def test_an_unknown_item_is_kept_and_its_neighbours_are_answered(world: World, customer: str) -> None:
    item = world.instagram.write(customer, "مرحبا")
    strange = {
        "sender": {"id": customer},
        "recipient": item["recipient"],
        "hologram": {"x": 1},
        "timestamp": 1,
    }
    await world.instagram.deliver(strange, item)

    await world.instagram.sent_to(customer, 1)
    events = await world.settled(customer)
    (unknown,) = [event for event in events if event["kind"] == "unknown"]
    assert json.loads(unknown["raw"])["hologram"] == {"x": 1}
    assert unknown["disposition"] == "not_for_us"


async def test_while_the_bus_is_down_meta_is_asked_to_come_again_and_nothing_is_lost(
    world: World, customer: str
) -> None:
    port = world.bus.port
    await world.bus.stop()
    item = world.instagram.write(customer, "مرحبا")
    delivering = asyncio.create_task(world.instagram.deliver(item))
    async with httpx.AsyncClient(timeout=10) as client:
        body = wire.build_body(item)
        answer = await client.post(world.webhook, content=body, headers=signed(world, body))
    assert answer.status_code == 503
    await world.bus.start()
    assert world.bus.port == port

    delivery = await delivering
    assert delivery.statuses[-1] == 200
    assert set(delivery.statuses[:-1]) <= {503}
    assert len(await world.instagram.sent_to(customer, 1)) == 1


async def test_a_minute_without_the_database_costs_no_dead_letter_and_no_message(world: World) -> None:
    customers = [world.new_customer() for _ in range(3)]
    await world.door.shut()
    try:
        for customer in customers:
            assert (await world.instagram.customer_says(customer, "مرحبا")).statuses[-1] == 200
        # Successors after 1, 2, 4, 8, 16 and 32 seconds: the sixth has waited for a minute.
        await world.while_time_flies(world.until_true(lambda: attempts(world, customers) == {6}, within=60))
    finally:
        await world.door.open()

    for customer in customers:
        assert len(await world.while_time_flies(world.instagram.sent_to(customer, 1))) == 1
    assert world.dead_letters() == 0


def attempts(world: World, customers: list[str]) -> set[int]:
    """How often each of the customers' messages has been put off, capped at six."""
    bodies = [Inbound.decode(message.body) for message in world.broker.messages("inbound")]
    return {min(body.attempt, 6) for body in bodies if body.customer in customers}
