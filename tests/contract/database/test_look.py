"""One account's threads are compared with what was recorded: the missing goes to the recorder, once, and nothing else."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from process import look as looking
from process.look import look
from process.record import record
from shared.alerts import open_alerts
from shared.contracts import Event
from shared.errors import (
    AccountBlocked,
    AccountBusy,
    BusUnavailable,
    GraphRefused,
    GraphUnavailable,
    OverPace,
    TokenDead,
)
from shared.graph.usage import Usage
from shared.pace import Kind, Pace
from shared.pace.limits import Limit
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound, message, now_ms
from tests.contract.database.threads import (
    connected_long_ago,
    mids,
    owner_said,
    said,
    sent_on,
    show,
    without_limits,
)
from tests.support.stages import StageApp

SINCE = "SELECT now() - reconciled_at AS gap, reconcile_due_at - now() AS due_in FROM shop.accounts WHERE tenant_id = %(tenant)s"


@pytest.fixture(autouse=True)
def ready(app: StageApp, rows: Rows) -> None:
    without_limits(app)
    connected_long_ago(rows)


async def look_again(app: StageApp, key: ConversationKey, rows: Rows) -> list[list[str | None]]:
    """The mids that were found, body by body."""
    rows.arrange_account(reconcile_due_at="now()")
    await look(app, key.tenant, key.account)
    return mids(sent_on(app))


def gap(rows: Rows) -> timedelta:
    found: timedelta = rows.ask(SINCE)[0]["gap"]
    return found


def due_in(rows: Rows) -> timedelta:
    found: timedelta = rows.ask(SINCE)[0]["due_in"]
    return found


async def test_what_no_webhook_told_goes_to_the_recorder_oldest_first(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    show(app, "T", owner_said(key, "E"), said(key, "M2", minutes_ago=6), said(key, "M1", minutes_ago=7))
    await look(app, key.tenant, key.account)
    (body,) = sent_on(app)
    assert [event.key for event in body.events] == ["message:M1", "message:M2", "echo:E"]
    assert (body.account, body.customer) == (key.account, key.customer)
    assert gap(rows) < timedelta(minutes=1)


async def test_what_was_recorded_is_not_sent_again(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    tap = Event("postback:P", "postback", now_ms(), "P", payload="BUY", title="Buy")
    unsent = Event("unsend:U", "unsend", now_ms(), "U")
    await record(app, inbound(key, message("hi", "M1"), echo("hello", "E"), tap, unsent))
    app.posted_to_bus.take()
    show(app, "T", said(key, "U"), said(key, "P"), said(key, "M2"), owner_said(key, "E"), said(key, "M1"))
    assert await look_again(app, key, rows) == [["M2"]]


async def test_what_was_recorded_and_deleted_since_is_known_by_its_key(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message("hi", "M1")))
    app.posted_to_bus.take()
    rows.ask("DELETE FROM shop.events WHERE tenant_id = %(tenant)s")
    show(app, "T", said(key, "M1"))
    assert await look_again(app, key, rows) == []


async def test_what_an_older_release_recorded_without_its_key_is_known_by_its_mid(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, echo("hello", "E")))
    app.posted_to_bus.take()
    rows.ask("DELETE FROM shop.event_keys WHERE tenant_id = %(tenant)s")
    show(app, "T", owner_said(key, "E"))
    assert await look_again(app, key, rows) == []


async def test_found_twice_is_recorded_and_answered_once(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    show(app, "T", said(key, "M1"))
    await look(app, key.tenant, key.account)
    (first,) = sent_on(app)
    assert await look_again(app, key, rows) == [["M1"]]  # nobody has recorded it yet
    for _ in range(2):
        await record(app, first)
    assert [(one["author"], one["disposition"]) for one in rows.events] == [("customer", None)]
    app.posted_to_bus.take()
    assert await look_again(app, key, rows) == []


async def test_the_bus_takes_it_for_the_delivery_that_it_replaces(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    """A webhook that comes all the same has the same message id."""
    show(app, "T", said(key, "M1"))
    await look(app, key.tenant, key.account)
    (sent,) = app.posted_to_bus.take()
    assert sent.message_id == inbound(key, message("other words", "M1")).message_id()
    assert sent.session_id == f"{key.account}:{key.customer}"


async def test_a_message_whose_webhook_may_be_under_way_is_left_to_it_until_the_next_look(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    young = said(key, "M1", minutes_ago=1.5)
    show(app, "T", young)
    assert await look_again(app, key, rows) == []
    show(app, "T", replace(young, created_at=young.created_at - timedelta(minutes=1)))
    assert await look_again(app, key, rows) == [["M1"]]


async def test_a_freshly_connected_account_answers_nothing_that_was_said_before(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    rows.arrange_account(
        first_connected_at="now() - interval '6 minutes'", reconciled_at="now() - interval '6 minutes'"
    )
    show(app, "T", said(key, "new", minutes_ago=5), said(key, "old", minutes_ago=7))
    show(app, "quiet since", said(key, "older", minutes_ago=8))
    assert await look_again(app, key, rows) == [["new"]]
    assert app.scripted_graph.read == ["T"]


async def test_after_an_outage_the_whole_gap_is_covered_and_no_more_than_a_week(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    rows.arrange_account(reconciled_at="now() - interval '20 days'")
    hours = 60
    show(app, "T1", said(key, "today", minutes_ago=5), said(key, "last month", minutes_ago=8 * 24 * hours))
    show(app, "T2", said(key, "six days ago", minutes_ago=6 * 24 * hours))
    show(app, "T3", said(key, "nine days ago", minutes_ago=9 * 24 * hours))
    assert await look_again(app, key, rows) == [["six days ago"], ["today"]]


@pytest.mark.parametrize(
    ("error", "due_after"),
    [
        pytest.param(GraphUnavailable("temporary", code=2), timedelta(minutes=14), id="Meta away"),
        pytest.param(AccountBusy("account_limit", after=1200), timedelta(minutes=20), id="account busy"),
        pytest.param(OverPace("over_pace_conversations", after=1), timedelta(minutes=14), id="over pace"),
        pytest.param(TokenDead("token_dead", code=190), timedelta(hours=6), id="token dead"),
        pytest.param(AccountBlocked("access_off", code=200), timedelta(hours=6), id="blocked"),
        pytest.param(GraphRefused("permission", code=10, alert=True), timedelta(hours=6), id="refused"),
    ],
)
@pytest.mark.parametrize("at", ["list", "thread"])
async def test_a_failure_leaves_the_gap_open_and_is_told(
    app: StageApp,
    key: ConversationKey,
    rows: Rows,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    due_after: timedelta,
    at: str,
) -> None:
    caplog.set_level("INFO")
    if at == "list":
        app.scripted_graph.listing.append(error)
    else:
        show(app, "T", error)
    await look(app, key.tenant, key.account)
    assert gap(rows) > timedelta(minutes=59)
    assert due_after - timedelta(minutes=1) < due_in(rows) <= due_after
    told = [json.loads(one.message) for one in caplog.records]
    stops = isinstance(error, TokenDead | AccountBlocked)
    assert [(one["event"], one["reason"]) for one in told] == [
        *([("account.stopped", str(error))] if stops else []),
        ("reconcile.failed", str(error)),
    ]
    assert len(await open_alerts(app.database, key.tenant)) == stops
    assert (rows.account_state[0] == "active") is not stops

    rows.arrange_account(state="'active'")
    app.scripted_graph.threads.clear()
    show(app, "T", said(key, "M1", minutes_ago=50))
    assert await look_again(app, key, rows) == [["M1"]]
    assert gap(rows) < timedelta(minutes=1)


async def test_a_login_during_a_look_that_fails_makes_the_account_due_all_the_same(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    class Reconnecting(Pace):
        async def permit(self, *_: object) -> None:
            rows.arrange_account(access_token="'\\x00'", reconcile_due_at="now()")
            raise OverPace("over_pace_conversations", after=3600)

    vars(app).update(pace=Reconnecting(app.database))
    await look(app, key.tenant, key.account)
    assert due_in(rows) <= timedelta(0)


async def test_a_thread_that_is_gone_keeps_no_other_from_being_read(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    show(app, "gone", GraphRefused("object_unknown", code=100, subcode=33))
    show(app, "T", said(key, "M1"))
    assert await look_again(app, key, rows) == [["M1"]]
    assert gap(rows) < timedelta(minutes=1)


async def test_what_is_among_strangers_is_passed_over(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    show(app, "T", replace(said(key, "X"), recipient="99"), said(key, "M1"))
    assert await look_again(app, key, rows) == [["M1"]]


async def test_an_account_near_its_limits_is_left_to_its_customers(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    show(app, "T", said(key, "M1"))
    app.scripted_graph.usage.append(Usage(80, None))
    assert await look_again(app, key, rows) == []
    assert app.scripted_graph.read == []
    assert gap(rows) > timedelta(minutes=59)


async def test_beyond_our_own_pace_nothing_is_asked(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    one = {Kind.CONVERSATIONS: Limit(1, timedelta(hours=1), 1, timedelta(minutes=1))}
    vars(app).update(pace=Pace(app.database, limits=one))
    show(app, "T", said(key, "M1"))
    assert await look_again(app, key, rows) == []
    assert app.scripted_graph.read == []  # the list had the only permit
    assert gap(rows) > timedelta(minutes=59)


async def test_a_long_list_is_read_from_its_oldest_end_and_the_rest_is_due_at_once(
    app: StageApp, key: ConversationKey, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "MOST_THREADS", 2)
    minutes = (20, 30, 31, 32, 33)
    for one in minutes:
        show(app, f"T{one}", said(replace(key, customer=str(one)), f"M{one}", minutes_ago=one))
    found = []
    for _ in range(4):
        assert due_in(rows) <= timedelta(0)
        assert gap(rows) > timedelta(minutes=1)
        await look(app, key.tenant, key.account)
        for body in sent_on(app):
            found += [event.mid for event in body.events]
            await record(app, body)
        app.posted_to_bus.take()
    assert found == [f"M{one}" for one in reversed(minutes)]
    assert due_in(rows) > timedelta(minutes=13)
    assert gap(rows) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"state": "'token_dead'"}, id="its token is dead"),
        pytest.param({"state": "'disconnected'"}, id="it is disconnected"),
        pytest.param({"busy_until": "now() + interval '1 minute'"}, id="it has to wait"),
        pytest.param({"reconcile_due_at": "now() + interval '1 minute'"}, id="it was looked at just now"),
    ],
)
async def test_an_account_is_left_alone_when(
    app: StageApp, key: ConversationKey, rows: Rows, columns: dict[str, Any]
) -> None:
    show(app, "T", said(key, "M1"))
    rows.arrange_account(**columns)
    await look(app, key.tenant, key.account)
    assert app.scripted_graph.read == []
    assert sent_on(app) == []


async def test_when_the_bus_is_down_the_gap_stays_open(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    show(app, "T", said(key, "M1"))
    app.posted_to_bus.down = True
    with pytest.raises(BusUnavailable):
        await look(app, key.tenant, key.account)
    assert gap(rows) > timedelta(minutes=59)
    app.posted_to_bus.down = False
    assert await look_again(app, key, rows) == [["M1"]]
