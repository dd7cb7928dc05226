"""A part that may have been posted is looked for before it is sent again, and never sent again blindly."""

from datetime import UTC, datetime, timedelta

import pytest

from process.record import record
from send.deliver import deliver
from send.doubt import BETWEEN_LOOKS
from shared.contracts import SendDoorbell
from shared.errors import (
    AccountBlocked,
    AccountBusy,
    GraphRefused,
    GraphUnavailable,
    OutcomeUnknown,
    TokenDead,
)
from shared.graph.reading import PostedMessage
from shared.pace import Kind, Pace
from shared.pace.limits import Limit
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound
from tests.contract.database.test_outbox import queued, run_send, rung_in
from tests.support.stages import StageApp


async def doubtful(app: StageApp, key: ConversationKey, rows: Rows, *texts: str) -> None:
    """The first part was posted a minute ago, and no answer came."""
    await queued(app, key, rows, *(texts or ("one",)))
    rows.ask(
        "UPDATE shop.parts SET state = 'in_doubt', attempts = 1, attempt_id = gen_random_uuid(),"
        " first_posted_at = now() - interval '1 minute', not_before = now()"
        " WHERE tenant_id = %(tenant)s AND part_no = 1"
    )


def posted(
    key: ConversationKey,
    text: str = "one",
    mid: str = "M",
    *,
    by_customer: bool = False,
    seconds_ago: float = 59,
) -> PostedMessage:
    sender = key.customer if by_customer else key.account
    return PostedMessage(mid, sender, text, datetime.now(UTC) - timedelta(seconds=seconds_ago))


async def test_a_part_that_is_in_the_thread_was_sent(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    await doubtful(app, key, rows, "one", "two")
    app.scripted_graph.thread = [posted(key, " one\n")]
    assert await run_send(app, key) == ["two"]
    assert [(part["state"], part["mid"]) for part in rows.parts[:1]] == [("sent", "M")]


async def test_a_part_absent_twice_is_sent_again_and_not_before(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await doubtful(app, key, rows, "one", "two")
    assert await run_send(app, key) == []
    assert BETWEEN_LOOKS / 2 < rung_in(app) <= BETWEEN_LOOKS
    assert (rows.parts[0]["state"], rows.parts[0]["doubt_checks"]) == ("in_doubt", 1)
    rows.arrange_parts(not_before="now()")
    assert await run_send(app, key) == ["one", "two"]
    assert [(part["state"], part["attempts"]) for part in rows.parts] == [("sent", 2), ("sent", 1)]


async def test_of_a_part_tried_twice_the_first_try_counts_too(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    """Its message may have taken its time to show in the thread."""
    await doubtful(app, key, rows)
    rows.arrange_parts(doubt_checks="1", first_posted_at="now() - interval '10 minutes'")
    app.scripted_graph.answers.append(OutcomeUnknown("no answer"))
    assert await run_send(app, key) == ["one"]
    rows.arrange_parts(not_before="now()")
    app.scripted_graph.thread = [posted(key, seconds_ago=590)]
    assert await run_send(app, key) == []
    assert [(part["state"], part["mid"]) for part in rows.parts] == [("sent", "M")]


@pytest.mark.parametrize(
    "impostor",
    [
        pytest.param({"text": "other"}, id="other words"),
        pytest.param({"by_customer": True}, id="the customer saying the same"),
        pytest.param({"seconds_ago": 600}, id="the same words, long before"),
    ],
)
async def test_what_is_not_this_part_does_not_prove_it_sent(
    app: StageApp, key: ConversationKey, rows: Rows, impostor: dict[str, object]
) -> None:
    await doubtful(app, key, rows)
    app.scripted_graph.thread = [posted(key, **impostor)]  # type: ignore[arg-type]  # the table's
    await run_send(app, key)
    assert rows.states == ["in_doubt"]


async def test_of_two_parts_with_the_same_words_each_has_its_own_message(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await doubtful(app, key, rows, "one", "one")
    rows.ask(
        "UPDATE shop.parts SET state = 'in_doubt', attempts = 1, first_posted_at = now() - interval '1 minute'"
        " WHERE tenant_id = %(tenant)s"
    )
    app.scripted_graph.thread = [posted(key, mid="M2", seconds_ago=50), posted(key, mid="M1", seconds_ago=55)]
    assert await run_send(app, key) == []
    assert [(part["state"], part["mid"]) for part in rows.parts] == [("sent", "M1"), ("sent", "M2")]


async def test_what_the_owner_wrote_in_the_same_words_is_not_ours(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, "one")
    await record(app, inbound(key, echo("one", "M")))  # nothing was being sent: the owner's
    rows.arrange(paused_until="NULL")
    rows.arrange_parts(
        state="'in_doubt'", attempts="1", first_posted_at="now()", not_before="now()", reason="NULL"
    )
    app.scripted_graph.thread = [posted(key, mid="M", seconds_ago=0)]
    await run_send(app, key)
    assert rows.states == ["in_doubt"]


async def test_an_echo_settles_the_doubt_before_anyone_asks(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await doubtful(app, key, rows)
    await record(app, inbound(key, echo("one", "M")))
    app.scripted_graph.thread = AssertionError("asked")
    assert await run_send(app, key) == []
    assert [(part["state"], part["mid"]) for part in rows.parts] == [("sent", "M")]


async def test_while_the_thread_cannot_be_read_the_doubt_remains(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await doubtful(app, key, rows)
    app.scripted_graph.thread = GraphUnavailable("down", after=60)
    for _ in range(3):
        assert await run_send(app, key) == []
        assert timedelta(seconds=31) < rung_in(app) <= timedelta(seconds=60)
        assert (rows.states, rows.parts[0]["doubt_checks"]) == (["in_doubt"], 0)
        rows.arrange_parts(not_before="now()")


@pytest.mark.parametrize(
    ("error", "doubted_for"),
    [
        pytest.param(GraphUnavailable("down"), "31 minutes", id="not to be read for half an hour"),
        pytest.param(GraphRefused("permission_missing", code=10), "1 minute", id="not to be read for good"),
        pytest.param(TokenDead("token_dead", code=190), "25 hours", id="the token stayed dead for a day"),
        pytest.param(AccountBusy("account_limit", after=60), "25 hours", id="the account was busy for a day"),
    ],
)
async def test_when_it_can_never_be_known_the_part_is_unknown_and_not_sent_again(
    app: StageApp, key: ConversationKey, rows: Rows, error: Exception, doubted_for: str
) -> None:
    await doubtful(app, key, rows)
    # A part that was refused for hours is no older in doubt for that.
    rows.arrange_parts(
        first_posted_at="now() - interval '5 hours'", doubt_since=f"now() - interval '{doubted_for}'"
    )
    app.scripted_graph.thread = error
    assert await run_send(app, key) == []
    assert (rows.states, rows.parts[0]["reason"]) == (["unknown"], str(error))
    assert rows.conversation["needs_person_reason"] == "not_delivered"
    assert await run_send(app, key) == []


async def test_a_part_that_would_be_sent_again_passes_the_gate_again(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await doubtful(app, key, rows)
    rows.arrange_parts(doubt_checks="1")
    rows.arrange(paused_until="now() + interval '1 hour'")
    await deliver(app, SendDoorbell.of(key))
    assert app.scripted_graph.posts == []
    assert [(part["state"], part["reason"]) for part in rows.parts] == [("cancelled", "paused")]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (TokenDead("token_dead", code=190), "token_dead"),
        (AccountBlocked("message_access_off", code=200), "blocked"),
    ],
)
async def test_a_doubt_of_an_account_that_stops_waits_for_its_owner(
    app: StageApp, key: ConversationKey, rows: Rows, error: Exception, state: str
) -> None:
    await doubtful(app, key, rows)
    app.scripted_graph.thread = error
    for _ in range(2):
        assert await run_send(app, key) == []
        assert (rows.states, rows.parts[0]["doubt_checks"]) == (["in_doubt"], 0)
        assert rows.account_state == (state, str(error))
        assert app.scripted_graph.reads == 1
        assert app.posted_to_bus.queues() == []
    rows.arrange_account(state="'active'")
    app.scripted_graph.thread = [posted(key)]
    assert await run_send(app, key) == []
    assert rows.states == ["sent"]


async def test_a_doubt_of_an_account_over_its_limits_waits_with_it(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    """Even when that takes longer than an outage may: the thread is no less readable for it."""
    await doubtful(app, key, rows)
    rows.arrange_parts(doubt_since="now() - interval '2 hours'")
    app.scripted_graph.thread = AccountBusy("account_limit", after=19 * 60, code=80002)
    assert await run_send(app, key) == []
    assert timedelta(minutes=18) < rung_in(app) < timedelta(minutes=22)
    assert (rows.states, rows.parts[0]["doubt_checks"]) == (["in_doubt"], 0)
    rows.arrange_parts(not_before="now()")
    assert await run_send(app, key) == []
    assert timedelta(minutes=18) < rung_in(app) < timedelta(minutes=22)
    assert app.scripted_graph.reads == 1


async def test_a_look_beyond_our_own_pace_is_put_off_and_does_not_count(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await doubtful(app, key, rows)
    none = {Kind.CONVERSATIONS: Limit(1, timedelta(hours=1), 1, timedelta(minutes=1))}
    vars(app).update(pace=Pace(app.database, limits=none))
    assert await run_send(app, key) == []  # the second of its two calls has no permit
    assert timedelta(minutes=59) < rung_in(app) < timedelta(minutes=68)
    assert app.scripted_graph.reads == 0
    assert (rows.states, rows.parts[0]["doubt_checks"]) == (["in_doubt"], 0)
