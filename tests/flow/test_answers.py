"""A customer writes, the shop answers: the whole way, through the real SDKs, the bus and the database."""

import asyncio

from local.model import Failure
from process.register import instruction
from shared.language.register import Register, register_of
from tests.support.world import World


async def test_a_question_is_answered_with_real_products_and_their_real_prices(
    world: World, customer: str
) -> None:
    await world.instagram.customer_says(customer, "عندكم فستان أحمر؟ قديش؟")

    (sent,) = await world.instagram.sent_to(customer, 1)
    prices = await world.rows(
        "SELECT name_ar, trim_scale(price)::text AS price FROM shop.products WHERE name_ar LIKE %s", "%فستان%"
    )
    named = [row for row in prices if row["name_ar"] in sent.text]
    assert named, sent.text
    assert all(f"{row['price']} دينار" in sent.text for row in named), sent.text
    assert {event["disposition"] for event in await world.settled(customer)} <= {"answered", "own_echo"}


async def test_a_question_about_the_shop_is_answered_from_what_the_shop_wrote(
    world: World, customer: str
) -> None:
    await world.instagram.customer_says(customer, "How much is delivery to Irbid?")

    (sent,) = await world.instagram.sent_to(customer, 1)
    assert "JOD" in sent.text or "dinar" in sent.text.lower()
    assert world.model.history[-1]["messages"][-1]["role"] == "tool"


async def test_the_whole_conversation_is_in_arabizi_where_the_customer_is(
    world: World, customer: str
) -> None:
    asked = len(world.model.history)
    await world.instagram.customer_says(customer, "3ndkom fustan aswad? 2adesh?")
    (answer,) = await world.instagram.sent_to(customer, 1)
    assert register_of([answer.text]) is Register.ARABIZI
    assert "JOD" in answer.text

    # Nothing in these words says in which language; what was said before does.
    await world.instagram.customer_says(customer, "XL?")
    _, second = await world.instagram.sent_to(customer, 2)
    assert register_of([second.text]) is Register.ARABIZI

    requests = [request["messages"] for request in world.model.history[asked:]]
    assert len({request[0]["content"] for request in requests}) == 1
    assert all(instruction(Register.ARABIZI) in request[1:] for request in requests)


async def test_a_message_delivered_twice_is_answered_once(world: World, customer: str) -> None:
    item = world.instagram.write(customer, "مرحبا")
    await world.instagram.deliver(item)
    await world.instagram.deliver(item, item)
    await world.instagram.sent_to(customer, 1)

    # Past the bus's own memory of message ids, when only the recorder's keys are left.
    world.let_pass(700)
    await world.instagram.deliver(item)
    await world.instagram.customer_says(customer, "شكرا")

    assert len(await world.instagram.sent_to(customer, 2)) == 2
    events = await world.settled(customer)
    assert [event["text"] for event in events if event["author"] == "customer"] == ["مرحبا", "شكرا"]


async def test_three_quick_messages_are_answered_as_one(world: World, customer: str) -> None:
    world.model.enqueue("تمام، كلهم مع بعض")
    asked = len(world.model.history)
    items = [world.instagram.write(customer, text) for text in ("مرحبا", "بدي فستان", "لون أحمر")]
    await asyncio.gather(*(world.instagram.deliver(item) for item in items))

    (sent,) = await world.instagram.sent_to(customer, 1)
    (request,) = world.model.history[asked:]
    assert sent.text == "تمام، كلهم مع بعض"
    assert request["messages"][-2] == {"role": "user", "content": "مرحبا\nبدي فستان\nلون أحمر"}


async def test_a_customer_who_never_stops_typing_is_answered_at_the_cap(world: World, customer: str) -> None:
    answered = asyncio.create_task(world.instagram.sent_to(customer, 1))
    typed = 0
    while not answered.done():
        await world.instagram.customer_says(customer, f"وكمان سؤال {typed}")
        typed += 1
        # Steadily, well within the quiet period of 150 ms, which therefore never ends.
        await asyncio.wait([answered], timeout=0.05)

    assert typed > 3
    assert len(await answered) >= 1


async def test_two_conversations_run_side_by_side_and_each_in_order(world: World) -> None:
    first, second = world.new_customer(), world.new_customer()
    world.model.hold()
    asked = len(world.model.history)
    try:
        await asyncio.gather(*(world.instagram.customer_says(c, "مرحبا") for c in (first, second)))
        await world.model.arrived(asked + 2)  # both are in the model at once: neither waits for the other
    finally:
        world.model.release()
    for customer in (first, second):
        await world.instagram.sent_to(customer, 1)
        await world.instagram.customer_says(customer, "عندكم شنط؟")
        await world.instagram.sent_to(customer, 2)
        lines = await world.rows(
            "SELECT part_no, turn_no FROM shop.parts WHERE customer_id = %s ORDER BY sent_at", customer
        )
        assert [line["part_no"] for line in lines] == sorted(line["part_no"] for line in lines)


async def test_a_message_that_comes_while_the_model_thinks_is_answered_by_the_next_turn(
    world: World, customer: str
) -> None:
    world.model.hold()
    asked = len(world.model.history)
    world.model.enqueue("جواب أول", "جواب ثاني")
    try:
        await world.instagram.customer_says(customer, "سؤال أول")
        await world.model.arrived(asked + 1)
        await world.instagram.customer_says(customer, "سؤال ثاني")
        await world.until("SELECT 1 FROM shop.events WHERE customer_id = %s AND text = 'سؤال ثاني'", customer)
    finally:
        world.model.release()

    sent = await world.instagram.sent_to(customer, 2)
    assert [one.text for one in sent] == ["جواب أول", "جواب ثاني"]
    first, second = world.model.history[-2:]
    assert "سؤال ثاني" not in str(first["messages"])
    assert second["messages"][-2] == {"role": "user", "content": "سؤال ثاني"}
    turns = await world.rows(
        "SELECT outcome FROM shop.turns WHERE customer_id = %s ORDER BY turn_no", customer
    )
    assert [turn["outcome"] for turn in turns] == ["answered", "answered"]


async def test_a_reply_with_a_price_that_no_tool_gave_is_not_sent(world: World, customer: str) -> None:
    world.model.enqueue("الفستان بـ 3 دنانير بس!", "والله بـ ٤ دنانير!")
    await world.instagram.customer_says(customer, "بكم الفستان؟")

    (sent,) = await world.instagram.sent_to(customer, 1)
    assert "دنانير" not in sent.text
    (turn,) = await world.rows("SELECT outcome, reason FROM shop.turns WHERE customer_id = %s", customer)
    assert turn == {"outcome": "fallback", "reason": "unsupported_numbers"}
    (conversation,) = await world.rows(
        "SELECT needs_person_reason FROM shop.conversations WHERE customer_id = %s", customer
    )
    assert conversation["needs_person_reason"] == "guard"


async def test_a_model_that_stays_away_ends_in_a_polite_fallback_and_a_person(
    world: World, customer: str
) -> None:
    world.model.enqueue(*[Failure(503)] * 3)
    await world.instagram.customer_says(customer, "Do you have gift boxes?")

    (sent,) = await world.while_time_flies(world.instagram.sent_to(customer, 1))
    assert "team" in sent.text
    (turn,) = await world.rows("SELECT outcome, reason FROM shop.turns WHERE customer_id = %s", customer)
    assert turn == {"outcome": "fallback", "reason": "ModelUnavailable"}
    events = await world.settled(customer)
    assert [e["disposition"] for e in events if e["author"] == "customer"] == ["failed"]
