"""The assistant says what it is at the three moments, once each, ahead of what it answers; on a real PostgreSQL."""

import pytest

from process.record import record
from process.turn import turn
from send.deliver import deliver
from send.policy import LONG_GAP
from shared.contracts import SendDoorbell, TurnDoorbell
from shared.errors import GraphRefused, OutcomeUnknown
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound, message
from tests.support.stages import StageApp, said

ARABIC = "مساعد المحل\nبتحب تحكي مع شخص من الفريق؟ اكتب «موظف»."
ENGLISH = 'The shop\'s assistant\nTo talk to a person of the shop, write "person".'


@pytest.fixture
def disclosing(rows: Rows) -> Rows:
    rows.arrange_shop(disclosure_ar="'مساعد المحل'", disclosure_en="'The shop''s assistant'")
    return rows


async def answered(app: StageApp, key: ConversationKey, rows: Rows, answer: str = "أهلا") -> list[str]:
    """What was posted in answer to one more question."""
    before = len(app.scripted_graph.posts)
    await record(app, inbound(key, message()))
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said(answer))
    await turn(app, TurnDoorbell.of(key))
    await deliver(app, SendDoorbell.of(key))
    return [post.text for post in app.scripted_graph.posts[before:]]


async def test_at_first_contact_and_not_again(app: StageApp, key: ConversationKey, disclosing: Rows) -> None:
    assert await answered(app, key, disclosing) == [ARABIC, "أهلا"]
    assert await answered(app, key, disclosing, "تفضلي") == ["تفضلي"]
    assert [(part["part_no"], part["discloses"], part["state"]) for part in disclosing.parts] == [
        (1, True, "sent"),
        (2, False, "sent"),
        (4, False, "sent"),
    ]


async def test_in_the_language_of_the_answer(app: StageApp, key: ConversationKey, disclosing: Rows) -> None:
    assert await answered(app, key, disclosing, "We have it") == [ENGLISH, "We have it"]


async def test_after_a_long_gap(app: StageApp, key: ConversationKey, disclosing: Rows) -> None:
    await answered(app, key, disclosing)
    disclosing.arrange_parts(sent_at=f"sent_at - interval '{LONG_GAP.days} days'")
    assert await answered(app, key, disclosing, "تفضلي") == [ARABIC, "تفضلي"]


async def test_when_control_returns_from_the_owner(
    app: StageApp, key: ConversationKey, disclosing: Rows
) -> None:
    await answered(app, key, disclosing)
    await record(app, inbound(key, echo("أنا صاحبة المحل")))
    disclosing.arrange(paused_until="now() - interval '1 minute'")
    assert await answered(app, key, disclosing, "تفضلي") == [ARABIC, "تفضلي"]
    assert await answered(app, key, disclosing, "كمان") == ["كمان"]


async def test_a_shop_that_does_not_disclose_just_answers(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    assert await answered(app, key, rows) == ["أهلا"]


async def test_parts_that_the_release_before_has_numbered_leave_without_it(
    app: StageApp, key: ConversationKey, disclosing: Rows
) -> None:
    """It leaves no place ahead of them: what was written before must not be held up."""
    await record(app, inbound(key, message()))
    for number in (1, 2):
        disclosing.ask(
            "INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text, state)"
            " VALUES (%(tenant)s, %(account)s, %(customer)s, %(number)s, %(number)s, 1, 'old', %(state)s)",
            number=number,
            state="cancelled" if number == 1 else "queued",
        )
    await deliver(app, SendDoorbell.of(key))
    assert [post.text for post in app.scripted_graph.posts] == ["old"]


async def test_one_whose_post_is_in_doubt_is_looked_for_and_the_answer_waits(
    app: StageApp, key: ConversationKey, disclosing: Rows
) -> None:
    app.scripted_graph.answers.append(OutcomeUnknown("no answer"))
    assert await answered(app, key, disclosing) == [ARABIC]
    assert disclosing.states == ["in_doubt", "queued"]
    for _ in range(2):
        disclosing.arrange_parts(not_before="now()")
        await deliver(app, SendDoorbell.of(key))
    assert [post.text for post in app.scripted_graph.posts] == [ARABIC, ARABIC, "أهلا"]
    assert disclosing.states == ["sent", "sent"]


async def test_one_that_meta_refuses_takes_its_turn_with_it(
    app: StageApp, key: ConversationKey, disclosing: Rows
) -> None:
    app.scripted_graph.answers.append(GraphRefused("bad_message", code=100))
    await answered(app, key, disclosing)
    assert disclosing.states == ["failed", "cancelled"]
    assert await answered(app, key, disclosing, "تفضلي") == [ARABIC, "تفضلي"]


async def test_the_model_reads_nothing_of_it(app: StageApp, key: ConversationKey, disclosing: Rows) -> None:
    await answered(app, key, disclosing)
    await answered(app, key, disclosing, "تفضلي")
    assert "مساعد المحل" not in str(app.scripted_model.requests)


async def test_ahead_of_a_picture_it_is_said_in_the_customers_language(
    app: StageApp, key: ConversationKey, disclosing: Rows
) -> None:
    await record(app, inbound(key, message("عندكم أحمر؟")))
    disclosing.ask(
        "INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text, content)"
        " VALUES (%(tenant)s, %(account)s, %(customer)s, 2, 1, 1, '[sent: image]', %(picture)s)",
        picture='{"kind": "image", "url": "https://shop.example/a.jpg"}',
    )
    await deliver(app, SendDoorbell.of(key))
    assert app.scripted_graph.posts[0].text == ARABIC


async def test_a_shop_that_says_it_in_one_language_only_does_not_say_it(
    app: StageApp, key: ConversationKey, disclosing: Rows
) -> None:
    disclosing.arrange_shop(disclosure_en="''")
    assert await answered(app, key, disclosing) == ["أهلا"]


async def test_an_echo_that_is_recorded_while_the_gate_waits_says_it_no_second_time(
    app: StageApp, key: ConversationKey, disclosing: Rows
) -> None:
    """The gate reads what was sent behind the lock that it has waited for."""

    async def echoes() -> None:
        post = app.scripted_graph.posts[-1]
        if post.text == ARABIC:
            await record(app, inbound(key, echo(post.text, "E", metadata=post.metadata, seconds_ago=0)))

    app.scripted_graph.meanwhile = echoes
    assert await answered(app, key, disclosing) == [ARABIC, "أهلا"]
