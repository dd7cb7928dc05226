"""From a comment to its one private reply, and the courtesy below it; on a real PostgreSQL with a scripted Graph."""

from typing import Any

import pytest

from process.record import record
from process.turn import turn
from send.deliver import deliver
from shared.contracts import Comment, Event, Queue, SendDoorbell, TurnDoorbell
from shared.errors import GraphRefused, ModelRefused, OutcomeUnknown, OverPace, WindowClosed
from shared.graph.reading import PostedMessage
from shared.pace import Kind
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message, now_ms
from tests.support.stages import StageApp, said

COURTESY = "بعتنالك رسالة 💌"


def comment(text: str = "بكم؟", number: str = "18", *, days_ago: float = 0, **about: Any) -> Event:
    at = now_ms() - int(days_ago * 86_400_000)
    return Event(f"comment:{number}", "comment", at, text=text, comment=Comment(number, "17", **about))


@pytest.fixture(autouse=True)
def answers_questions(rows: Rows) -> None:
    rows.arrange_shop(comment_rule="'questions'", comment_public_reply=f"'{COURTESY}'")


async def thought(
    app: StageApp, key: ConversationKey, rows: Rows, answer: str | Exception = "موجود منه"
) -> None:
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said(answer) if isinstance(answer, str) else answer)
    await turn(app, TurnDoorbell.of(key))


async def sent(app: StageApp, key: ConversationKey) -> list[tuple[str, str]]:
    before = len(app.scripted_graph.posts)
    await deliver(app, SendDoorbell.of(key))
    return [(post.customer, post.text) for post in app.scripted_graph.posts[before:]]


async def test_a_question_below_a_post_is_answered_in_private_and_everybody_reads_that_it_was(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, comment()))
    await thought(app, key, rows)
    assert app.scripted_model.requests[0][1]["content"] == "[comment under a post of ours] بكم؟"
    assert await sent(app, key) == [("comment:18", "موجود منه"), ("public:18", COURTESY)]
    assert rows.dispositions == ["answered"]
    assert [(part["state"], part["comment_id"], part["public"]) for part in rows.parts] == [
        ("sent", "18", False),
        ("sent", "18", True),
    ]


async def test_a_comment_told_twice_is_answered_once(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    for _ in range(2):
        await record(app, inbound(key, comment(), comment()))
    await thought(app, key, rows)
    await record(app, inbound(key, comment()))
    await turn(app, TurnDoorbell.of(key))
    assert await sent(app, key) == [("comment:18", "موجود منه"), ("public:18", COURTESY)]


async def test_a_customer_who_writes_as_well_is_answered_with_a_message(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, comment(), message("وشو الألوان؟")))
    await thought(app, key, rows)
    assert await sent(app, key) == [(key.customer, "موجود منه")]


async def test_a_private_reply_opens_no_window_for_the_next_message(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, comment()))
    await thought(app, key, rows)
    await sent(app, key)
    rows.ask(
        "INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text)"
        " VALUES (%(tenant)s, %(account)s, %(customer)s, 9, 9, 1, 'and another thing')"
    )
    assert await sent(app, key) == []
    assert rows.parts[-1]["reason"] == "window_closed"


async def test_an_answer_that_comes_after_seven_days_is_not_posted(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, comment(days_ago=6.9)))
    await thought(app, key, rows)
    rows.arrange_parts(comment_at="now() - interval '7 days'")
    assert await sent(app, key) == []
    assert {(part["state"], part["reason"]) for part in rows.parts if not part["public"]} == {
        ("failed", "comment_too_old")
    }


async def test_when_meta_refuses_the_private_reply_nothing_is_written_below_the_comment(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, comment()))
    await thought(app, key, rows)
    app.scripted_graph.answers.append(GraphRefused("comment_used", code=100, subcode=2534025))
    assert await sent(app, key) == [("comment:18", "موجود منه")]
    assert rows.states == ["failed", "cancelled"]


async def test_a_private_reply_that_must_wait_for_its_pace_is_put_off_and_not_asked_for(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, comment()))
    await thought(app, key, rows)
    app.posted_to_bus.take()
    asked: list[Kind] = []

    class Spent:
        async def permit(self, _tenant: object, _account: str, kind: Kind) -> None:
            asked.append(kind)
            raise OverPace("over_pace_private_replies", after=600)

    vars(app).update(pace=Spent())
    assert await sent(app, key) == []
    assert asked == [Kind.PRIVATE_REPLIES]
    assert rows.states == ["queued", "queued"]
    assert rows.parts[0]["reason"] == "over_pace_private_replies"
    assert app.posted_to_bus.queues() == [Queue.OUTBOUND]


async def test_a_private_reply_in_doubt_is_looked_for_in_the_customers_thread(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, comment()))
    await thought(app, key, rows)
    app.scripted_graph.answers.append(OutcomeUnknown("no answer"))
    await sent(app, key)
    posted = rows.parts[0]
    app.scripted_graph.thread = [PostedMessage("M", key.account, "موجود منه", posted["first_posted_at"])]
    rows.arrange_parts(not_before="now()")
    assert await sent(app, key) == [("public:18", COURTESY)]
    assert rows.parts[0]["mid"] == "M"


async def test_a_courtesy_in_doubt_is_looked_for_below_the_comment_and_needs_no_person(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, comment()))
    await thought(app, key, rows)
    app.scripted_graph.answers.extend(["M", OutcomeUnknown("no answer")])
    await sent(app, key)
    assert rows.states == ["sent", "in_doubt"]
    app.scripted_graph.thread = GraphRefused("object_unknown", code=100, subcode=33)
    rows.arrange_parts(not_before="now()")
    await sent(app, key)
    assert rows.states == ["sent", "unknown"]
    assert rows.conversation["needs_person_since"] is None


async def test_a_comment_that_the_model_cannot_answer_is_promised_a_person(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, comment()))
    await thought(app, key, rows, ModelRefused("no such deployment"))
    ((to, text), _courtesy) = await sent(app, key)
    assert to == "comment:18"
    assert "رح يرد عليك" in text
    assert rows.conversation["needs_person_reason"] == "model_failure"


async def test_a_reply_that_waits_for_its_pace_holds_up_no_message_and_its_courtesy_waits_with_it(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, comment()))
    await thought(app, key, rows)
    rows.arrange_parts(not_before="CASE WHEN public THEN not_before ELSE now() + interval '50 minutes' END")
    await record(app, inbound(key, message("وين صرتوا؟")))
    await thought(app, key, rows, "هون")
    assert await sent(app, key) == [(key.customer, "هون")]
    rows.arrange_parts(not_before="now()")
    assert await sent(app, key) == [("comment:18", "موجود منه"), ("public:18", COURTESY)]


async def test_a_window_that_has_closed_for_messages_closes_nothing_to_an_answered_comment(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message()))
    await thought(app, key, rows, "أهلا")
    await record(app, inbound(key, comment()))
    await thought(app, key, rows)
    app.scripted_graph.answers.append(WindowClosed("window_closed", code=10, subcode=2534022))
    assert [to for to, _ in await sent(app, key)] == [key.customer, "comment:18", "public:18"]


@pytest.mark.parametrize("reason", ["comment_used", "private_reply_missing_or_used"])
async def test_a_comment_that_is_found_answered_after_a_doubt_was_answered_by_us(
    app: StageApp, key: ConversationKey, rows: Rows, reason: str
) -> None:
    """Graph does not list every thread of strangers, where the first attempt may lie."""
    await record(app, inbound(key, comment()))
    await thought(app, key, rows)
    app.scripted_graph.answers.extend([OutcomeUnknown("no answer"), GraphRefused(reason, code=100)])
    await sent(app, key)
    for _ in range(2):
        rows.arrange_parts(not_before="now()")
        await sent(app, key)
    assert rows.states == ["sent", "sent"]
    assert rows.conversation["needs_person_since"] is None


async def test_two_comments_are_answered_by_one_message_and_everybody_reads_so_below_both(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, comment(days_ago=0.01), comment("قديش التوصيل؟", "19")))
    await thought(app, key, rows)
    assert await sent(app, key) == [
        ("comment:19", "موجود منه"),
        ("public:18", COURTESY),
        ("public:19", COURTESY),
    ]


async def test_who_asks_for_a_person_below_a_post_is_waited_for(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    rows.arrange_shop(comment_rule="'keywords'", comment_keywords="ARRAY['موظف']")
    await record(app, inbound(key, comment("موظف")))
    rows.let_quiet_pass()
    await turn(app, TurnDoorbell.of(key))
    assert rows.conversation["needs_person_reason"] == "asked"


async def test_a_comment_below_a_broadcast_is_answered_while_it_can_last_and_nothing_is_written_below_it(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    asked: list[Kind] = []

    class Counting:
        async def permit(self, _tenant: object, _account: str, kind: Kind) -> None:
            asked.append(kind)

    vars(app).update(pace=Counting())
    await record(app, inbound(key, comment(live=True)))
    await thought(app, key, rows)
    assert await sent(app, key) == [("comment:18", "موجود منه")]
    assert asked == []  # the hour's limit is for posts and reels


async def test_a_comment_below_a_broadcast_that_must_be_over_is_late(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, comment("قديش؟", "20", days_ago=0.17, live=True)))
    assert rows.dispositions == ["late"]
    await record(app, inbound(key, comment("قديش؟", "21", days_ago=0.16, live=True)))
    await thought(app, key, rows)
    rows.arrange_parts(comment_at="now() - interval '4 hours'")
    assert await sent(app, key) == []
    assert rows.parts[0]["reason"] == "comment_too_old"
