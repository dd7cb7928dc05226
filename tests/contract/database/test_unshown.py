"""A message that Instagram only hints at is fetched and recorded for whom it is of; what Meta refuses is for a person."""

from dataclasses import replace

import pytest

from process.record import record
from shared.contracts import Event
from shared.errors import AccountBusy, GraphRefused, GraphUnavailable, TokenDead
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message, now_ms
from tests.contract.database.threads import mids, owner_said, said, sent_on, show, without_limits
from tests.support.stages import StageApp

NOBODY = "0"


@pytest.fixture(autouse=True)
def ready(app: StageApp) -> None:
    without_limits(app)


@pytest.fixture
def hinted(key: ConversationKey) -> ConversationKey:
    """The conversation that names nobody, in which hints are recorded."""
    return ConversationKey(key.tenant, key.account, NOBODY)


def hint(mid: str = "M1") -> Event:
    return Event(f"edit:{mid}:0", "edit", now_ms(), mid, number=0)


def needs(rows: Rows) -> list[str | None]:
    found = rows.ask("SELECT needs_person_reason FROM shop.conversations WHERE tenant_id = %(tenant)s")
    return [row["needs_person_reason"] for row in found]


async def test_it_is_fetched_and_sent_on_for_its_customer(
    app: StageApp, key: ConversationKey, hinted: ConversationKey, rows: Rows
) -> None:
    show(app, "T", said(key, "M1", minutes_ago=0.1))
    await record(app, inbound(hinted, hint()))
    (body,) = sent_on(app)
    assert (body.customer, [event.key for event in body.events]) == (key.customer, ["message:M1"])
    assert needs(rows) == [None]
    await record(app, body)
    assert rows.dispositions == ["not_for_us", None]
    assert rows.events[1]["text"] == "قديش؟"


async def test_the_accounts_own_becomes_an_echo(
    app: StageApp, key: ConversationKey, hinted: ConversationKey, rows: Rows
) -> None:
    show(app, "T", owner_said(key, "M1"))
    await record(app, inbound(hinted, hint()))
    (body,) = sent_on(app)
    assert (body.customer, [event.key for event in body.events]) == (key.customer, ["echo:M1"])
    await record(app, body)
    assert [event["author"] for event in rows.events] == ["nobody", "owner"]


async def test_a_hint_that_names_its_customer_is_fetched_too(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    show(app, "T", said(key, "M1"))
    await record(app, inbound(key, message("before", "M0"), hint()))
    assert mids(sent_on(app)) == [["M1"]]
    assert [event["kind"] for event in rows.events] == ["message", "edit"]


async def test_delivered_twice_it_is_recorded_once_and_asked_for_no_more(
    app: StageApp, key: ConversationKey, hinted: ConversationKey, rows: Rows
) -> None:
    show(app, "T", said(key, "M1"))
    for _ in range(2):
        await record(app, inbound(hinted, hint()))
    for body in sent_on(app):
        await record(app, body)
    asked = list(app.scripted_graph.read)
    await record(app, inbound(hinted, hint()))
    assert app.scripted_graph.read == asked
    assert sorted(event["kind"] for event in rows.events) == ["edit", "message"]


async def test_what_is_recorded_already_is_not_asked_for(
    app: StageApp, key: ConversationKey, hinted: ConversationKey
) -> None:
    await record(app, inbound(key, message("hi", "M1")))
    await record(app, inbound(hinted, hint()))
    assert app.scripted_graph.read == []


async def test_an_edit_that_lost_its_words_is_no_hint(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    show(app, "T", said(key, "M1"))
    await record(app, inbound(key, Event("edit:M1:1", "edit", now_ms(), "M1", number=1)))
    assert app.scripted_graph.read == []
    assert needs(rows) == ["message_not_shown"]


async def test_of_the_accounts_own_nobody_needs_to_hear_when_it_is_refused(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, replace(hint(), by_account=True)))
    assert app.scripted_graph.read == ["M1"]
    assert needs(rows) == [None]


async def test_in_another_apps_thread_it_stays_another_apps(
    app: StageApp, key: ConversationKey, hinted: ConversationKey, rows: Rows
) -> None:
    show(app, "T", said(key, "M1"))
    told = Event("edit:M1:0", "edit", now_ms(), "M1", number=0, standby=True)
    await record(app, inbound(hinted, told))
    (body,) = sent_on(app)
    await record(app, body)
    assert rows.dispositions == ["not_for_us", "not_for_us"]


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(GraphRefused("message_gone", code=9000001), id="gone"),
        pytest.param(TokenDead("token_dead", code=190), id="token dead"),
    ],
)
async def test_what_meta_refuses_is_for_a_person(
    app: StageApp, hinted: ConversationKey, rows: Rows, error: Exception
) -> None:
    app.scripted_graph.listing.append(error)
    await record(app, inbound(hinted, hint()))
    assert sent_on(app) == []
    assert needs(rows) == ["message_not_shown"]


@pytest.mark.parametrize(
    ("sender", "recipient"),
    [pytest.param("", "", id="of nobody"), pytest.param("1", "2", id="among strangers")],
)
async def test_an_answer_that_names_no_customer_is_for_a_person(
    app: StageApp, key: ConversationKey, hinted: ConversationKey, rows: Rows, sender: str, recipient: str
) -> None:
    show(app, "T", replace(said(key, "M1"), sender=sender, recipient=recipient))
    await record(app, inbound(hinted, hint()))
    assert sent_on(app) == []
    assert needs(rows) == ["message_not_shown"]


@pytest.mark.parametrize(
    "error", [GraphUnavailable("temporary", code=2), AccountBusy("account_limit", after=60)]
)
async def test_an_outage_is_the_stages_and_the_next_try_asks_again(
    app: StageApp, key: ConversationKey, hinted: ConversationKey, rows: Rows, error: Exception
) -> None:
    app.scripted_graph.listing.append(error)
    with pytest.raises(type(error)):
        await record(app, inbound(hinted, hint()))
    assert needs(rows) == [None]
    show(app, "T", said(key, "M1"))
    await record(app, inbound(hinted, hint()))
    assert mids(sent_on(app)) == [["M1"]]
