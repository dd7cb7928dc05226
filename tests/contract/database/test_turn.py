"""A turn commits its reply only if nobody settled those messages meanwhile; on a real PostgreSQL."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from process.record import record
from process.register import instruction
from process.think import MOST_ATTEMPTS
from process.turn import turn
from process.wording import said as fixed
from shared.contracts import Queue, SendDoorbell, TurnDoorbell
from shared.errors import BusUnavailable, ContentFiltered, ModelRefused, ModelUnavailable
from shared.language.register import Register
from shared.reply.limits import TEXT
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound, message
from tests.support.stages import StageApp, said

LONG = " ".join(["كلمة"] * 300)


async def asked(app: StageApp, key: ConversationKey, rows: Rows, *texts: str) -> None:
    """The customer wrote and has been quiet since."""
    await record(app, inbound(key, *(message(text) for text in texts or ("عندكم فستان؟",))))
    rows.let_quiet_pass()
    app.posted_to_bus.take()


async def run_turn(app: StageApp, key: ConversationKey, *answers: str | Exception) -> list[Queue]:
    """Where the turn rang."""
    app.scripted_model.answers.extend(said(a) if isinstance(a, str) else a for a in answers)
    await turn(app, TurnDoorbell.of(key))
    return app.posted_to_bus.queues()


async def test_everything_said_is_answered_by_one_reply_in_the_outbox(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await asked(app, key, rows, "مرحبا", "عندكم فستان؟", "أحمر")
    rang = await run_turn(app, key, "أكيد، يا هلا")
    assert rang == [Queue.OUTBOUND, Queue.OUTBOUND]  # typing dots, then the reply
    (part,), (done,) = rows.parts, rows.turns
    assert (part["part_no"], part["turn_no"], part["after_seq"], part["text"], part["state"]) == (2, 1, 3, "أكيد، يا هلا", "queued")  # fmt: skip
    assert (done["mark"], done["outcome"], done["rounds"], done["prompt_tokens"]) == (3, "answered", 1, 100)
    c = rows.conversation
    assert (c["answered_seq"], c["turn_attempts"], c["last_part_no"], c["first_unanswered_at"]) == (
        3,
        0,
        2,
        None,
    )
    assert rows.dispositions == ["answered"] * 3
    assert app.scripted_model.requests[0][1:] == [
        {"role": "user", "content": "مرحبا\nعندكم فستان؟\nأحمر"},
        instruction(Register.ARABIC),
    ]


async def test_a_doorbell_too_many_costs_no_model_call(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await asked(app, key, rows)
    await run_turn(app, key, "أهلا")
    assert await run_turn(app, key) == [Queue.OUTBOUND]  # what is unsent still is
    rows.arrange_parts(state="'sent'")
    assert await run_turn(app, key) == []
    assert len(app.scripted_model.requests) == len(rows.parts) == 1


async def test_a_doorbell_for_a_conversation_that_is_not_there_does_nothing(
    app: StageApp, key: ConversationKey
) -> None:
    assert await run_turn(app, key) == []


async def test_a_doorbell_too_early_rings_again_when_the_customer_will_be_quiet(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await asked(app, key, rows)
    rows.arrange(due_at="now() + interval '3 seconds'")
    await turn(app, TurnDoorbell.of(key))
    (bell,) = app.posted_to_bus.take()
    assert bell.queue is Queue.TURNS
    assert bell.due is not None
    assert timedelta(0) < bell.due - datetime.now(UTC) <= timedelta(seconds=3)
    assert rows.conversation["turn_no"] == 0


async def test_a_message_that_arrives_meanwhile_is_answered_by_the_next_turn(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await asked(app, key, rows, "first")

    async def customer_goes_on() -> None:
        app.scripted_model.meanwhile = None
        await record(app, inbound(key, message("second")))

    app.scripted_model.meanwhile = customer_goes_on
    await run_turn(app, key, "one")
    assert rows.dispositions == ["answered", None]
    c = rows.conversation
    assert (c["answered_seq"], c["last_customer_seq"]) == (1, 2)
    assert c["first_unanswered_at"] == rows.events[1]["recorded_at"]
    rows.let_quiet_pass()
    await run_turn(app, key, "two")
    assert rows.dispositions == ["answered", "answered"]
    assert [(p["part_no"], p["after_seq"], p["text"]) for p in rows.parts] == [(2, 1, "one"), (4, 2, "two")]
    assert [m["content"] for m in app.scripted_model.requests[1][1:-1]] == ["first", "one", "second"]


def owner_types(app: StageApp, key: ConversationKey, rows: Rows) -> Callable[[], Awaitable[None]]:
    async def happens() -> None:
        await record(app, inbound(key, echo("أنا صاحبة المحل")))

    assert rows.parts == []
    return happens


def another_turn_starts(_app: StageApp, _key: ConversationKey, rows: Rows) -> Callable[[], Awaitable[None]]:
    async def happens() -> None:
        rows.arrange(turn_no="turn_no + 1")

    return happens


def another_turn_answers(_app: StageApp, _key: ConversationKey, rows: Rows) -> Callable[[], Awaitable[None]]:
    async def happens() -> None:
        rows.arrange(answered_seq="last_customer_seq")

    return happens


def the_owner_pauses(_app: StageApp, _key: ConversationKey, rows: Rows) -> Callable[[], Awaitable[None]]:
    async def happens() -> None:
        rows.arrange(paused_until="now() + interval '1 hour'")

    return happens


@pytest.mark.parametrize(
    "meanwhile",
    [owner_types, another_turn_starts, another_turn_answers, the_owner_pauses],
    ids=lambda happening: happening.__name__.replace("_", " "),
)
async def test_a_turn_that_lost_is_discarded_and_leaves_nothing_in_the_outbox(
    app: StageApp,
    key: ConversationKey,
    rows: Rows,
    meanwhile: Callable[[StageApp, ConversationKey, Rows], Callable[[], Awaitable[None]]],
) -> None:
    await asked(app, key, rows)
    app.scripted_model.meanwhile = meanwhile(app, key, rows)
    rang = await run_turn(app, key, "too late")
    assert rang[-1] is Queue.TURNS
    assert rows.parts == []
    assert [done["outcome"] for done in rows.turns] == ["discarded"]
    assert rows.conversation["last_part_no"] == 0


async def test_what_waits_when_the_owner_has_paused_is_left_to_the_owner(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await asked(app, key, rows)
    rows.arrange(paused_until="now() + interval '1 hour'")
    assert await run_turn(app, key) == []
    assert rows.dispositions == ["left_to_owner"]
    c = rows.conversation
    assert (c["answered_seq"], c["due_at"], c["turn_no"]) == (1, None, 0)


async def test_a_long_reply_is_numbered_parts_and_read_back_in_their_order(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await asked(app, key, rows)
    await run_turn(app, key, LONG)
    texts = [part["text"] for part in rows.parts]
    assert [part["part_no"] for part in rows.parts] == [2, 3, 4]
    assert " ".join(texts) == LONG
    assert all(TEXT.holds(text) for text in texts)
    # A row that was touched lies elsewhere in the table; the order must not depend on where.
    rows.ask("UPDATE shop.parts SET state = 'sent' WHERE tenant_id = %(tenant)s AND part_no = 2")
    await asked(app, key, rows, "وشو كمان؟")
    await run_turn(app, key, "هاد كل شي")
    assert app.scripted_model.requests[1][2]["content"] == "\n".join(texts)
    assert rows.parts[-1]["part_no"] == 6


async def test_an_outage_of_the_model_is_tried_again_and_the_third_ends_with_a_person(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await asked(app, key, rows)
    for attempt in range(1, MOST_ATTEMPTS):
        with pytest.raises(ModelUnavailable):
            await run_turn(app, key, ModelUnavailable("busy"))
        await run_turn(app, key)  # another bell, which spends no try before its time
        assert rows.conversation["turn_attempts"] == attempt
        assert rows.parts == []
        rows.arrange(retry_at="now()")
    app.posted_to_bus.take()
    assert (await run_turn(app, key, ModelUnavailable("busy")))[-1] is Queue.OUTBOUND
    assert_left_to_a_person(rows, "ModelUnavailable")


@pytest.mark.parametrize("state", ["token_dead", "blocked"])
async def test_a_question_to_an_account_that_may_come_back_waits_for_it(
    app: StageApp, key: ConversationKey, rows: Rows, state: str
) -> None:
    await asked(app, key, rows)
    rows.arrange_account(state=f"'{state}'")
    assert await run_turn(app, key) == []
    assert rows.dispositions == [None]
    rows.arrange_account(state="'active'")
    await run_turn(app, key, "أهلا")
    assert rows.dispositions == ["answered"]


@pytest.mark.parametrize(
    ("state", "asked_at"),
    [
        ("disconnected", "now()"),
        ("token_dead", "now() - interval '24 hours'"),
        ("blocked", "now() - interval '2 days'"),
    ],
)
async def test_an_account_that_cannot_send_costs_no_model_call_and_needs_a_person(
    app: StageApp, key: ConversationKey, rows: Rows, state: str, asked_at: str
) -> None:
    await asked(app, key, rows)
    rows.arrange_account(state=f"'{state}'")
    rows.arrange(first_unanswered_at=asked_at)
    await run_turn(app, key)
    assert app.scripted_model.requests == []
    assert rows.dispositions == ["failed"]
    assert rows.conversation["needs_person_reason"] == "account_cannot_send"


def assert_left_to_a_person(rows: Rows, reason: str, person: str = "model_failure") -> None:
    assert [part["text"] for part in rows.parts] == [fixed("a_person_will_answer", Register.ARABIC)]
    assert rows.dispositions == ["failed"]
    assert [(done["outcome"], done["reason"]) for done in rows.turns] == [("fallback", reason)]
    c = rows.conversation
    assert c["needs_person_since"] is not None
    assert (c["needs_person_reason"], c["turn_attempts"]) == (person, 0)


async def test_a_refusal_is_not_tried_again(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    await asked(app, key, rows)
    await run_turn(app, key, ModelRefused("no such deployment"))
    assert_left_to_a_person(rows, "ModelRefused")


async def test_a_message_that_kills_the_process_three_times_is_not_tried_a_fourth_time(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await asked(app, key, rows)
    rows.arrange(turn_attempts="3", turn_no="3")
    await run_turn(app, key)
    assert app.scripted_model.requests == []
    assert_left_to_a_person(rows, "attempts_spent", "failure")


async def test_turns_that_the_owner_made_void_do_not_count_against_later_questions(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    for _ in range(MOST_ATTEMPTS):
        await asked(app, key, rows)
        app.scripted_model.meanwhile = owner_types(app, key, rows)
        await run_turn(app, key, "too late")
        rows.arrange(paused_until="now() - interval '1 minute'")
    app.scripted_model.meanwhile = None
    await asked(app, key, rows)
    await run_turn(app, key, "أهلا")
    assert [part["text"] for part in rows.parts] == ["أهلا"]


async def test_a_process_that_dies_between_commit_and_bell_is_made_good_by_the_next_doorbell(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await asked(app, key, rows)
    app.posted_to_bus.down = True
    with pytest.raises(BusUnavailable):
        await run_turn(app, key, "أهلا")
    app.posted_to_bus.down = False
    assert await run_turn(app, key) == [Queue.OUTBOUND]
    assert len(app.scripted_model.requests) == 1
    assert [part["text"] for part in rows.parts] == ["أهلا"]


@pytest.mark.parametrize("reply", ["أهلا \x00 وسهلا", "أهلا \ud83d وسهلا"], ids=["NUL", "half an emoji"])
async def test_a_reply_that_no_database_could_keep_is_mended_and_sent(
    app: StageApp, key: ConversationKey, rows: Rows, reply: str
) -> None:
    await asked(app, key, rows)
    await run_turn(app, key, reply)
    assert [part["text"] for part in rows.parts] == ["أهلا \ufffd وسهلا"]


async def test_of_two_turns_at_once_one_answers(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    """Sessions keep them apart; should a lock be lost, the numbers do."""
    await asked(app, key, rows)

    async def another() -> None:
        app.scripted_model.meanwhile = None
        await turn(app, TurnDoorbell.of(key))

    app.scripted_model.meanwhile = another
    await run_turn(app, key, "the later one wins", "the earlier one lost")
    assert [part["text"] for part in rows.parts] == ["the later one wins"]
    assert [done["outcome"] for done in rows.turns] == ["discarded", "answered"]


async def test_the_answer_is_for_this_conversation_alone(
    app: StageApp, key: ConversationKey, rows: Rows, admin: psycopg.Connection
) -> None:
    other = ConversationKey(key.tenant, key.account, "9999999999999999")
    await record(app, inbound(other, message("other")))
    await asked(app, key, rows, "mine")
    await run_turn(app, key, "أهلا")
    bell = SendDoorbell.of(other).key
    left = admin.execute(
        "SELECT answered_seq FROM shop.conversations WHERE tenant_id = %s AND customer_id = %s",
        [bell.tenant, bell.customer],
    ).fetchone()
    assert left == (0,)
    assert [m["content"] for m in app.scripted_model.requests[0][1:-1]] == ["mine"]


async def test_what_the_providers_filter_holds_back_is_declined_politely(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await asked(app, key, rows)
    await run_turn(app, key, ContentFiltered("the model answered 400: content_filter"))
    assert [part["text"] for part in rows.parts] == [fixed("not_about_this", Register.ARABIC)]
    assert rows.dispositions == ["answered"]
    assert rows.turns[0]["reason"] == "content_filter"
    assert rows.conversation["needs_person_since"] is None
