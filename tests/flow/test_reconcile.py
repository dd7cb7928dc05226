"""A webhook that never came: the message is found in its thread and answered once, by its own shop.

The world is one of its own, so that a look has no other test's threads to read at Meta's pace of two a second.
"""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from local.instagram.anomalies import Scene, anomaly
from local.instagram.threads import Account
from tests.support.logs import events, logged
from tests.support.neighbours import OURS, THEIRS, move_in
from tests.support.world import ACCOUNT_ID, World, flow_world

PICTURE = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=s"
GAP = "SELECT 1 FROM shop.accounts WHERE account_id = %s AND reconciled_at < now() - interval '50 minutes'"
SAID = "SELECT text FROM shop.events WHERE customer_id = %s AND author = 'customer' ORDER BY seq"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with flow_world(tmp_path_factory.mktemp("reconcile"), name="reconcile") as world:
        await move_in(world)
        yield world


def minutes_ago(minutes: float) -> int:
    return int((time.time() - minutes * 60) * 1000)


async def make_due(world: World, *accounts: Account) -> None:
    """These and no others, looked at an hour ago for the last time."""
    await world.leave_threads_alone()
    await world.rows(
        "UPDATE shop.accounts SET first_connected_at = now() - interval '1 day',"
        " reconciled_at = now() - interval '1 hour', reconcile_due_at = now() WHERE account_id = ANY(%s)",
        [account.user_id for account in accounts],
    )


async def look(world: World, *accounts: Account) -> list[dict[str, Any]]:
    """What the looks at these accounts said in the log."""
    before = len(events(world, "reconcile.looked"))
    await make_due(world, *accounts)
    await world.run_timer("reconcile")
    told = await logged(world, "reconcile.looked", count=before + len(accounts), within=30)
    return told[before:]


async def test_a_message_whose_webhook_never_came_is_answered_once(world: World, customer: str) -> None:
    lost = world.instagram.write(customer, "عندكم فستان أحمر؟", timestamp=minutes_ago(5))
    await look(world, world.account)
    await world.instagram.sent_to(customer, 1)
    await world.settled(customer)

    (again,) = await look(world, world.account)
    assert again["found"] == 0
    world.let_pass(700)
    await world.instagram.deliver(lost)  # and in the end it does come
    await world.instagram.customer_says(customer, "شكرا")
    assert len(await world.instagram.sent_to(customer, 2)) == 2
    assert [row["text"] for row in await world.rows(SAID, customer)] == ["عندكم فستان أحمر؟", "شكرا"]


async def test_a_message_that_was_delivered_is_not_found_again(world: World, customer: str) -> None:
    await world.instagram.customer_says(customer, "مرحبا", timestamp=minutes_ago(5))
    await world.instagram.sent_to(customer, 1)
    await world.settled(customer)
    (looked,) = await look(world, world.account)
    assert looked["found"] == 0
    await world.instagram.customer_says(customer, "شكرا")
    assert len(await world.instagram.sent_to(customer, 2)) == 2


async def test_while_conversations_cannot_be_read_the_gap_stays_open_and_is_closed_later(
    world: World, customer: str
) -> None:
    world.instagram.write(customer, "مرحبا", timestamp=minutes_ago(5))
    await make_due(world, world.account)
    world.instagram.fail_next(2, on="reads", account=world.account)
    await world.run_timer("reconcile")
    await logged(world, "reconcile.failed", reason="temporary")
    assert await world.rows(GAP, ACCOUNT_ID)
    assert await world.rows(SAID, customer) == []

    await look(world, world.account)
    await world.instagram.sent_to(customer, 1)
    assert not await world.rows(GAP, ACCOUNT_ID)


async def test_what_two_shops_missed_does_not_mix(world: World, customer: str) -> None:
    """The same person wrote to both."""
    for account in (world.account, world.neighbour):
        world.instagram.write(
            customer, f"مرحبا {account.username}", account=account, timestamp=minutes_ago(5)
        )
    await look(world, world.account, world.neighbour)
    sent = await world.instagram.sent_to(customer, 2)
    assert {one.account for one in sent} == {world.account.user_id, world.neighbour.user_id}
    rows = await world.rows(
        "SELECT tenant_id, text FROM shop.events WHERE customer_id = %s AND author = 'customer'", customer
    )
    assert {row["tenant_id"]: row["text"] for row in rows} == {
        OURS: f"مرحبا {world.account.username}",
        THEIRS: f"مرحبا {world.neighbour.username}",
    }


async def test_what_the_owner_wrote_unheard_silences_the_assistant(world: World, customer: str) -> None:
    world.instagram.write(customer, "مرحبا", timestamp=minutes_ago(6))
    world.instagram.write(customer, "أهلا، أنا معك", by="owner", timestamp=minutes_ago(5))
    await look(world, world.account)
    settled = await world.settled(customer)
    assert [event["disposition"] for event in settled] == ["left_to_owner", "from_owner"]
    assert [one for one in world.instagram.sent if one.recipient == customer] == []


async def test_a_picture_that_was_found_reads_as_one_that_was_delivered(world: World) -> None:
    carried = [{"type": "image", "payload": {"url": PICTURE}}]
    found, delivered = world.new_customer(), world.new_customer()
    for customer in (found, delivered):
        item = world.instagram.write(
            customer, "عندكم هاد؟", attachments=carried, timestamp=minutes_ago(5) // 1000 * 1000
        )
        if customer == delivered:
            await world.instagram.deliver(item)
    await look(world, world.account)
    kept = []
    for customer in (found, delivered):
        await world.instagram.sent_to(customer, 1)
        kept += await world.rows(
            "SELECT kind, author, text, attachments, detail FROM shop.events WHERE customer_id = %s AND author = 'customer'",
            customer,
        )
    assert kept[0] == kept[1]
    assert kept[0]["attachments"] == ["image"]


async def test_a_message_that_is_only_hinted_at_is_fetched_and_answered_once(
    world: World, customer: str
) -> None:
    at = minutes_ago(0)
    item = world.instagram.write(customer, "مرحبا", timestamp=at)
    scene = Scene(ACCOUNT_ID, customer, item["message"]["mid"], at)
    for _ in range(2):
        await world.instagram.deliver_raw(anomaly("edit_in_place_of_the_message", scene))
    await world.instagram.sent_to(customer, 1)
    await world.instagram.customer_says(customer, "شكرا")
    assert len(await world.instagram.sent_to(customer, 2)) == 2
    assert [row["text"] for row in await world.rows(SAID, customer)] == ["مرحبا", "شكرا"]
