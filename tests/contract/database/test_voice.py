"""A voice note is listened to once, its words stay with the message, and nothing of the sound does; on a real PostgreSQL."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from local.instagram import samples
from merchant.budgets import put_budgets
from process.record import record
from process.think import MOST_ATTEMPTS
from process.turn import turn
from process.voice import MOST_NOTES, MOST_SECONDS, MOST_SECONDS_A_DAY
from shared.contracts import Event, Media, TurnDoorbell
from shared.errors import (
    ContentFiltered,
    GraphUnavailable,
    MediaGone,
    MediaUnusable,
    Misconfigured,
    ModelUnavailable,
)
from shared.graph.media import Fetched
from shared.model.transcription import Transcript
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message, now_ms
from tests.support.stages import StageApp, said

NOTE = Fetched("audio/wav", samples.wav(2400))
ASKED = "عندكم فستان أحمر بمقاس 42؟"
HEARD = Transcript(ASKED, 2.4)


def note(*names: str, text: str | None = None, seconds_ago: float = 10) -> Event:
    media = tuple(Media("audio", f"https://lookaside.fbsbx.com/{name}") for name in names)
    spoken = message(text, seconds_ago=seconds_ago)
    return replace(spoken, attachments=("audio",) * len(names), media=media)


def finds(app: StageApp, **found: Fetched | Exception) -> None:
    app.scripted_media.found = {f"https://lookaside.fbsbx.com/{name}": one for name, one in found.items()}


async def answered(app: StageApp, key: ConversationKey, rows: Rows, *events: Event, reply: str) -> Any:
    """The newest words of the customer, as the model got them; None when it was not asked."""
    await record(app, inbound(key, *events))
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said(reply))
    asked = len(app.scripted_model.requests)
    await turn(app, TurnDoorbell.of(key))
    newest = app.scripted_model.requests[asked:]
    return newest[-1][-2]["content"] if newest else None


def ledger(rows: Rows) -> list[tuple[int, Decimal]]:
    found = rows.ask("SELECT audio_seconds, money FROM shop.usage_ledger WHERE tenant_id = %(tenant)s ORDER BY turn_no")  # fmt: skip
    return [(row["audio_seconds"], row["money"]) for row in found]


async def test_the_model_reads_what_was_said_and_the_guard_takes_its_numbers_for_the_customers(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    finds(app, a=NOTE)
    app.scripted_model.heard.append(HEARD)
    read = await answered(app, key, rows, note("a"), reply="بشوفلك مقاس 42")
    assert read == f"{ASKED} [sent: audio]"
    assert app.scripted_model.listened == [("audio/wav", NOTE.content)]
    assert [part["text"] for part in rows.parts] == ["بشوفلك مقاس 42"]
    assert [event["transcript"] for event in rows.events] == [ASKED]
    ((seconds, money),) = ledger(rows)
    assert seconds == 3
    assert money > Decimal("0.0045") * 3 / 60


async def test_later_turns_read_it_and_do_not_listen_again(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    finds(app, a=NOTE)
    app.scripted_model.heard.append(HEARD)
    await answered(app, key, rows, note("a"), reply="أهلا")
    await answered(app, key, rows, message("وبالأزرق؟"), reply="أهلا")
    history = [line["content"] for line in app.scripted_model.requests[-1][1:-1]]
    assert history == [f"{ASKED} [sent: audio]", "أهلا", "وبالأزرق؟"]
    assert len(app.scripted_model.listened) == len(app.scripted_media.fetched) == 1
    assert [seconds for seconds, _ in ledger(rows)] == [3, 0]


async def test_a_try_that_fails_after_listening_is_paid_for_and_the_next_does_not_listen_again(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    finds(app, a=NOTE)
    app.scripted_model.heard.append(HEARD)
    app.scripted_model.answers.append(ModelUnavailable("the model answered 503"))
    await record(app, inbound(key, note("a")))
    rows.let_quiet_pass()
    with pytest.raises(ModelUnavailable):
        await turn(app, TurnDoorbell.of(key))
    rows.arrange(due_at="now()", retry_at="NULL")
    app.scripted_model.answers.append(said("أهلا"))
    await turn(app, TurnDoorbell.of(key))
    assert [part["text"] for part in rows.parts] == ["أهلا"]
    assert len(app.scripted_model.listened) == 1
    assert [seconds for seconds, _ in ledger(rows)] == [3, 0]


async def test_an_outage_of_the_listener_is_tried_again_and_what_was_heard_stays(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    finds(app, a=NOTE, b=NOTE)
    app.scripted_model.heard += [HEARD, ModelUnavailable("the model answered 429", after=7)]
    await record(app, inbound(key, note("a", seconds_ago=20), note("b")))
    rows.let_quiet_pass()
    with pytest.raises(ModelUnavailable):
        await turn(app, TurnDoorbell.of(key))
    assert sorted(event["transcript"] or "" for event in rows.events) == ["", ASKED]
    app.scripted_model.heard.append(Transcript("وقديش؟", 1.0))
    rows.arrange(due_at="now()", retry_at="NULL")
    app.scripted_model.answers.append(said("أهلا"))
    await turn(app, TurnDoorbell.of(key))
    assert len(app.scripted_model.listened) == 3
    assert "وقديش؟" in str(app.scripted_model.requests[-1])


@pytest.mark.parametrize(
    ("found", "heard"),
    [
        pytest.param(MediaGone("status_404"), None, id="gone"),
        pytest.param(MediaUnusable("a_page"), None, id="a page"),
        pytest.param(Fetched("audio/aac", b"\xff\xf1"), None, id="a kind that is not taken"),
        pytest.param(Fetched("audio/wav", samples.wav((MOST_SECONDS + 1) * 1000, 100)), None, id="too long"),
        pytest.param(NOTE, MediaUnusable("not_understood"), id="no speech for the provider"),
        pytest.param(NOTE, ContentFiltered("the model answered 400: content_filter"), id="held back"),
        pytest.param(NOTE, Transcript("", 2.4), id="silence"),
    ],
)
async def test_what_cannot_be_heard_is_said_politely_and_a_person_is_called(
    app: StageApp,
    key: ConversationKey,
    rows: Rows,
    found: Fetched | Exception,
    heard: Transcript | Exception | None,
) -> None:
    finds(app, a=found)
    app.scripted_model.heard += [heard] if heard is not None else []
    assert await answered(app, key, rows, note("a"), reply="لا") is None
    assert [part["text"][:30] for part in rows.parts] == ["ما قدرنا نسمع رسالتك الصوتية. "]
    assert rows.conversation["needs_person_reason"] == "voice_note"
    assert [(row["transcript"], row["disposition"]) for row in rows.events] == [("", "answered")]


async def test_beside_words_the_model_is_told_that_a_note_was_not_heard(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    finds(app, a=MediaGone("status_404"))
    read = await answered(app, key, rows, note("a", text="عندكم هاد؟"), reply="أهلا")
    assert read == "عندكم هاد؟ [sent: audio] [a voice note that could not be heard]"


async def test_of_many_at_once_the_newest_are_heard_and_the_model_is_told_of_the_others(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    names = [f"n{number}" for number in range(MOST_NOTES + 1)]
    finds(app, **dict.fromkeys(names, NOTE))
    app.scripted_model.heard += [Transcript(f"سؤال {name}", 2.4) for name in names[1:]]
    read = await answered(app, key, rows, *map(note, names), reply="أهلا")
    assert read.splitlines() == [
        "[sent: audio] [a voice note that could not be heard]",
        *(f"سؤال {name} [sent: audio]" for name in names[1:]),
    ]


@pytest.mark.parametrize(
    ("ago", "heard"),
    [pytest.param("23 hours", 2, id="of a day"), pytest.param("25 hours", 3, id="of a day before")],
)
async def test_one_customer_is_heard_for_so_long_a_day_and_then_by_a_person(
    app: StageApp, key: ConversationKey, rows: Rows, ago: str, heard: int
) -> None:
    finds(app, a=NOTE)
    app.scripted_model.heard += [Transcript(ASKED, MOST_SECONDS_A_DAY - 3), *[HEARD] * 2]
    await answered(app, key, rows, note("a"), reply="أهلا")
    rows.ask(f"UPDATE shop.usage_ledger SET at = now() - interval '{ago}' WHERE tenant_id = %(tenant)s")
    assert await answered(app, key, rows, note("a"), reply="أهلا") == f"{ASKED} [sent: audio]"
    await answered(app, key, rows, note("a"), reply="أهلا")
    assert len(app.scripted_model.listened) == heard
    wanted = "voice_note" if heard == 2 else None
    assert rows.conversation["needs_person_reason"] == wanted
    assert (rows.events[-1]["transcript"] == "") is (heard == 2)
    another = replace(key, customer="8800000000000001")
    app.scripted_model.heard.append(HEARD)
    assert await answered(app, another, rows, note("a"), reply="أهلا") == f"{ASKED} [sent: audio]"


async def test_a_shop_that_does_not_listen_asks_to_write_and_calls_a_person(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    app.settings = replace(app.settings, transcription_model=None)
    await answered(app, key, rows, message("hello, are you open?", seconds_ago=90), reply="Hello!")
    assert await answered(app, key, rows, note("a"), reply="No") is None
    assert rows.parts[-1]["text"].startswith("We could not listen to your voice note.")
    assert app.scripted_media.fetched == []
    assert rows.conversation["needs_person_since"] is not None


async def test_who_asks_for_a_person_aloud_gets_one_without_the_model(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    finds(app, a=NOTE)
    app.scripted_model.heard.append(Transcript("بدي أحكي مع موظف", 2.0))
    assert await answered(app, key, rows, note("a"), reply="لا") is None
    assert rows.conversation["needs_person_reason"] == "asked"
    assert [seconds for seconds, _ in ledger(rows)] == [2]


async def test_a_deployment_that_is_gone_ends_in_a_person_and_names_the_setting(
    app: StageApp, key: ConversationKey, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    finds(app, a=NOTE)
    app.scripted_model.heard.append(Misconfigured("TRANSCRIPTION_MODEL names no deployment"))
    await answered(app, key, rows, note("a"), reply="لا")
    assert [(row["outcome"], row["reason"]) for row in rows.turns] == [("fallback", "Misconfigured")]
    assert "TRANSCRIPTION_MODEL names no deployment" in caplog.text


async def test_a_cdn_that_stays_away_is_a_note_that_cannot_be_heard(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    finds(app, a=GraphUnavailable("media was not fetched: ReadTimeout"))
    await record(app, inbound(key, note("a")))
    for _ in range(MOST_ATTEMPTS - 1):
        rows.arrange(due_at="now()", retry_at="NULL")
        with pytest.raises(GraphUnavailable):
            await turn(app, TurnDoorbell.of(key))
    rows.arrange(due_at="now()", retry_at="NULL")
    await turn(app, TurnDoorbell.of(key))
    assert rows.conversation["needs_person_reason"] == "voice_note"


async def test_what_a_note_may_cost_is_reserved_before_anybody_listens(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    finds(app, a=NOTE)
    await put_budgets(app.database, key.tenant, {"day": Decimal("0.01")})
    assert await answered(app, key, rows, note("a"), reply="لا") is None
    assert app.scripted_model.listened == []
    assert [row["reason"] for row in rows.turns] == ["budget_spent"]


async def test_what_was_taken_back_loses_its_transcript(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    finds(app, a=NOTE)
    app.scripted_model.heard.append(HEARD)
    spoken = note("a")
    await answered(app, key, rows, spoken, reply="أهلا")
    await record(app, inbound(key, Event(f"unsend:{spoken.mid}", "unsend", now_ms(), spoken.mid)))
    assert [row["transcript"] for row in rows.events if row["kind"] == "message"] == [None]


async def test_no_log_line_has_a_word_or_the_address_of_it(
    app: StageApp, key: ConversationKey, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    finds(app, a=NOTE, b=MediaGone("status_404"))
    app.scripted_model.heard.append(HEARD)
    await answered(app, key, rows, note("a", "b"), reply="أهلا")
    assert "voice.heard" in caplog.text
    assert "voice.not_heard" in caplog.text
    assert not any(word in caplog.text for word in ("فستان", "lookaside"))
