"""The owner types in the Instagram app, and the assistant steps back."""

from tests.support.world import World


async def test_an_owners_message_before_the_post_lets_nothing_leave(world: World, customer: str) -> None:
    world.model.hold()
    asked = len(world.model.history)
    await world.instagram.customer_says(customer, "بكم الشنطة؟")
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
        await world.instagram.customer_says(customer, "مرحبا")
        await world.until("SELECT 1 FROM shop.parts WHERE customer_id = %s", customer)
        await world.instagram.owner_says(customer, "معك صاحبة المحل")
        await world.until("SELECT 1 FROM shop.parts WHERE customer_id = %s AND state = 'cancelled'", customer)
    finally:
        world.broker.release("outbound")

    await world.settled(customer)
    assert [one for one in world.instagram.sent if one.recipient == customer] == []
