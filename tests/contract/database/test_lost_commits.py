"""A COMMIT whose answer is lost has happened all the same: the same work once more does nothing twice.

The server commits, and the connection breaks before the client hears of it. To the product that is an outage like any
other, so the message comes again.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest

from local.postgres import LOGIN
from merchant.accounts import Account, Profile, put_shop
from process.record import record
from process.turn import turn
from send.deliver import deliver
from shared.contracts import Queue, SendDoorbell, TurnDoorbell
from shared.database import Database
from shared.errors import DatabaseUnavailable
from shared.secret import Secret
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.contract.database.test_outbox import queued, run_send
from tests.support.proxy import Door
from tests.support.stages import StageApp, said


@pytest.fixture
async def door(app_url: str) -> AsyncIterator[Door]:
    door = Door(app_url)
    await door.open()
    yield door
    await door.shut()


@pytest.fixture
async def app(door: Door) -> AsyncIterator[StageApp]:
    url = door.url_for(LOGIN)
    app = StageApp(url)
    vars(app).update(database=Database(Secret(url), pool_size=1))
    yield app
    await app.database.close()


async def lose_commit(door: Door, work: Coroutine[Any, Any, object], *, of: bytes) -> None:
    """Do the work until the transaction of this statement is committed, and cut the line before it is heard."""
    door.swallow_after(of, b"COMMIT")
    working = asyncio.create_task(work)
    async with asyncio.timeout(10):
        await door.swallowed(b"COMMIT")
    await door.cut()
    with pytest.raises(DatabaseUnavailable):
        await working


async def test_recorded_events_are_recorded_once_and_rung_for(
    app: StageApp, key: ConversationKey, rows: Rows, door: Door
) -> None:
    told = inbound(key, message("1"), message("2"))
    await lose_commit(door, record(app, told), of=b"INSERT INTO shop.events")
    before = (rows.conversation, rows.events)
    assert [event["text"] for event in rows.events] == ["1", "2"]
    assert app.posted_to_bus.take() == []
    await record(app, told)
    assert (rows.conversation, rows.events) == before
    assert app.posted_to_bus.queues() == [Queue.TURNS]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(b"SET turn_no = turn_no + 1", id="taking its number"),
        pytest.param(b"), won AS (", id="committing its reply"),
    ],
)
async def test_a_turn_replies_once(
    app: StageApp, key: ConversationKey, rows: Rows, door: Door, statement: bytes
) -> None:
    await record(app, inbound(key, message()))
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said("أهلا"))
    await lose_commit(door, turn(app, TurnDoorbell.of(key)), of=statement)
    app.posted_to_bus.take()
    await turn(app, TurnDoorbell.of(key))
    assert [part["text"] for part in rows.parts] == ["أهلا"]
    assert rows.dispositions == ["answered"]
    assert len(app.scripted_model.requests) == 1
    assert Queue.OUTBOUND in app.posted_to_bus.queues()


async def test_a_part_claimed_and_never_posted_waits_for_its_lease_and_is_looked_for_before_it_is_sent(
    app: StageApp, key: ConversationKey, rows: Rows, door: Door
) -> None:
    await queued(app, key, rows, "one")
    await lose_commit(door, deliver(app, SendDoorbell.of(key)), of=b"SET state = 'sending'")
    assert (rows.states, app.scripted_graph.posts) == (["sending"], [])
    assert await run_send(app, key) == []
    rows.arrange_parts(lease_until="now()")
    assert await run_send(app, key) == []
    assert rows.parts[0]["doubt_checks"] == 1
    rows.arrange_parts(not_before="now()")
    assert await run_send(app, key) == ["one"]
    assert rows.states == ["sent"]


async def test_a_part_marked_sent_is_not_posted_again(
    app: StageApp, key: ConversationKey, rows: Rows, door: Door
) -> None:
    await queued(app, key, rows, "one", "two")
    await lose_commit(door, deliver(app, SendDoorbell.of(key)), of=b"SET state = 'sent'")
    assert rows.states == ["sent", "queued"]
    assert await run_send(app, key) == ["two"]
    assert [post.text for post in app.scripted_graph.posts] == ["one", "two"]


async def test_a_shop_is_put_and_its_account_claimed_once(
    app: StageApp, key: ConversationKey, rows: Rows, door: Door
) -> None:
    again = put_shop(
        app,
        key.tenant,
        Profile("دار", "Renamed", "JOD", "", ""),
        Account(key.account, f"9{key.account}", "dar.yasmin", "IGAA-other"),
    )
    await lose_commit(door, again, of=b"shop.claim_account")
    assert rows.ask("SELECT name_en FROM shop.tenants WHERE tenant_id = %(tenant)s") == [
        {"name_en": "Renamed"}
    ]
    await put_shop(
        app,
        key.tenant,
        Profile("دار", "Renamed", "JOD", "", ""),
        Account(key.account, f"9{key.account}", "dar.yasmin", "IGAA-other"),
    )
    assert await app.tenant_of(key.account) == key.tenant
