"""Who is handed over is told when a person answers: the sentence is the shop's own hours, and the fact guard finds it."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from process.answering import SOME_TIME, When, when_people_answer
from process.guard import Unsupported, unsupported
from process.tools import Shop, as_data, run_tool
from process.wording import in_words, said
from shared.language.register import Register
from shared.model.client import ToolCall
from shared.search.places import first_place
from tests.support.stages import StageApp
from tests.unit.process.test_tools import TENANT

AMMAN = ZoneInfo("Asia/Amman")
KEPT = {
    "week": {day: ["10:00-21:00"] for day in ("sat", "sun", "mon", "tue", "wed", "thu")},
    "seasons": [{"from": "2026-12-20", "to": "2026-12-28", "week": {}}],
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMMAN)


CASES = [
    pytest.param("2026-11-29T12:00", "today", "اليوم", id="open"),
    pytest.param("2026-11-29T20:45", "tomorrow, after we open at 10:00", "بكرا بعد ما نفتح الساعة 10:00", id="about to close"),
    pytest.param("2026-11-29T08:00", "today, after we open at 10:00", "اليوم بعد ما نفتح الساعة 10:00", id="not open yet"),
    pytest.param("2026-11-29T22:00", "tomorrow, after we open at 10:00", "بكرا بعد ما نفتح الساعة 10:00", id="closed"),
    pytest.param("2026-11-26T22:00", "on Saturday, after we open at 10:00", "يوم السبت بعد ما نفتح الساعة 10:00", id="before a day off"),
    pytest.param("2026-12-20T12:00", "on Tuesday 29/12, after we open at 10:00", "يوم الثلاثاء 29/12 بعد ما نفتح الساعة 10:00", id="in the holidays"),
]  # fmt: skip


@pytest.mark.parametrize(("now", "english", "arabic"), CASES)
def test_the_time_is_said_as_people_say_it(now: str, english: str, arabic: str) -> None:
    when = when_people_answer(KEPT, "Asia/Amman", at(now))
    assert (in_words(when, Register.ENGLISH), in_words(when, Register.ARABIC)) == (english, arabic)
    assert english in said("a_person_will_answer", Register.ENGLISH, when)
    assert arabic in said("a_person_will_answer", Register.ARABIC, when)
    assert arabic in said("too_many_messages", Register.ARABIC, when)


@pytest.mark.parametrize("kept", [{}, {"week": {}}, {"week": {"fri": ["soon"]}}])
def test_without_hours_no_time_is_promised(kept: dict[str, Any]) -> None:
    when = when_people_answer(kept, "Asia/Amman", at("2026-11-29T12:00"))
    assert when == SOME_TIME
    assert "as soon as possible" in said("a_person_will_answer", Register.ENGLISH, when)


async def handed_over(when: When) -> dict[str, Any]:
    shop = Shop(StageApp(), TENANT, first_place(TENANT), people_answer=when)
    call = ToolCall("1", "hand_to_person", json.dumps({"reason": "asked", "summary": "wants a person"}))
    return await run_tool(shop, call)


@pytest.mark.parametrize("now", [case.values[0] for case in CASES])
@pytest.mark.parametrize("register", [Register.ENGLISH, Register.ARABIC, Register.ARABIZI])
async def test_what_the_tool_says_may_be_said(now: str, register: Register) -> None:
    when = when_people_answer(KEPT, "Asia/Amman", at(now))
    result = as_data(await handed_over(when))
    reply = said("a_person_will_answer", register, when)
    assert unsupported(reply, tool_results=[result], customer=[]) == Unsupported([], [])


@pytest.mark.parametrize(
    "reply",
    [
        "رح نرد عليك بكرا الساعة 10 الصبح",
        "بكرا عالعشرة بنرد عليك",
        "Someone will answer you tomorrow at 10 am",
        "We open tomorrow at ١٠:٠٠",
    ],
)
async def test_the_model_may_put_the_time_in_its_own_words(reply: str) -> None:
    result = as_data(await handed_over(when_people_answer(KEPT, "Asia/Amman", at("2026-11-29T22:00"))))
    assert unsupported(reply, tool_results=[result], customer=[]) == Unsupported([], [])


@pytest.mark.parametrize(
    "reply", ["رح نرد عليك بكرا الساعة 9", "Someone will answer you tomorrow at 11", "خلال ساعتين بنرد"]
)
async def test_another_time_is_held_back(reply: str) -> None:
    result = as_data(await handed_over(when_people_answer(KEPT, "Asia/Amman", at("2026-11-29T22:00"))))
    assert unsupported(reply, tool_results=[result], customer=[]).numbers != []


async def test_without_hours_the_tool_promises_no_time() -> None:
    assert await handed_over(SOME_TIME) == {
        "done": True,
        "say": "that someone from the shop will answer here, without a time",
    }
