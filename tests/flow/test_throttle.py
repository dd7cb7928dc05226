"""Meta slows one account down or lets it no longer in: its messages wait, and nobody else's do."""

import pytest
import pytest_asyncio

from local.filling import store_shop
from tests.support.neighbours import move_in
from tests.support.world import ACCOUNT_ID, NEIGHBOURS_ACCOUNT_ID, TENANT, World

WAITING = "SELECT reason FROM shop.parts WHERE customer_id = %s AND state = 'queued' AND not_before > now() + interval '18 minutes'"
STOPPED = "SELECT state_reason FROM shop.accounts WHERE account_id = %s AND state = 'token_dead'"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def neighbours(world: World) -> World:
    await move_in(world)
    return world


async def forty_minutes_pass(world: World) -> None:
    """In the rows, since nobody moves the database's clock, and on the bus; by then the throttle slows nothing either."""
    past = "interval '40 minutes'"
    await world.rows(
        f"UPDATE shop.accounts SET busy_until = busy_until - {past}, usage_at = usage_at - {past}"
    )
    await world.rows(f"UPDATE shop.parts SET not_before = not_before - {past} WHERE state = 'queued'")
    world.let_pass(2400)


async def connect_again(world: World) -> None:
    """As an operator does, with the same command as the first time; and then the sweeper comes by."""
    await store_shop(world.account, TENANT, world.environment)
    await world.leave_threads_alone()
    await world.rows(
        "UPDATE shop.parts SET not_before = now() - interval '16 seconds' WHERE state = 'queued'"
    )
    await world.sweep()


async def dead_token(world: World, customer: str) -> None:
    """The customer has asked, the answer is written, and Meta takes it from nobody."""
    world.instagram.fail_next(190, 463, account=world.account)
    await world.instagram.customer_says(customer, "مرحبا")
    (account,) = await world.until(STOPPED, ACCOUNT_ID)
    assert account == {"state_reason": "token_expired"}
    (part,) = await world.rows("SELECT state, mid FROM shop.parts WHERE customer_id = %s", customer)
    assert part == {"state": "queued", "mid": None}


async def test_while_a_throttled_account_waits_another_is_served_at_once(neighbours: World) -> None:
    world = neighbours
    first, second, theirs = (world.new_customer() for _ in range(3))
    refused = len(world.instagram.refused)
    world.instagram.throttle_next(613, minutes=19, account=world.account)
    await world.instagram.customer_says(first, "مرحبا")
    assert await world.until(WAITING, first) == [{"reason": "custom_limit"}]
    await world.instagram.customer_says(second, "مرحبا")
    assert await world.until(WAITING, second) == [{"reason": None}]  # Meta was not asked for this one

    await world.instagram.customer_says(theirs, "مرحبا", account=world.neighbour)
    (sent,) = await world.instagram.sent_to(theirs, 1)
    assert sent.account == NEIGHBOURS_ACCOUNT_ID
    assert [one for one in world.instagram.sent if one.recipient in {first, second}] == []
    assert [one.error.code for one in world.instagram.refused[refused:] if "message" in one.body] == [613]

    await forty_minutes_pass(world)
    for customer in (first, second):
        assert len(await world.instagram.sent_to(customer, 1)) == 1


async def test_what_a_dead_token_kept_back_is_sent_after_the_next_login(world: World, customer: str) -> None:
    await dead_token(world, customer)
    await world.sweep()
    assert [one for one in world.instagram.sent if one.recipient == customer] == []

    await connect_again(world)
    assert len(await world.instagram.sent_to(customer, 1)) == 1
    await world.until("SELECT 1 FROM shop.parts WHERE customer_id = %s AND state = 'sent'", customer)


async def test_what_was_asked_while_the_account_was_stopped_is_answered_after_the_next_login(
    world: World, customer: str
) -> None:
    await dead_token(world, customer)
    other = world.new_customer()
    await world.instagram.customer_says(other, "عندكم فستان أحمر؟")
    await world.until("SELECT 1 FROM shop.events WHERE customer_id = %s", other)
    await world.rows(
        "UPDATE shop.conversations SET due_at = now() - interval '16 seconds' WHERE customer_id = %s", other
    )
    alert = (
        "SELECT kind FROM shop.alerts WHERE account_id = %s AND kind = 'account_stopped' AND ended_at IS NULL"
    )
    assert len(await world.rows(alert, ACCOUNT_ID)) == 1

    await connect_again(world)
    (sent,) = await world.instagram.sent_to(other, 1)
    assert "فستان" in sent.text
    # The next test scripts the account's next refusal: nothing of this one may be under way to meet it.
    await world.instagram.sent_to(customer, 1)
    assert await world.rows(alert, ACCOUNT_ID) == []


async def test_a_login_that_comes_after_the_window_has_closed_sends_nothing_and_calls_a_person(
    world: World, customer: str
) -> None:
    await dead_token(world, customer)
    await world.rows(
        "UPDATE shop.conversations SET last_customer_at = now() - interval '24 hours' WHERE customer_id = %s",
        customer,
    )
    await connect_again(world)
    (part,) = await world.until(
        "SELECT reason FROM shop.parts WHERE customer_id = %s AND state = 'failed'", customer
    )
    assert part == {"reason": "window_closed"}
    (conversation,) = await world.rows(
        "SELECT needs_person_reason FROM shop.conversations WHERE customer_id = %s", customer
    )
    assert conversation == {"needs_person_reason": "not_delivered"}
    assert [one for one in world.instagram.sent if one.recipient == customer] == []


@pytest.mark.parametrize("code", [10, 424242])
async def test_a_refusal_of_one_message_stops_nobody(world: World, customer: str, code: int) -> None:
    world.instagram.fail_next(code, account=world.account)
    await world.instagram.customer_says(customer, "مرحبا")
    await world.until("SELECT 1 FROM shop.parts WHERE customer_id = %s AND state = 'failed'", customer)
    await world.instagram.customer_says(customer, "شكرا")
    assert len(await world.instagram.sent_to(customer, 1)) == 1
