"""An account near or over Meta's limits slows down, waits or stops by itself, and keeps what it has to say."""

from datetime import timedelta

import pytest

from merchant.accounts import Account, Profile, put_shop
from process.record import record
from send.deliver import deliver
from shared.alerts import open_alerts
from shared.contracts import Queue, SendDoorbell
from shared.errors import (
    AccountBlocked,
    AccountBusy,
    AccountPaused,
    GraphRefused,
    GraphUnavailable,
    OutcomeUnknown,
    TokenDead,
)
from shared.graph.usage import Usage
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.contract.database.test_outbox import queued, run_send, rung_in
from tests.support.stages import StageApp

ACCOUNT = (
    "SELECT usage_percent, busy_reason, COALESCE(busy_until - now(), '0') AS busy FROM shop.accounts"
    " WHERE (tenant_id, account_id) = (%(tenant)s, %(account)s)"
)


def of_account(rows: Rows) -> tuple[int | None, str | None, timedelta]:
    (row,) = rows.ask(ACCOUNT)
    return row["usage_percent"], row["busy_reason"], row["busy"]


def minutes(waited: timedelta) -> int:
    return round(waited / timedelta(minutes=1))


async def reconnect(app: StageApp, key: ConversationKey, token: str = "IGAA-new-token") -> None:
    profile = Profile("دار الياسمين", "Dar Yasmin", "JOD", "بوتيك", "A boutique")
    await put_shop(app, key.tenant, profile, Account(key.account, f"9{key.account}", "dar.yasmin", token))


async def test_an_account_over_its_limit_waits_as_long_as_meta_says(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, "one", "two")
    app.scripted_graph.usage.append(Usage(100, 1140))
    app.scripted_graph.answers.append(AccountBusy("custom_limit", after=1140, code=613))
    assert await run_send(app, key) == ["one"]
    percent, reason, busy = of_account(rows)
    assert (percent, reason, minutes(busy)) == (100, "custom_limit", 19)
    assert timedelta(minutes=18) < rung_in(app) < timedelta(minutes=21)
    assert [(part["state"], part["reason"]) for part in rows.parts] == [
        ("queued", "custom_limit"),
        ("queued", None),
    ]


async def test_without_a_time_from_meta_it_waits_a_minute(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows)
    app.scripted_graph.answers.append(AccountBusy("user_limit", code=17))
    await run_send(app, key)
    assert minutes(of_account(rows)[2]) == 1
    assert timedelta(seconds=55) < rung_in(app) < timedelta(seconds=67)


async def test_after_its_wait_it_begins_with_one_post_and_not_with_all_that_waited(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, "one", "two", "three")
    app.scripted_graph.answers.append(AccountBusy("custom_limit", after=1140, code=613))
    await run_send(app, key)
    rung_in(app)
    rows.arrange_account(busy_until="now()", usage_at="usage_at - interval '19 minutes'")
    rows.arrange_parts(not_before="now()")
    app.scripted_graph.usage.append(Usage(30, None))
    assert await run_send(app, key) == ["one"]
    assert timedelta(seconds=18) < rung_in(app) < timedelta(seconds=25)
    rows.arrange_account(busy_until="now()")
    rows.arrange_parts(not_before="now()")
    assert await run_send(app, key) == ["two", "three"]


async def test_what_another_conversation_has_for_that_account_waits_without_asking_meta(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows)
    rows.arrange_account(busy_until="now() + interval '19 minutes'")
    assert await run_send(app, key) == []
    assert timedelta(minutes=18) < rung_in(app) < timedelta(minutes=21)
    (part,) = rows.ask("SELECT not_before > now() + interval '18 minutes' AS waits, attempts FROM shop.parts WHERE tenant_id = %(tenant)s")  # fmt: skip
    assert part == {"waits": True, "attempts": 0}  # the sweeper has no reason to ring either
    rows.arrange_account(busy_until="now()")
    rows.arrange_parts(not_before="now()")
    assert await run_send(app, key) == ["أهلا"]


async def test_nobody_types_for_a_customer_of_an_account_that_waits(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message()))
    rows.arrange(turn_started_at="now()")
    for waits in (
        {"busy_until": "now() + interval '1 minute'"},
        {"busy_until": "NULL", "usage_percent": "80", "usage_at": "now()"},
    ):
        rows.arrange_account(**waits)
        await run_send(app, key)
    assert app.scripted_graph.typing == []


async def test_a_wait_is_never_shortened_by_a_later_answer(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    """Answers of several posts at once come in any order."""
    await queued(app, key, rows)

    async def another_conversation_is_told_more() -> None:
        rows.arrange_account(busy_until="now() + interval '2 hours'")

    app.scripted_graph.meanwhile = another_conversation_is_told_more
    app.scripted_graph.answers.append(AccountBusy("user_limit", after=60, code=17))
    await run_send(app, key)
    assert minutes(of_account(rows)[2]) == 120


async def test_meta_restricting_an_account_is_waited_out_and_its_parts_stay(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows)
    app.scripted_graph.answers.append(AccountPaused("policy_block", after=6 * 3600, code=368))
    assert await run_send(app, key) == ["أهلا"]
    _, reason, busy = of_account(rows)
    assert (reason, minutes(busy)) == ("policy_block", 360)
    assert rows.states == ["queued"]
    assert rows.account_state == ("active", None)


@pytest.mark.parametrize("percent", [0, 79])
async def test_far_from_its_limits_nothing_is_written_about_an_account(
    app: StageApp, key: ConversationKey, rows: Rows, percent: int
) -> None:
    await queued(app, key, rows)
    app.scripted_graph.usage.append(Usage(percent, None))
    before = rows.ask("SELECT xmin::text FROM shop.accounts WHERE tenant_id = %(tenant)s")
    assert await run_send(app, key) == ["أهلا"]
    assert rows.ask("SELECT xmin::text FROM shop.accounts WHERE tenant_id = %(tenant)s") == before


async def test_from_eighty_per_cent_on_posts_leave_one_in_a_slot(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, "one", "two", "three")
    app.scripted_graph.usage.extend([Usage(90, None), Usage(95, None)])
    # The first was posted before anybody knew; the second takes the slot, the third waits for the next.
    assert await run_send(app, key) == ["one", "two"]
    percent, reason, busy = of_account(rows)
    assert (percent, reason) == (95, "slowed_down")
    assert timedelta(seconds=9) < busy <= timedelta(seconds=11)
    assert timedelta(seconds=9) < rung_in(app) <= timedelta(seconds=13)
    assert rows.states == ["sent", "sent", "queued"]


async def test_when_usage_has_fallen_the_account_is_quick_again(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, "one", "two", "three")
    rows.arrange_account(usage_percent="80", usage_at="now()")
    app.scripted_graph.usage.append(Usage(12, None))
    assert await run_send(app, key) == ["one"]
    assert of_account(rows)[0] == 12
    rows.arrange_account(busy_until="now()")
    rows.arrange_parts(not_before="now()")
    assert await run_send(app, key) == ["two", "three"]


async def test_a_percentage_of_long_ago_slows_nothing(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, "one", "two")
    rows.arrange_account(usage_percent="99", usage_at="now() - interval '16 minutes'")
    assert await run_send(app, key) == ["one", "two"]


@pytest.mark.parametrize(
    "outcome",
    [
        "M",
        GraphRefused("bad_message", code=100),
        GraphUnavailable("temporary", code=2),
        OutcomeUnknown("Graph answered 200 without a message_id"),
    ],
    ids=["sent", "refused", "an outage", "nobody knows"],
)
async def test_usage_is_kept_whatever_became_of_the_part(
    app: StageApp, key: ConversationKey, rows: Rows, outcome: str | Exception
) -> None:
    await queued(app, key, rows)
    app.scripted_graph.usage.append(Usage(93, None))
    app.scripted_graph.answers.append(outcome)
    await run_send(app, key)
    assert of_account(rows)[0] == 93


@pytest.mark.parametrize(
    ("usage", "wait"), [(Usage(100, None), 5), (Usage(100, 1140), 19), (Usage(7, 120), 2)]
)
async def test_an_answer_that_is_fine_can_be_the_last_for_a_while(
    app: StageApp, key: ConversationKey, rows: Rows, usage: Usage, wait: int
) -> None:
    await queued(app, key, rows, "one", "two")
    app.scripted_graph.usage.append(usage)
    assert await run_send(app, key) == ["one"]
    assert minutes(of_account(rows)[2]) == wait
    assert rows.states == ["sent", "queued"]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (TokenDead("token_expired", code=190, subcode=463), "token_dead"),
        (AccountBlocked("message_access_off", code=200, subcode=2534041), "blocked"),
    ],
)
async def test_an_account_that_stops_keeps_its_parts_and_rings_nobody(
    app: StageApp, key: ConversationKey, rows: Rows, error: GraphRefused, state: str
) -> None:
    await queued(app, key, rows, "one", "two")
    app.scripted_graph.answers.append(error)
    assert await run_send(app, key) == ["one"]
    assert rows.account_state == (state, str(error))
    assert await run_send(app, key) == []
    assert rows.states == ["queued", "queued"]
    assert app.posted_to_bus.queues() == []
    (told,) = await open_alerts(app.database, key.tenant)
    assert (told.kind, told.about, told.account_id) == ("account_stopped", str(error), key.account)


async def test_what_waited_for_a_login_is_sent_with_the_new_token(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, "one", "two")
    app.scripted_graph.answers.append(TokenDead("token_expired", code=190, subcode=463))
    await run_send(app, key)
    rows.arrange(rings="7", next_ring_at="now() + interval '1 hour'")
    rows.arrange_account(busy_until="now() + interval '1 hour'", usage_percent="99", usage_at="now()")
    rows.arrange_parts(not_before="now() + interval '1 hour'")
    await reconnect(app, key)
    assert await open_alerts(app.database, key.tenant) == []
    assert (rows.conversation["rings"], rows.conversation["next_ring_at"]) == (0, None)
    assert rows.ask("SELECT 1 FROM shop.parts WHERE tenant_id = %(tenant)s AND not_before > now()") == []
    app.scripted_graph.tokens.clear()
    assert await run_send(app, key) == ["one", "two"]
    assert app.scripted_graph.tokens == {"IGAA-new-token"}


async def test_what_waited_for_a_login_beyond_the_window_is_a_persons_business(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows)
    rows.arrange_account(state="'token_dead'")
    rows.arrange(last_customer_at="now() - interval '24 hours'")
    assert await run_send(app, key) == []
    assert rows.states == ["failed"]
    assert rows.conversation["needs_person_reason"] == "not_delivered"


async def test_a_new_token_is_not_stopped_by_the_end_of_the_old_one(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    """The merchant connects again while a post with the old token is under way."""
    await queued(app, key, rows)

    async def merchant_connects() -> None:
        app.scripted_graph.meanwhile = None
        await reconnect(app, key)

    app.scripted_graph.meanwhile = merchant_connects
    app.scripted_graph.answers.append(TokenDead("token_expired", code=190, subcode=463))
    assert await run_send(app, key) == ["أهلا", "أهلا"]
    assert rows.account_state == ("active", None)
    assert rows.states == ["sent"]


async def test_connecting_again_does_not_bring_the_second_look_of_a_doubt_forward(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows)
    rows.arrange_parts(state="'in_doubt'", not_before="now() + interval '30 seconds'")
    await reconnect(app, key)
    assert await run_send(app, key) == []
    assert timedelta(seconds=20) < rung_in(app) <= timedelta(seconds=30)


async def test_a_neighbours_account_is_served_while_this_one_waits(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows)
    await reconnect(app, key)
    other = ConversationKey(key.tenant, f"7{key.account}"[:17], key.customer)
    await reconnect(app, other)
    rows.ask("UPDATE shop.accounts SET busy_until = now() + interval '1 hour' WHERE (tenant_id, account_id) = (%(tenant)s, %(account)s)")  # fmt: skip
    await record(app, inbound(other, message()))
    rows.ask(
        "INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text)"
        " VALUES (%(tenant)s, %(other)s, %(customer)s, 1, 1, 1, 'next door')",
        other=other.account,
    )
    app.posted_to_bus.take()
    assert await run_send(app, key) == []
    await deliver(app, SendDoorbell.of(other))
    assert [post.text for post in app.scripted_graph.posts] == ["next door"]
    assert app.posted_to_bus.queues() == [Queue.OUTBOUND]
