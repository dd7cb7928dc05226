"""Every queue handler, given bodies that name one shop and mean another: nothing of the neighbour's moves or leaves.

Handlers are found in function_app.py; one without forgeries here fails the first test. The baits are alive: the true
bell at the end rings them.
"""

import json
import time
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from shared.app import App
from shared.contracts import (
    CatalogDoorbell,
    Event,
    Inbound,
    OrderDoorbell,
    Outgoing,
    Queue,
    SendDoorbell,
    TurnDoorbell,
)
from shared.tenants import ConversationKey, TenantId
from tests.support.neighbours import OURS, THEIRS, everything_of
from tests.support.triggers import triggers
from tests.support.world import World

HANDLERS = triggers("serviceBusTrigger")
SAID = "سر بيني وبين الجار"


@pytest_asyncio.fixture(loop_scope="session")
async def bait(world: World) -> ConversationKey:
    """A neighbour's customer with an answered message, a part that waits to be sent and a question that is due.

    The sweeper is told to be patient, so that only a doorbell can move any of it.
    """
    customer = world.new_customer()
    await world.instagram.customer_says(customer, "مرحبا", account=world.neighbour)
    await world.instagram.sent_to(customer, 1)
    await world.until("SELECT 1 FROM shop.events WHERE customer_id = %s AND author = 'us'", customer)
    await world.settled(customer)
    await drained(world)  # a greeting of several parts has several echoes
    await world.rows(
        "INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text)"
        " SELECT tenant_id, account_id, customer_id, 50, turn_no, last_seq, %s FROM shop.conversations WHERE customer_id = %s",
        SAID,
        customer,
    )
    await world.rows(
        "INSERT INTO shop.events (tenant_id, account_id, customer_id, seq, event_key, kind, author, at, text)"
        " SELECT tenant_id, account_id, customer_id, last_seq + 1, 'message:bait' || customer_id, 'message', 'customer', now(), %s"
        " FROM shop.conversations WHERE customer_id = %s",
        SAID,
        customer,
    )
    await world.rows(
        "UPDATE shop.conversations SET last_seq = last_seq + 1, last_customer_seq = last_seq + 1, due_at = now(),"
        " last_part_no = 50, next_ring_at = now() + interval '1 hour' WHERE customer_id = %s",
        customer,
    )
    return ConversationKey(TenantId(THEIRS), world.neighbour.user_id, customer)


def bells(kind: type[TurnDoorbell | SendDoorbell], world: World, bait: ConversationKey) -> list[Outgoing]:
    """Our tenant for their conversation, their tenant for our account, and tenants that are none."""
    ours = world.account.user_id
    crossed = [
        kind(tenant=OURS, account=bait.account, customer=bait.customer),
        kind(tenant=THEIRS, account=ours, customer=bait.customer),
        kind(tenant=OURS, account=ours, customer=bait.customer),
        kind(tenant=OURS, account=f"{bait.account}' OR '1'='1", customer=bait.customer),
    ]
    forged = [bell.outgoing() for bell in crossed]
    for tenant in ("*", "", None, [str(THEIRS)], {"tenant": str(THEIRS)}, f"{THEIRS}' OR true --"):
        body = json.dumps(
            {kind.wrapper: {"tenant": tenant, "account": bait.account, "customer": bait.customer}}
        )
        forged.append(_raw(kind.queue, bait, body.encode()))
    return forged


def shop_bells(kind: type[CatalogDoorbell | OrderDoorbell], bait: ConversationKey) -> list[Outgoing]:
    """Of our own shop and of none, and in bodies that are none. A bell moves what is its own shop's and nothing else."""
    tenants: tuple[object, ...] = ("*", "", None, [str(THEIRS)], f"{THEIRS}' OR true --")
    bodies = [json.dumps({kind.wrapper: {"tenant": tenant}}).encode() for tenant in tenants]
    forged = [_raw(kind.queue, bait, body) for body in (*bodies, SendDoorbell.of(bait).encode())]
    return [kind(tenant=OURS).outgoing(), kind(tenant=uuid4()).outgoing(), *forged]


def _raw(queue: Queue, bait: ConversationKey, body: bytes) -> Outgoing:
    session = f"{bait.account}:{bait.customer}"
    return Outgoing(queue, bait.account, session, f"forged-{time.monotonic_ns()}", body)


async def inbounds(world: World, bait: ConversationKey) -> list[Outgoing]:
    """Events of our own account that claim what is the neighbour's: its keys, its mids, its customer, its words."""
    theirs, *_ = await world.rows(
        "SELECT event_key, mid FROM shop.events WHERE customer_id = %s AND author = 'us'", bait.customer
    )
    now = time.time_ns() // 1_000_000
    events = [
        Event(f"message:bait{bait.customer}", "message", now, "m-forged", "مرحبا"),
        Event(theirs["event_key"], "echo", now, theirs["mid"], SAID),
        Event(f"echo:forged{bait.customer}", "echo", now, theirs["mid"], SAID),
    ]
    made = [Inbound(account=world.account.user_id, customer=bait.customer, events=(one,)) for one in events]
    unknown = Inbound(account="1784140000000000x", customer=bait.customer, events=(events[0],))
    return [one.outgoing(message_id=f"forged-{one.message_id()}") for one in [*made, unknown]]


async def forgeries(name: str, world: World, bait: ConversationKey) -> list[Outgoing]:
    match name:
        case "record":
            return await inbounds(world, bait)
        case "turn":
            return bells(TurnDoorbell, world, bait)
        case "send":
            return bells(SendDoorbell, world, bait)
        case "index":
            return shop_bells(CatalogDoorbell, bait)
        case "push":
            return shop_bells(OrderDoorbell, bait)
    raise AssertionError(f"nobody has tried {name} as the wrong tenant")


def test_every_queue_has_a_handler_that_is_tried() -> None:
    assert {one.queue_name for one in HANDLERS.values()} == set(Queue)


@pytest.mark.parametrize("name", sorted(HANDLERS))
async def test_a_forged_body_moves_nothing_of_the_neighbours(
    world: World, inside: App, bait: ConversationKey, name: str
) -> None:
    await drained(world)  # echoes of what came before
    before, asked = await everything_of(world, THEIRS), len(world.model.history)
    await inside.bus.send(*await forgeries(name, world, bait))
    await drained(world)
    assert await everything_of(world, THEIRS) == before
    assert SAID not in [one.text for one in world.instagram.sent if one.recipient == bait.customer]
    assert not any(SAID in str(request["messages"]) for request in world.model.history[asked:])

    # The bait was alive: the neighbour's own bells move it.
    await inside.bus.send(TurnDoorbell.of(bait).outgoing(), SendDoorbell.of(bait).outgoing())
    sent = await world.instagram.sent_to(bait.customer, 3)
    assert [one.text for one in sent if one.account == bait.account][1] == SAID


async def drained(world: World) -> None:
    """Return when no queue has anything to deliver any more."""
    await world.until_true(lambda: not any(world.broker.messages(queue) for queue in Queue), within=30)


async def test_the_same_customer_of_two_shops_has_two_conversations(world: World) -> None:
    """Meta's ids are scoped, but nothing here relies on it: same customer id, two shops, two histories."""
    customer = world.new_customer()
    await world.instagram.customer_says(customer, "بدي أحكيلكم سر: كلمة السر خزامى", account=world.neighbour)
    await world.instagram.sent_to(customer, 1)
    asked = len(world.model.history)
    await world.instagram.customer_says(customer, "شو حكيتلكم قبل؟", account=world.account)
    await world.instagram.sent_to(customer, 2)
    seen: list[Any] = world.model.history[asked:]
    assert seen
    assert not any("خزامى" in str(request["messages"]) for request in seen)
    assert all(len([m for m in request["messages"] if m["role"] == "user"]) == 1 for request in seen)
