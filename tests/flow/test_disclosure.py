"""Who is new hears first that an assistant answers, and how one gets to a person; and gets to one."""

from collections.abc import AsyncIterator

import pytest

from tests.support.world import World


@pytest.fixture
async def disclosing(world: World) -> AsyncIterator[World]:
    await world.rows("UPDATE shop.tenants SET disclosure_ar = 'معك المساعد', disclosure_en = 'An assistant'")
    yield world
    await world.tune_shops()


async def test_it_is_said_once_ahead_of_the_first_answer(disclosing: World, customer: str) -> None:
    await disclosing.instagram.customer_says(customer, "عندكم فستان أحمر؟")
    said, answer = await disclosing.instagram.sent_to(customer, 2)
    assert said.text.startswith("معك المساعد\n")
    assert "فستان" in answer.text
    await disclosing.instagram.customer_says(customer, "شكرا")
    *_, third = await disclosing.instagram.sent_to(customer, 3)
    assert "المساعد" not in third.text


async def test_who_asks_for_a_person_is_promised_one_and_the_model_is_not_asked(
    world: World, customer: str
) -> None:
    asked = len(world.model.history)
    await world.instagram.customer_says(customer, "موظف")
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert "واحد من فريقنا" in sent.text
    (conversation,) = await world.rows(
        "SELECT needs_person_reason FROM shop.conversations WHERE customer_id = %s", customer
    )
    assert conversation == {"needs_person_reason": "asked"}
    assert len(world.model.history) == asked


async def test_a_mention_in_a_story_is_thanked_for_without_the_model(world: World, customer: str) -> None:
    asked = len(world.model.history)
    story = {
        "type": "story_mention",
        "payload": {"url": "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1"},
    }
    await world.instagram.customer_says(customer, None, attachments=[story])
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert "المنشن" in sent.text
    assert len(world.model.history) == asked
