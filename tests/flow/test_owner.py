"""The owner types in the Instagram app, and the assistant steps back."""

import time

from tests.support.world import World


def typed_since() -> int:
    """Long enough ago for somebody to have typed an answer: what follows at once is an automation's."""
    return int(time.time() * 1000) - 10_000


async def test_an_owners_message_before_the_post_lets_nothing_leave(world: World, customer: str) -> None:
    world.model.hold()
    asked = len(world.model.history)
    await world.instagram.customer_says(customer, "بكم الشنطة؟", timestamp=typed_since())
    await world.model.arrived(asked + 1)
    await world.instagram.owner_says(customer, "أهلا، أنا معك")
    await world.until("SELECT 1 FROM shop.events WHERE customer_id = %s AND author = 'owner'", customer)
    world.model.release()

    await world.until("SELECT 1 FROM shop.turns WHERE customer_id = %s AND outcome = 'discarded'", customer)
    await world.instagram.customer_says(customer, "تمام شكرا")
    await world.until("SELECT 1 FROM shop.events WHERE customer_id = %s AND text = 'تمام شكرا'", customer)
    events = await world.settled(customer)
    assert [(e["author"], e["disposition"]) for e in events] == [
        ("customer", "left_to_owner"),
        ("owner", "from_owner"),
        ("customer", "left_to_owner"),
    ]
    assert [one for one in world.instagram.sent if one.recipient == customer] == []


async def test_an_owners_message_between_the_commit_and_the_claim_stops_the_part(
    world: World, customer: str
) -> None:
    world.broker.hold("outbound")
    try:
        await world.instagram.customer_says(customer, "مرحبا", timestamp=typed_since())
        await world.until("SELECT 1 FROM shop.parts WHERE customer_id = %s", customer)
        await world.instagram.owner_says(customer, "معك صاحبة المحل")
        await world.until("SELECT 1 FROM shop.parts WHERE customer_id = %s AND state = 'cancelled'", customer)
    finally:
        world.broker.release("outbound")

    await world.settled(customer)
    assert [one for one in world.instagram.sent if one.recipient == customer] == []


async def test_the_owner_hands_back_and_the_next_question_is_answered(world: World, customer: str) -> None:
    await world.instagram.owner_says(customer, "أهلا، أنا معك")
    await world.instagram.customer_says(customer, "بكم الشنطة؟")
    await world.until("SELECT 1 FROM shop.events WHERE customer_id = %s AND author = 'customer'", customer)
    await world.instagram.owner_says(customer, "مساعدنا بيكمل معك من هون 🌷")
    await world.until(
        "SELECT 1 FROM shop.conversations WHERE customer_id = %s AND paused_until <= now()", customer
    )
    await world.instagram.customer_says(customer, "عندكم فستان أحمر؟")
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert "فستان" in sent.text
    events = [event for event in await world.settled(customer) if event["author"] == "customer"]
    assert [event["disposition"] for event in events] == ["left_to_owner", "answered"]
