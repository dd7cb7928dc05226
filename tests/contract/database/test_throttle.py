"""A customer who floods a shop costs it no model call, is told once, and slows nobody down; on a real PostgreSQL."""

import asyncio
from dataclasses import replace

import pytest

from merchant.hours import put_hours
from merchant.manners import Manners, put_manners
from process.record import record
from process.turn import turn
from shared.alerts import open_alerts
from shared.contracts import Queue, TurnDoorbell
from shared.errors import Misconfigured
from shared.hours import DAYS
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound, message
from tests.support.stages import StageApp, said

ALWAYS = {"week": {day: ["00:00-24:00"] for day in DAYS}}


@pytest.fixture
async def limited(app: StageApp, key: ConversationKey) -> ConversationKey:
    """Three messages a minute, six a day."""
    await put_manners(app.database, key.tenant, Manners(most_a_minute=3, most_a_day=6))
    return key


async def writes(
    app: StageApp,
    key: ConversationKey,
    rows: Rows,
    *answers: str,
    messages: int = 1,
    text: str = "عندكم فستان؟",
) -> int:
    """How often the model was asked about what it has just written."""
    before = len(app.scripted_model.requests)
    app.scripted_model.answers.clear()
    app.scripted_model.answers.extend(map(said, answers))
    await record(app, inbound(key, *(message(text, seconds_ago=1) for _ in range(messages))))
    rows.let_quiet_pass()
    await turn(app, TurnDoorbell.of(key))
    return len(app.scripted_model.requests) - before


async def test_up_to_the_limit_every_message_is_answered(
    app: StageApp, limited: ConversationKey, rows: Rows
) -> None:
    for _ in range(3):
        assert await writes(app, limited, rows, "أهلا") == 1
    assert rows.dispositions == ["answered"] * 3


async def test_past_it_the_model_is_not_asked_and_the_customer_is_told_once_that_a_person_will_answer(
    app: StageApp, limited: ConversationKey, rows: Rows
) -> None:
    await put_hours(app.database, limited.tenant, hours=ALWAYS)
    for _ in range(3):
        assert await writes(app, limited, rows, "أهلا") == 1
    for _ in range(3):
        assert await writes(app, limited, rows) == 0
    texts = [part["text"] for part in rows.parts]
    assert texts[:3] == ["أهلا"] * 3
    (told,) = texts[3:]
    assert told.startswith("وصلتنا رسائل كثيرة منك")
    assert "رح يرد عليك اليوم" in told
    assert rows.dispositions == ["answered"] * 3 + ["throttled"] * 3
    assert [(one["outcome"], one["reason"]) for one in rows.turns[3:]] == [
        ("fallback", "throttled"),
        ("fallback", "throttled_again"),
        ("fallback", "throttled_again"),
    ]
    c = rows.conversation
    assert (c["needs_person_reason"], c["answered_seq"], c["first_unanswered_at"]) == ("throttled", 6, None)
    (alert,) = await open_alerts(app.database, limited.tenant)
    assert (alert.kind, alert.detail) == ("person_wanted", {"reason": "throttled"})


async def test_of_the_twenty_first_message_in_a_minute_nothing_is_lost(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    """By the limits that a shop begins with."""
    for _ in range(4):
        assert await writes(app, key, rows, "أهلا", messages=5) == 1
    for text in ("في شحن للسعودية؟", "وين صار طلبي؟"):
        assert await writes(app, key, rows, text=text) == 0
        (alert,) = await open_alerts(app.database, key.tenant)  # one, which says what was asked last
        assert alert.detail == {"reason": "throttled"}
        assert f"سأل: «{text}»" in str(alert.summary)
    assert rows.dispositions == ["answered"] * 20 + ["throttled"] * 2
    assert len([part for part in rows.parts if part["text"] != "أهلا"]) == 1
    rows.ask("UPDATE shop.events SET at = at - interval '1 minute' WHERE tenant_id = %(tenant)s")
    assert await writes(app, key, rows, "أهلا", text="مرحبا؟") == 1
    read = "\n".join(str(said["content"]) for said in app.scripted_model.requests[-1])
    assert read.index("في شحن للسعودية؟") < read.index("وين صار طلبي؟") < read.index("مرحبا؟")


async def test_one_burst_is_past_it_as_well(app: StageApp, limited: ConversationKey, rows: Rows) -> None:
    assert await writes(app, limited, rows, messages=4) == 0
    assert rows.dispositions == ["throttled"] * 4


async def test_nobody_seems_to_type_an_answer_to_a_flood(
    app: StageApp, limited: ConversationKey, rows: Rows
) -> None:
    app.posted_to_bus.take()
    await writes(app, limited, rows, messages=4)
    assert app.posted_to_bus.queues() == [
        Queue.TURNS,
        Queue.OUTBOUND,
    ]  # the recorder's bell, and the sentence


async def test_a_minute_later_the_assistant_answers_again(
    app: StageApp, limited: ConversationKey, rows: Rows
) -> None:
    await writes(app, limited, rows, messages=4)
    rows.ask("UPDATE shop.events SET at = at - interval '1 minute' WHERE tenant_id = %(tenant)s")
    assert await writes(app, limited, rows, "أهلا") == 1


@pytest.mark.parametrize(
    ("ago", "sentences"),
    [
        pytest.param("59 minutes", 1, id="not again within the hour"),
        pytest.param("61 minutes", 2, id="again after it"),
    ],
)
async def test_the_sentence_is_said_once_an_hour(
    app: StageApp, limited: ConversationKey, rows: Rows, ago: str, sentences: int
) -> None:
    await writes(app, limited, rows, messages=4)
    rows.ask(f"UPDATE shop.turns SET finished_at = now() - interval '{ago}' WHERE tenant_id = %(tenant)s")
    await writes(app, limited, rows)
    assert len(rows.parts) == sentences


@pytest.mark.parametrize(("ago", "sentences"), [("23 hours", 1), ("25 hours", 2)])
async def test_past_the_days_limit_it_is_said_once_a_day(
    app: StageApp, limited: ConversationKey, rows: Rows, ago: str, sentences: int
) -> None:
    for _ in range(3):
        await writes(app, limited, rows, "أهلا", messages=2)
        rows.ask("UPDATE shop.events SET at = at - interval '2 minutes' WHERE tenant_id = %(tenant)s")
    assert await writes(app, limited, rows) == 0
    rows.ask(f"UPDATE shop.turns SET finished_at = now() - interval '{ago}' WHERE reason = 'throttled' AND tenant_id = %(tenant)s")  # fmt: skip
    assert await writes(app, limited, rows) == 0
    assert len([part for part in rows.parts if part["text"] != "أهلا"]) == sentences


async def test_what_was_written_to_the_owner_counts_for_nothing(
    app: StageApp, limited: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(limited, echo("أنا معك", seconds_ago=30)))
    await record(app, inbound(limited, *(message(seconds_ago=20) for _ in range(5))))
    rows.arrange(paused_until="NULL")
    assert await writes(app, limited, rows, "أهلا") == 1


async def test_messages_of_hours_that_are_delivered_at_once_are_no_flood(
    app: StageApp, limited: ConversationKey, rows: Rows
) -> None:
    hours = (message(seconds_ago=600 * n + 1) for n in range(5))
    await record(app, inbound(limited, *hours))
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said("أهلا"))
    await turn(app, TurnDoorbell.of(limited))
    assert rows.dispositions == ["answered"] * 5


async def test_another_customer_is_served_meanwhile(
    app: StageApp, limited: ConversationKey, rows: Rows
) -> None:
    await writes(app, limited, rows, messages=4)
    other = replace(limited, customer="8800000000000001")
    assert await writes(app, other, rows, "أهلا") == 1


async def test_a_sentence_that_was_discarded_is_said_by_the_next_turn(
    app: StageApp, limited: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(limited, *(message(seconds_ago=1) for _ in range(4))))
    rows.let_quiet_pass()
    bells = [turn(app, TurnDoorbell.of(limited)) for _ in range(2)]
    await asyncio.gather(*bells)
    await turn(app, TurnDoorbell.of(limited))
    assert len(rows.parts) == 1
    assert set(rows.dispositions) == {"throttled"}


@pytest.mark.parametrize("most", [0, -1, 1_001])
async def test_limits_that_would_silence_or_mean_nothing_are_refused(
    app: StageApp, key: ConversationKey, most: int
) -> None:
    with pytest.raises(Misconfigured, match="most_a_day is between"):
        await put_manners(app.database, key.tenant, Manners(most_a_day=most))
