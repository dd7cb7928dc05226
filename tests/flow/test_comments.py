"""From a comment under a post to the private reply and the courtesy below it, through the whole product."""

from tests.support.world import World

SENT = "SELECT 1 FROM shop.parts WHERE customer_id = %s AND public AND state = 'sent'"
KEPT = "SELECT disposition FROM shop.events WHERE customer_id = %s AND kind = 'comment' AND disposition IS NOT NULL"


async def test_a_question_below_a_post_is_answered_in_private(world: World, customer: str) -> None:
    below = len(world.instagram.comment_replies)
    await world.instagram.customer_comments(customer, "عندكم فستان أحمر؟ قديش؟")
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert sent.comment is not None
    assert "فستان" in sent.text
    await world.until(SENT, customer)
    assert [reply.text for reply in world.instagram.comment_replies[below:]] == ["بعتنالك رسالة خاصة 💌"]
    assert await world.until(KEPT, customer) == [{"disposition": "answered"}]


async def test_praise_the_shops_own_words_and_answers_to_others_are_left_alone(
    world: World, customer: str
) -> None:
    below, sent = len(world.instagram.comment_replies), len(world.instagram.sent)
    await world.instagram.customer_comments(customer, "ما شاء الله بجنن 😍")
    assert await world.until(KEPT, customer) == [{"disposition": "not_for_us"}]
    (first, *_) = [one.id for one in world.instagram.comments if one.text == "ما شاء الله بجنن 😍"]
    other = world.new_customer()
    await world.instagram.customer_comments(other, "قديش؟", parent=first)
    assert await world.until(KEPT, other) == [{"disposition": "not_for_us"}]
    await world.instagram.owner_comments("السعر في الخاص؟")
    assert (world.instagram.comment_replies[below:], world.instagram.sent[sent:]) == ([], [])


async def test_a_comment_that_is_told_twice_is_answered_once(world: World, customer: str) -> None:
    await world.instagram.customer_comments(customer, "قديش التوصيل؟", boosted=True)
    await world.until(SENT, customer)
    await world.instagram.customer_says(customer, "شكرا")
    first, second = await world.instagram.sent_to(customer, 2)
    assert (first.comment is not None, second.comment) == (True, None)


async def test_who_then_writes_is_in_one_conversation_with_what_was_asked_below_the_post(
    world: World, customer: str
) -> None:
    await world.instagram.customer_comments(customer, "عندكم فستان أحمر؟")
    await world.instagram.sent_to(customer, 1)
    asked = len(world.model.history)
    await world.instagram.customer_says(customer, "في منه مقاس L؟")
    await world.instagram.sent_to(customer, 2)
    read = str(world.model.history[asked:])
    assert "[comment under a post of ours] عندكم فستان أحمر؟" in read
