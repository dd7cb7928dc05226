"""One delivery with entries of two shops and of an account nobody has connected: each lands where it belongs."""

import json
from typing import Any

from local.instagram import wire
from local.instagram.threads import Account
from tests.support.neighbours import OURS, SECRETS, THEIRS
from tests.support.world import World

QUESTION = "عندكم فستان أحمر؟ قديش؟"
STRANGER = Account("17841400000000099", "28978671838402997", "stranger", "Stranger", "none")


async def test_a_batch_of_two_shops_and_a_stranger_is_answered_by_each_shop_for_itself(world: World) -> None:
    customer = world.new_customer()
    ours = world.instagram.write(customer, QUESTION)
    theirs = world.instagram.write(customer, QUESTION, account=world.neighbour)
    strangers = wire.text_item(
        STRANGER.user_id, customer, mid=f"m-{customer}", text=QUESTION, at=ours["timestamp"]
    )
    delivery = await world.instagram.deliver(ours, strangers, theirs)
    assert delivery.statuses == (200,)

    sent = {one.account: one.text for one in await world.instagram.sent_to(customer, 2)}
    assert sent.keys() == {world.account.user_id, world.neighbour.user_id}
    assert not any(secret in sent[world.account.user_id] for secret in SECRETS)
    assert "7771.5" in sent[world.neighbour.user_id]
    assert "64.9" not in sent[world.neighbour.user_id]

    recorded = await world.rows(
        "SELECT tenant_id, account_id, mid FROM shop.events WHERE customer_id = %s AND author = 'customer'",
        customer,
    )
    assert sorted((str(row["tenant_id"]), row["account_id"], row["mid"]) for row in recorded) == sorted(
        [
            (str(OURS), world.account.user_id, ours["message"]["mid"]),
            (str(THEIRS), world.neighbour.user_id, theirs["message"]["mid"]),
        ]
    )
    kept = await world.until(
        "SELECT account_id, body FROM shop.unrouted_events WHERE customer_id = %s", customer
    )
    assert [(row["account_id"], json.loads(row["body"])["mid"]) for row in kept] == [
        (STRANGER.user_id, f"m-{customer}")
    ]


async def test_an_item_is_its_entrys_whatever_it_says_about_its_recipient(world: World) -> None:
    """`entry.id` routes. A recipient that names the neighbour is a claim inside somebody else's entry."""
    customer = world.new_customer()
    item: dict[str, Any] = dict(
        wire.text_item(
            world.neighbour.user_id, customer, mid=f"m-{customer}", text="مرحبا", at=wire_now(world)
        )
    )
    body = wire.encode(wire.envelope(wire.entry(world.account.user_id, [item], time=wire_now(world))))
    await world.instagram.deliver_raw(body)
    await world.until("SELECT 1 FROM shop.events WHERE customer_id = %s", customer)
    found = await world.rows("SELECT tenant_id FROM shop.events WHERE customer_id = %s", customer)
    assert {row["tenant_id"] for row in found} == {OURS}


def wire_now(world: World) -> int:
    return int(world.clock() * 1000)
