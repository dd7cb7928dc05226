"""The host is killed at the worst moments: exactly one reply, always."""

from tests.support.world import World


async def only_reply(world: World, customer: str) -> str:
    """The one reply of a conversation, once it has settled and a later question has been answered too."""
    await world.instagram.sent_to(customer, 1)
    world.model.enqueue("وهذا جواب السؤال اللي بعده")
    await world.instagram.customer_says(customer, "سؤال ثاني")
    first, *_, last = await world.instagram.sent_to(customer, 2)
    assert last.text == "وهذا جواب السؤال اللي بعده"
    assert len([one for one in world.instagram.sent if one.recipient == customer]) == 2
    return str(first.text)


async def test_killed_during_the_model_call_the_reply_still_comes_once(world: World, customer: str) -> None:
    world.model.hold()
    asked = len(world.model.history)
    await world.instagram.customer_says(customer, "عندكم فستان أحمر؟")
    await world.model.arrived(asked + 1)
    await world.kill_host()
    world.model.release()
    await world.start_host()

    assert "فستان" in await only_reply(world, customer)


async def test_killed_after_the_commit_and_before_the_ring_the_reply_still_comes_once(
    world: World, customer: str
) -> None:
    world.broker.hold("outbound")
    await world.instagram.customer_says(customer, "مرحبا")
    await world.until("SELECT 1 FROM shop.parts WHERE customer_id = %s", customer)
    await world.kill_host()
    world.broker.discard("outbound")  # the ring never arrived
    await world.start_host()

    assert await only_reply(world, customer)
    (conversation,) = await world.rows(
        "SELECT turn_no FROM shop.conversations WHERE customer_id = %s", customer
    )
    assert conversation["turn_no"] == 2


async def test_killed_after_the_graph_post_the_echo_proves_it_sent(world: World, customer: str) -> None:
    world.instagram.hold()
    await world.instagram.customer_says(customer, "مرحبا")
    await world.instagram.sent_to(customer, 1)
    await world.kill_host()
    world.instagram.release()
    await world.start_host()

    await world.until("SELECT 1 FROM shop.parts WHERE customer_id = %s AND state = 'sent'", customer)
    assert await only_reply(world, customer)


async def test_killed_after_the_graph_post_and_the_echo_lost_the_thread_proves_it_sent(
    world: World, customer: str
) -> None:
    world.instagram.switches.echo = "never"
    world.instagram.hold()
    try:
        await world.instagram.customer_says(customer, "مرحبا")
        await world.instagram.sent_to(customer, 1)
        await world.kill_host()
        world.instagram.release()
        await world.rows("UPDATE shop.parts SET lease_until = now() WHERE customer_id = %s", customer)
        await world.start_host()
        await world.until("SELECT 1 FROM shop.parts WHERE customer_id = %s AND state = 'sent'", customer)
    finally:
        world.instagram.release()
        world.instagram.switches.echo = "before"

    assert await only_reply(world, customer)


async def test_a_post_that_never_reached_instagram_is_looked_for_twice_and_sent_again(
    world: World, customer: str
) -> None:
    await world.instagram.customer_says(customer, "مرحبا")
    await world.instagram.sent_to(customer, 1)
    await world.settled(customer)
    # As if the process had died between its claim and the post: claimed, nothing in the thread.
    await world.rows(
        "INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text, state,"
        " attempt_id, first_posted_at, lease_until, not_before) SELECT tenant_id, account_id, customer_id, 99, turn_no, last_seq,"
        " 'وصلت؟', 'sending', gen_random_uuid(), now(), now() - interval '20 seconds', now() - interval '20 seconds' FROM shop.conversations WHERE customer_id = %s",
        customer,
    )
    await world.rows(
        "UPDATE shop.conversations SET last_part_no = 99, next_ring_at = NULL WHERE customer_id = %s",
        customer,
    )
    await world.sweep()
    await world.until("SELECT 1 FROM shop.parts WHERE customer_id = %s AND doubt_checks = 1", customer)
    await world.rows(
        "UPDATE shop.parts SET not_before = now() WHERE customer_id = %s AND part_no = 99", customer
    )
    world.let_pass(31)

    *_, again = await world.instagram.sent_to(customer, 2)
    assert again.text == "وصلت؟"
