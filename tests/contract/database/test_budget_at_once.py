"""Fifty turns at once against a budget of ten reservations: never more is spent and reserved; on a real PostgreSQL.

What stands in the ledger is looked at while the turns think, not only when all is over.
"""

import asyncio
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest

from local.postgres import Postgres
from merchant.accounts import Account, Profile, put_shop
from merchant.budgets import put_budgets
from process import budget
from process.budget import reserve
from process.record import record
from process.turn import turn
from shared.contracts import TurnDoorbell
from shared.database import Database
from shared.model.client import Reply
from shared.secret import Secret
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.stages import StageApp, said

#: Of which a turn reserves one; the scripted model's answers cost as much.
ONE = Decimal("0.1")
HELD = """SELECT COALESCE(sum(money), 0) AS money FROM shop.usage_ledger WHERE tenant_id = %(tenant)s
  AND (state = 'settled' OR (state = 'reserved' AND reserved_until > now()))"""
#: At the price of gpt-4o's completion tokens.
TOKENS_OF_ONE = int(ONE / Decimal("0.00001"))


@pytest.fixture
def _one_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("process.think.worst_case", lambda *_, **__: ONE)
    # Fifty share one instance's connections here, on a machine that may be busy with something else.
    monkeypatch.setattr("shared.database.database.CHECKOUT_TIMEOUT", 30)


def held(rows: Rows) -> Decimal:
    ((money),) = (row["money"] for row in rows.ask(HELD))
    return Decimal(money)


def customers(key: ConversationKey, number: int = 50) -> list[ConversationKey]:
    return [replace(key, customer=f"88000000000000{n:02}") for n in range(number)]


def as_dear_as_may_be() -> Reply:
    return replace(said("أهلا"), model="gpt-4o", prompt_tokens=0, completion_tokens=TOKENS_OF_ONE)


@pytest.mark.usefixtures("_one_each")
async def test_fifty_turns_spend_what_ten_may_and_all_customers_get_an_answer(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_budgets(app.database, key.tenant, {"day": 10 * ONE})
    most = Decimal(0)
    thinking = asyncio.Event()

    async def while_they_think() -> None:
        nonlocal most
        most = max(most, held(rows))
        if len(app.scripted_model.requests) == 10:
            thinking.set()
        await thinking.wait()  # so that all reservations are held at once

    app.scripted_model.meanwhile = while_they_think
    app.scripted_model.answers.extend(as_dear_as_may_be() for _ in range(10))
    asking = customers(key)
    for one in asking:
        await record(app, inbound(one, message()))
    rows.let_quiet_pass()
    async with asyncio.timeout(60):
        await asyncio.gather(*(turn(app, TurnDoorbell.of(one)) for one in asking))

    assert len(app.scripted_model.requests) == 10
    assert most == held(rows) == 10 * ONE
    outcomes = [(done["outcome"], done["reason"]) for done in rows.turns]
    assert sorted(outcomes, key=str) == [("answered", None)] * 10 + [("fallback", "budget_spent")] * 40
    assert len(rows.parts) == 50


@pytest.mark.usefixtures("_one_each")
async def test_when_turns_cost_less_than_they_reserved_more_of_them_find_room(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_budgets(app.database, key.tenant, {"day": 10 * ONE})
    app.scripted_model.answers.extend(said("أهلا") for _ in range(50))
    asking = customers(key, 30)
    for one in asking:
        await record(app, inbound(one, message()))
    rows.let_quiet_pass()
    for one in asking:
        await turn(app, TurnDoorbell.of(one))
    assert len(app.scripted_model.requests) == 30
    assert held(rows) < ONE


@pytest.mark.usefixtures("_one_each")
async def test_a_process_that_dies_holds_its_budget_until_its_reservations_end(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_budgets(app.database, key.tenant, {"day": 10 * ONE})
    asking = customers(key)
    died = asking[:10]
    assert all([await reserve(app.database, one, turn_no=1, money=ONE) for one in died])
    began = await asyncio.gather(*(reserve(app.database, one, turn_no=1, money=ONE) for one in asking[10:]))
    assert sum(began) == 0
    rows.ask("UPDATE shop.usage_ledger SET reserved_until = now() WHERE tenant_id = %(tenant)s")
    began = await asyncio.gather(*(reserve(app.database, one, turn_no=1, money=ONE) for one in asking[10:]))
    assert sum(began) == 10
    assert held(rows) == 10 * ONE


async def test_the_next_try_of_a_turn_that_died_reserves_in_its_stead(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_budgets(app.database, key.tenant, {"day": ONE})
    for turn_no in (1, 2, 3):
        assert await reserve(app.database, key, turn_no=turn_no, money=ONE)
        assert held(rows) == ONE
    states = rows.ask("SELECT state FROM shop.usage_ledger WHERE tenant_id = %(tenant)s ORDER BY turn_no")
    assert [row["state"] for row in states] == ["released", "released", "reserved"]


async def test_one_turn_reserves_once_however_often_it_asks(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    """A COMMIT whose answer was lost: nobody knows whether the first was written."""
    await put_budgets(app.database, key.tenant, {"day": ONE})
    for _ in range(3):
        assert await reserve(app.database, key, turn_no=1, money=ONE)
    assert held(rows) == ONE


@pytest.mark.usefixtures("_one_each")
async def test_what_an_older_try_spent_after_all_is_counted_when_it_settles(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_budgets(app.database, key.tenant, {"day": 10 * ONE})
    await record(app, inbound(key, message()))
    rows.let_quiet_pass()

    async def another_try_begins() -> None:
        app.scripted_model.meanwhile = None
        await turn(app, TurnDoorbell.of(key))

    app.scripted_model.answers.extend(as_dear_as_may_be() for _ in range(2))
    app.scripted_model.meanwhile = another_try_begins
    await turn(app, TurnDoorbell.of(key))
    assert held(rows) == 2 * ONE
    assert sorted(done["outcome"] for done in rows.turns) == ["answered", "discarded"]


async def test_turns_of_another_shop_wait_for_nobody(app: StageApp, key: ConversationKey) -> None:
    tenant, account = TenantId(uuid4()), str(uuid4().int)[:17]
    profile = Profile("دار النرجس", "Dar Narjis", "JOD", "بوتيك", "A boutique")
    await put_shop(app, tenant, profile, Account(account, f"9{account}", "dar.narjis", "IGAA-token"))
    theirs = ConversationKey(tenant, account, key.customer)
    for one in (key, theirs):
        await put_budgets(app.database, one.tenant, {"day": ONE})
    async with app.database.tenant(key.tenant) as tx:
        await tx.row(budget.SQL["turn"], {"tenant": key.tenant})
        ours = asyncio.create_task(reserve(app.database, key, turn_no=1, money=ONE))
        assert await reserve(app.database, theirs, turn_no=1, money=ONE)
        assert not ours.done()
    assert await ours


WAIT_FOR_A_LOCK = """SELECT count(*) AS number FROM pg_stat_activity
  WHERE wait_event_type = 'Lock' AND datname = current_database() AND usename = 'igshop'"""


@pytest.mark.usefixtures("_one_each")
async def test_of_fifty_connections_that_ask_at_one_moment_none_is_granted_too_much(
    admin_url: str, app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    """Each of an instance of its own. None can finish its row while the shop's is held, so whoever may look has looked by then."""
    await put_budgets(app.database, key.tenant, {"day": 10 * ONE, "month": 7 * ONE})
    instances = [Database(Secret(Postgres.url_of(admin_url)), pool_size=1, within=60) for _ in range(50)]
    try:
        async with asyncio.timeout(60):
            with psycopg.connect(admin_url) as gate:
                gate.execute("SELECT 1 FROM shop.tenants WHERE tenant_id = %s FOR UPDATE", [key.tenant])
                asking = asyncio.gather(
                    *(
                        reserve(instance, one, turn_no=1, money=ONE)
                        for instance, one in zip(instances, customers(key), strict=True)
                    )
                )
                while rows.ask(WAIT_FOR_A_LOCK) != [{"number": 50}]:  # noqa: ASYNC110  # PostgreSQL rings no bell
                    await asyncio.sleep(0.01)
            began = await asking
    finally:
        for instance in instances:
            await instance.close()
    assert sum(began) == 7  # the smaller of the two
    assert held(rows) == 7 * ONE
