"""A person answers: who asks for one is told when, whom no budget is left for gets one, and a flood costs nobody else."""

from collections.abc import AsyncIterator

import pytest

from tests.support.world import TENANT, World

ALERT = """SELECT a.detail ->> 'reason' AS reason, a.ended_at IS NULL AS open, c.needs_person_summary AS summary
  FROM shop.alerts a JOIN shop.conversations c USING (tenant_id, account_id, customer_id)
  WHERE a.kind = 'person_wanted' AND a.customer_id = %s"""
ALWAYS = '{"week": {"sat": ["00:00-24:00"], "sun": ["00:00-24:00"], "mon": ["00:00-24:00"], "tue": ["00:00-24:00"], "wed": ["00:00-24:00"], "thu": ["00:00-24:00"], "fri": ["00:00-24:00"]}}'  # fmt: skip


@pytest.fixture
async def open_shop(world: World) -> AsyncIterator[World]:
    """Its people are there; whatever a test limits is given back."""
    await world.rows("UPDATE shop.tenants SET opening_hours = %s::jsonb WHERE tenant_id = %s", ALWAYS, TENANT)
    yield world
    await world.rows(
        "UPDATE shop.tenants SET opening_hours = '{}', most_a_minute = DEFAULT, most_a_day = DEFAULT"
    )
    await world.rows("DELETE FROM shop.budgets")


async def test_who_asks_for_a_person_is_told_when_one_answers_and_the_owners_word_ends_the_alert(
    open_shop: World, customer: str
) -> None:
    world = open_shop
    await world.instagram.customer_says(customer, "موظف")
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert sent.text == "وصلتنا رسالتك، وواحد من فريقنا رح يرد عليك اليوم 🌷"
    (alert,) = await world.rows(ALERT, customer)
    assert (alert["reason"], alert["open"]) == ("asked", True)
    assert "موظف" in alert["summary"]

    await world.rows("UPDATE shop.events SET at = at - interval '1 minute' WHERE customer_id = %s", customer)
    await world.instagram.owner_says(customer, "أهلا، أنا معك")
    await world.until(f"SELECT 1 FROM ({ALERT}) told WHERE NOT open", customer)


async def test_what_the_tool_says_of_the_time_reaches_the_customer_in_the_models_words(
    open_shop: World, customer: str
) -> None:
    world = open_shop
    call = ("hand_to_person", {"reason": "upset", "summary": "زعلان من التأخير"})
    world.model.enqueue([call], "حقك علينا، واحد من المحل رح يرد عليك هون اليوم")
    await world.instagram.customer_says(customer, "تأخرتوا كثير!")
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert sent.text == "حقك علينا، واحد من المحل رح يرد عليك هون اليوم"
    result = world.model.history[-1]["messages"][-1]
    assert result["role"] == "tool"
    assert "will answer you here today" in result["content"]
    (alert,) = await world.rows(ALERT, customer)
    assert alert == {"reason": "upset", "open": True, "summary": "زعلان من التأخير"}


async def test_when_the_budget_is_spent_a_person_answers_and_the_merchant_is_told(
    open_shop: World, customer: str
) -> None:
    world = open_shop
    await world.rows("INSERT INTO shop.budgets (tenant_id, period, money) VALUES (%s, 'day', 0)", TENANT)
    asked = len(world.model.history)
    await world.instagram.customer_says(customer, "Do you have gift boxes?")
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert sent.text == "We have your message. Someone from our team will answer you today 🌷"
    assert len(world.model.history) == asked
    (alert,) = await world.rows(ALERT, customer)
    assert alert["reason"] == "budget"
    assert alert["summary"].startswith("Asked: «Do you have gift boxes?»")
    told = await world.rows(
        "SELECT detail ->> 'period' AS period FROM shop.alerts WHERE kind = 'budget_spent' AND ended_at IS NULL"
    )
    assert told == [{"period": "day"}]


async def test_a_flood_gets_one_sentence_and_no_answer_and_others_are_served(
    open_shop: World, customer: str
) -> None:
    world = open_shop
    await world.rows("UPDATE shop.tenants SET most_a_minute = 2 WHERE tenant_id = %s", TENANT)
    asked = len(world.model.history)
    for number in range(3):
        items = [world.instagram.write(customer, f"رسالة {word}") for word in ("أولى", "ثانية", "ثالثة")]
        await world.instagram.deliver(*items)
        await world.until(
            "SELECT 1 FROM shop.events WHERE customer_id = %s AND disposition = 'throttled' HAVING count(*) = %s",
            customer,
            3 * (number + 1),
        )
    other = world.new_customer()
    await world.instagram.customer_says(other, "عندكم فستان أحمر؟")
    (answer,) = await world.instagram.sent_to(other, 1)
    assert "فستان" in answer.text

    (sent,) = await world.instagram.sent_to(customer, 1)
    assert sent.text.startswith("وصلتنا رسائل كثيرة منك")
    assert "رسالة" not in str([request["messages"] for request in world.model.history[asked:]])
    (alert,) = await world.rows(ALERT, customer)
    assert alert["reason"] == "throttled"
