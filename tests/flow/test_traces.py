"""One turn is one trace, from the webhook that told of the last message to the post of the reply, whoever rang."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from local.instagram import wire
from tests.support.logs import events, logged
from tests.support.world import ACCOUNT_ID, World

TEXTS = ("مرحبا", "بدي فستان", "لون أحمر")


@pytest.fixture
async def no_bell(world: World) -> AsyncIterator[None]:
    """Bells for turns are rung for a time long after this test."""
    await world.rows("UPDATE shop.tenants SET quiet = '1 hour', quiet_cap = '2 hours'")
    yield
    await world.rows("UPDATE shop.tenants SET quiet = '0.15 seconds', quiet_cap = '0.6 seconds'")


async def deliver_in_traces(world: World, customer: str) -> list[str]:
    """Each text in a trace of its own; the trace ids in the order of the texts."""
    traces = [f"{customer[-6:]}{number}".rjust(32, "f") for number in range(len(TEXTS))]
    async with httpx.AsyncClient() as client:
        for trace, text in zip(traces, TEXTS, strict=True):
            body = wire.build_body(world.instagram.write(customer, text))
            headers = wire.headers(body, world.keys.app_secret)
            answer = await client.post(
                world.webhook, content=body, headers=headers | {"traceparent": f"00-{trace}-{'a' * 16}-01"}
            )
            assert answer.status_code == 200
    return traces


async def the_one(world: World, name: str, **fields: Any) -> dict[str, Any]:
    (found,) = await logged(world, name, **fields)
    return found


async def assert_one_trace(world: World, customer: str, trace: str) -> None:
    """The lines of the trace, from the delivery of the last message on, are a tree without branches."""
    accepted = await the_one(world, "webhook.accepted", trace=trace)
    stored = await the_one(world, "record.stored", trace=trace, conversation=f"{ACCOUNT_ID}:{customer}")
    committed = await the_one(world, "turn.committed", conversation=f"{ACCOUNT_ID}:{customer}")
    sent = await the_one(world, "send.sent", conversation=f"{ACCOUNT_ID}:{customer}")
    assert {line["trace"] for line in (accepted, stored, committed, sent)} == {trace}
    assert [line["parent"] for line in (accepted, stored, committed, sent)] == [
        "a" * 16,
        accepted["span"],
        stored["span"],
        committed["span"],
    ]
    mine = events(world, conversation=f"{ACCOUNT_ID}:{customer}")
    turn = [line for line in mine if line["event"].startswith(("turn.", "send."))]
    assert {line["trace"] for line in turn} == {trace}


async def test_three_messages_in_a_row_are_answered_in_the_trace_of_the_last(
    world: World, customer: str, no_bell: None
) -> None:
    traces = await deliver_in_traces(world, customer)
    await logged(world, "record.stored", count=3, conversation=f"{ACCOUNT_ID}:{customer}")
    await world.rows("UPDATE shop.conversations SET due_at = now() WHERE customer_id = %s", customer)
    world.let_pass(3601)  # the bell of the first message rings first, in the first one's trace

    await world.instagram.sent_to(customer, 1)
    await assert_one_trace(world, customer, traces[-1])


async def test_when_nobody_but_the_sweeper_rings_they_still_are(
    world: World, customer: str, no_bell: None
) -> None:
    traces = await deliver_in_traces(world, customer)
    await logged(world, "record.stored", count=3, conversation=f"{ACCOUNT_ID}:{customer}")
    await world.rows(
        "UPDATE shop.conversations SET due_at = now() - interval '20 seconds' WHERE customer_id = %s",
        customer,
    )
    await world.sweep()

    await world.instagram.sent_to(customer, 1)
    await assert_one_trace(world, customer, traces[-1])
    assert all(rang["trace"] not in traces for rang in await logged(world, "sweep.rang"))
