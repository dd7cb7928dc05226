"""What Meta delivers hours later: it is neither lost nor answered as if it had just been said."""

import time

from tests.support.world import World


def hours_ago(hours: float) -> int:
    return int((time.time() - hours * 3600) * 1000)


async def test_a_delivery_that_comes_again_twenty_hours_later_changes_nothing(
    world: World, customer: str
) -> None:
    delivery = await world.instagram.customer_says(customer, "عندكم فستان أحمر؟")
    await world.instagram.sent_to(customer, 1)
    await world.settled(customer)
    world.let_pass(20 * 3600)  # the queue has long forgotten its message id
    await world.instagram.deliver_raw(delivery.raw)
    await world.instagram.customer_says(customer, "شكرا")
    assert len(await world.instagram.sent_to(customer, 2)) == 2
    recorded = await world.rows(
        "SELECT text FROM shop.events WHERE customer_id = %s AND author = 'customer' ORDER BY seq", customer
    )
    assert [row["text"] for row in recorded] == ["عندكم فستان أحمر؟", "شكرا"]


async def test_a_question_twenty_hours_late_is_answered_when_nothing_was_since(
    world: World, customer: str
) -> None:
    await world.instagram.customer_says(customer, "عندكم فستان أحمر؟", timestamp=hours_ago(20))
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert "فستان" in sent.text


async def test_one_that_was_overtaken_by_an_answer_goes_to_a_person(world: World, customer: str) -> None:
    await world.instagram.customer_says(customer, "مرحبا")
    await world.instagram.sent_to(customer, 1)
    await world.settled(customer)
    await world.instagram.customer_says(customer, "وين طلبي؟", timestamp=hours_ago(20))
    late = "SELECT 1 FROM shop.conversations WHERE customer_id = %s AND needs_person_reason = 'late_message'"
    await world.until(late, customer)
    assert len([one for one in world.instagram.sent if one.recipient == customer]) == 1
