"""Parts leave in order, once, under a lease and through the gate; on a real PostgreSQL with a scripted Graph."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from process.record import record
from send.deliver import deliver
from shared.contracts import Queue, SendDoorbell
from shared.errors import (
    AccountBusy,
    BusUnavailable,
    GraphRefused,
    GraphUnavailable,
    OutcomeUnknown,
    PersonUnreachable,
    WindowClosed,
)
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound, message
from tests.support.stages import StageApp


async def queued(app: StageApp, key: ConversationKey, rows: Rows, *texts: str) -> None:
    """A customer who just wrote, and a reply of one turn in the outbox."""
    await record(app, inbound(key, message()))
    for number, text in enumerate(texts or ("أهلا",), 1):
        rows.ask(
            "INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text)"
            " VALUES (%(tenant)s, %(account)s, %(customer)s, %(number)s, 1, 1, %(text)s)",
            number=number,
            text=text,
        )
    rows.arrange(answered_seq="last_customer_seq", last_part_no=str(len(texts or "1")))
    app.posted_to_bus.take()


async def run_send(app: StageApp, key: ConversationKey) -> list[str]:
    """The texts that were posted."""
    before = len(app.scripted_graph.posts)
    await deliver(app, SendDoorbell.of(key))
    return [post.text for post in app.scripted_graph.posts[before:]]


def rung_in(app: StageApp) -> timedelta:
    (bell,) = app.posted_to_bus.take()
    assert bell.queue is Queue.OUTBOUND
    assert bell.due is not None
    return bell.due - datetime.now(UTC)


async def test_parts_are_posted_in_order_under_stamps_of_their_own(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, "one", "two", "three")
    app.scripted_graph.answers.extend(["M1", "M2", "M3"])
    assert await run_send(app, key) == ["one", "two", "three"]
    assert [(part["state"], part["mid"], part["attempts"]) for part in rows.parts] == [
        ("sent", "M1", 1),
        ("sent", "M2", 1),
        ("sent", "M3", 1),
    ]
    stamps = [post.metadata for post in app.scripted_graph.posts]
    assert stamps == [str(part["attempt_id"]) for part in rows.parts]
    assert len(set(stamps)) == 3
    assert app.scripted_graph.tokens == {"IGAA-token"}
    assert app.posted_to_bus.queues() == []


async def test_a_bell_too_many_posts_nothing(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    await queued(app, key, rows)
    await run_send(app, key)
    assert await run_send(app, key) == []
    assert await run_send(app, ConversationKey(key.tenant, key.account, "404")) == []


async def test_of_two_senders_at_once_one_posts(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    """Sessions keep them apart; should a lock be lost, the lease does."""
    await queued(app, key, rows)
    app.scripted_graph.meanwhile = lambda: asyncio.sleep(0.02)
    await asyncio.gather(*(deliver(app, SendDoorbell.of(key)) for _ in range(4)))
    assert [post.text for post in app.scripted_graph.posts] == ["أهلا"]
    assert rows.states == ["sent"]


@pytest.mark.parametrize(
    ("column", "value", "state", "reason"),
    [
        pytest.param("paused_until", "now() + interval '1 hour'", "cancelled", "paused", id="the owner is at it"),
        pytest.param("last_customer_at", "now() - interval '24 hours'", "failed", "window_closed", id="the window has closed"),
        pytest.param("last_customer_at", "NULL", "failed", "window_closed", id="the customer never wrote"),
    ],
)  # fmt: skip
async def test_what_the_gate_stops_is_put_away_with_the_reason(
    app: StageApp, key: ConversationKey, rows: Rows, column: str, value: str, state: str, reason: str
) -> None:
    await queued(app, key, rows, "one", "two")
    rows.arrange(**{column: value})
    assert await run_send(app, key) == []
    assert [(part["state"], part["reason"]) for part in rows.parts] == [(state, reason)] * 2


async def test_an_account_whose_merchant_has_left_posts_nothing(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows)
    rows.arrange_account(state="'disconnected'")
    assert await run_send(app, key) == []
    assert rows.states == ["failed"]


async def test_a_hold_keeps_the_part_and_rings_again(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    await queued(app, key, rows)
    rows.arrange(echo_hold_until="now() + interval '5 seconds'", echo_hold_mid="'E'")
    assert await run_send(app, key) == []
    assert timedelta(0) < rung_in(app) <= timedelta(seconds=5)
    assert rows.states == ["queued"]


async def test_an_owners_echo_during_a_post_stops_the_part_behind_it(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, "one", "two")

    async def owner_types() -> None:
        await record(app, inbound(key, echo("أنا هون")))

    app.scripted_graph.meanwhile = owner_types
    assert await run_send(app, key) == ["one"]
    assert [(part["state"], part["reason"]) for part in rows.parts] == [("sent", None), ("cancelled", "owner_took_over")]  # fmt: skip


async def test_an_echo_of_ours_that_overtakes_the_answer_changes_nothing_for_the_next_part(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, "one", "two")

    async def echo_comes_first() -> None:
        text = app.scripted_graph.posts[-1].text
        await record(app, inbound(key, echo(text, f"mid-of-{text}")))

    app.scripted_graph.meanwhile = echo_comes_first
    app.scripted_graph.answers.extend(["mid-of-one", "mid-of-two"])
    assert await run_send(app, key) == ["one", "two"]
    assert [(part["state"], part["mid"]) for part in rows.parts] == [
        ("sent", "mid-of-one"),
        ("sent", "mid-of-two"),
    ]
    assert rows.conversation["paused_until"] is None


async def test_an_outage_postpones_the_part_and_all_behind_it(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, "one", "two")
    app.scripted_graph.answers.append(GraphUnavailable("busy", after=40))
    assert await run_send(app, key) == ["one"]
    first, second = rows.parts
    assert (first["state"], first["attempts"], first["reason"]) == ("queued", 1, "busy")
    assert (second["state"], second["attempts"]) == ("queued", 0)
    assert timedelta(seconds=20) < rung_in(app) <= timedelta(seconds=40)
    assert await run_send(app, key) == []  # its time has not come
    app.posted_to_bus.take()
    rows.arrange_parts(not_before="now()")
    assert await run_send(app, key) == ["one", "two"]


async def test_the_echo_of_a_post_that_was_thought_to_have_failed_is_still_ours(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    """A gateway may answer 502 for a message that went through."""
    await queued(app, key, rows)
    app.scripted_graph.answers.append(GraphUnavailable("Graph answered 502", after=40))
    await run_send(app, key)
    await record(app, inbound(key, echo("أهلا", "E", metadata=app.scripted_graph.posts[0].metadata)))
    assert rows.conversation["paused_until"] is None
    assert [(part["state"], part["mid"]) for part in rows.parts] == [("sent", "E")]


async def test_a_post_without_an_answer_is_in_doubt_and_not_sent_again_blindly(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, "one", "two")
    app.scripted_graph.answers.append(OutcomeUnknown("no answer"))
    assert await run_send(app, key) == ["one"]
    assert rows.states == ["in_doubt", "queued"]
    assert timedelta(0) < rung_in(app) <= timedelta(seconds=5)
    assert await run_send(app, key) == []


async def test_a_text_that_is_refused_takes_the_rest_of_its_turn_with_it(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, "one", "two", "three")
    rows.ask("UPDATE shop.parts SET turn_no = 2 WHERE tenant_id = %(tenant)s AND part_no = 3")
    app.scripted_graph.answers.append(GraphRefused("bad_message", code=100, subcode=2534015))
    assert await run_send(app, key) == ["one", "three"]
    assert [(part["state"], part["reason"]) for part in rows.parts] == [
        ("failed", "bad_message"),
        ("cancelled", "turn_failed"),
        ("sent", None),
    ]
    assert rows.account_state == ("active", None)
    assert rows.conversation["needs_person_reason"] == "not_delivered"


@pytest.mark.parametrize(
    "error",
    [
        PersonUnreachable("person_unavailable", code=551),
        WindowClosed("window_closed", code=10, subcode=2534022),
    ],
)
async def test_when_it_lies_with_the_person_nothing_else_that_waits_for_them_is_tried(
    app: StageApp, key: ConversationKey, rows: Rows, error: GraphRefused
) -> None:
    await queued(app, key, rows, "one", "two", "three")
    rows.ask("UPDATE shop.parts SET turn_no = 2 WHERE tenant_id = %(tenant)s AND part_no = 3")
    app.scripted_graph.answers.append(error)
    assert await run_send(app, key) == ["one"]
    assert [(part["state"], part["reason"]) for part in rows.parts] == [
        ("failed", str(error)),
        ("cancelled", str(error)),
        ("cancelled", str(error)),
    ]
    assert rows.conversation["needs_person_reason"] == "not_delivered"


async def test_a_token_that_does_not_open_fails_the_part_and_is_not_poison(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows)
    rows.arrange_account(access_token="'\\x00'::bytea")
    assert await run_send(app, key) == []
    assert rows.states == ["failed"]


async def test_a_part_whose_sender_died_waits_for_its_lease(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows)
    rows.arrange_parts(
        state="'sending'", lease_until="now() + interval '45 seconds'", first_posted_at="now()", attempts="1"
    )
    assert await run_send(app, key) == []
    assert timedelta(seconds=20) < rung_in(app) <= timedelta(seconds=45)
    rows.arrange_parts(lease_until="now()")
    assert await run_send(app, key) == []
    assert rows.states == ["in_doubt"]


async def test_while_a_turn_is_at_work_the_customer_sees_that_it_was_read_and_typing_dots(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message()))
    await run_send(app, key)
    assert app.scripted_graph.typing == []
    rows.arrange(turn_started_at="now()")
    await run_send(app, key)
    conversation = f"{key.account}:{key.customer}"
    assert app.scripted_graph.typing == [f"mark_seen {conversation}", f"typing_on {conversation}"]


@pytest.mark.parametrize(
    "column",
    [
        {"paused_until": "now() + interval '1 hour'"},
        {"answered_seq": "last_customer_seq"},
        {"turn_started_at": "now() - interval '1 minute'"},
        {"echo_hold_until": "now()"},
    ],
    ids=lambda column: next(iter(column)),
)
async def test_nobody_types_for_a_customer_who_will_not_be_answered_now(
    app: StageApp, key: ConversationKey, rows: Rows, column: dict[str, str]
) -> None:
    await record(app, inbound(key, message()))
    rows.arrange(**{"turn_started_at": "now()"} | column)
    await run_send(app, key)
    assert app.scripted_graph.typing == []


async def test_when_the_bell_for_later_cannot_be_rung_the_message_is_not_complete(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows)
    app.scripted_graph.answers.append(GraphUnavailable("busy"))
    rows.arrange_parts(not_before="now() + interval '1 minute'")
    app.posted_to_bus.down = True
    with pytest.raises(BusUnavailable):
        await run_send(app, key)


@pytest.mark.parametrize(
    "error", [GraphUnavailable("temporary", after=600), AccountBusy("custom_limit", after=600)]
)
async def test_a_try_behind_the_windows_end_comes_at_its_end_and_tells_what_is_certain_by_then(
    app: StageApp, key: ConversationKey, rows: Rows, error: GraphUnavailable
) -> None:
    await queued(app, key, rows, "one")
    rows.arrange(last_customer_at="now() - interval '23 hours 59 minutes 30 seconds'")
    app.scripted_graph.answers.append(error)
    await run_send(app, key)
    (part,) = rows.ask("SELECT not_before - now() AS wait FROM shop.parts WHERE tenant_id = %(tenant)s")
    assert part["wait"] <= timedelta(seconds=31)
    rows.arrange(last_customer_at="now() - interval '24 hours'")
    rows.arrange_parts(not_before="now()")
    await run_send(app, key)
    assert rows.parts[0]["reason"] == "window_closed"


async def test_a_busy_account_keeps_no_part_beyond_its_window(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await queued(app, key, rows, "one")
    rows.arrange(last_customer_at="now() - interval '23 hours 59 minutes 30 seconds'")
    rows.arrange_account(busy_until="now() + interval '2 hours'")
    await run_send(app, key)
    (part,) = rows.ask("SELECT not_before - now() AS wait FROM shop.parts WHERE tenant_id = %(tenant)s")
    assert part["wait"] < timedelta(minutes=1)
