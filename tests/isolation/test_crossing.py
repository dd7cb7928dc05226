"""The few functions that may look across tenants: what they answer, and what they never do."""

import asyncio
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from merchant.accounts import Account, Profile, put_shop
from shared.crypto import Column
from shared.database import Database
from shared.errors import Refused
from shared.tenants import TenantId
from tests.support.postgres import refused
from tests.support.stages import StageApp

PROFILE = Profile("دار", "Dar", "JOD", "", "")


def new_tenant() -> TenantId:
    return TenantId(uuid4())


def new_account() -> Account:
    number = str(uuid4().int)[:17]
    return Account(number, f"9{number}", "dar.shop", "IGAA-token")


async def claim(database: Database, tenant: TenantId, account: str) -> bool:
    async with database.tenant(tenant) as tx:
        row = await tx.row(b"SELECT shop.claim_account(%(account)s) AS ours", {"account": account})
    return bool(row and row["ours"])


@pytest.fixture(scope="module")
async def app(app_url: str, database: Database) -> StageApp:
    app = StageApp(app_url)
    vars(app).update(database=database)
    return app


async def test_an_account_is_whose_it_was_first(app: StageApp, database: Database) -> None:
    account, first, second = new_account().account, new_tenant(), new_tenant()
    assert await app.tenant_of(account) is None
    assert await claim(database, first, account)
    assert await claim(database, first, account)
    assert not await claim(database, second, account)
    assert await app.tenant_of(account) == first


async def test_of_two_tenants_that_claim_an_account_at_once_one_gets_it(
    app: StageApp, database: Database
) -> None:
    account, tenants = new_account().account, [new_tenant() for _ in range(6)]
    won = await asyncio.gather(*(claim(database, tenant, account) for tenant in tenants))
    assert sum(won) == 1
    assert await app.tenant_of(account) == tenants[won.index(True)]


async def test_an_account_cannot_be_claimed_for_nobody(database: Database) -> None:
    with refused("23502"):
        async with database.crossing() as tx:
            await tx.row(b"SELECT shop.claim_account('1')", {})


async def test_a_shop_whose_account_is_anothers_is_refused_and_leaves_nothing(
    app: StageApp, admin: psycopg.Connection
) -> None:
    account, first, second = new_account(), new_tenant(), new_tenant()
    await put_shop(app, first, PROFILE, account)
    with pytest.raises(Refused) as refusal:
        await put_shop(app, second, PROFILE, account)
    assert refusal.value.status == 409
    assert admin.execute("SELECT 1 FROM shop.tenants WHERE tenant_id = %s", [second]).fetchall() == []
    assert await app.tenant_of(account.account) == first


async def test_a_shop_is_put_right_as_often_as_one_likes(app: StageApp, admin: psycopg.Connection) -> None:
    tenant, account = new_tenant(), new_account()
    await put_shop(app, tenant, PROFILE, account)
    admin.execute(
        "UPDATE shop.accounts SET state = 'token_dead', state_reason = 'x' WHERE tenant_id = %s", [tenant]
    )
    await put_shop(app, tenant, Profile("دار", "Dar 2", "USD", "", ""), account)
    stored = admin.execute(
        "SELECT t.name_en, t.currency, a.state, a.state_reason, a.access_token FROM shop.tenants t"
        " JOIN shop.accounts a USING (tenant_id) WHERE tenant_id = %s",
        [tenant],
    ).fetchall()
    ((name, currency, state, reason, sealed),) = stored
    assert (name, currency, state, reason) == ("Dar 2", "USD", "active", None)
    assert b"IGAA" not in sealed
    assert app.keys.open(sealed, tenant=tenant, column=Column.ACCESS_TOKEN) == "IGAA-token"


async def test_what_nobody_owns_is_kept_once_and_read_by_no_tenant(
    database: Database, admin: psycopg.Connection
) -> None:
    key = f"message:{uuid4()}"
    for body in ("first", "second"):
        async with database.crossing() as tx:
            await tx.row(
                b"SELECT shop.keep_unrouted(%(key)s, '178', '1', %(body)s)", {"key": key, "body": body}
            )
    kept = admin.execute(
        "SELECT account_id, customer_id, body FROM shop.unrouted_events WHERE event_key = %s", [key]
    )
    assert kept.fetchall() == [("178", "1", "first")]


async def test_the_last_note_on_a_poisoned_message_counts(
    database: Database, admin: psycopg.Connection
) -> None:
    key = str(uuid4())
    for sentence in ("old", "new"):
        async with database.crossing() as tx:
            await tx.row(
                b"SELECT shop.note_poison(%(key)s, 'turns', 'GaveUp', %(sentence)s)",
                {"key": key, "sentence": sentence},
            )
    noted = admin.execute(
        "SELECT stage, error, sentence FROM shop.poison_notes WHERE message_key = %s", [key]
    )
    assert noted.fetchall() == [("turns", "GaveUp", "new")]


@pytest.mark.parametrize(
    ("function", "beside"), [("ring_overdue", ["unanswered", "unsent"]), ("owners_to_remind", [])]
)
async def test_the_sweeper_is_told_which_conversations_and_nothing_that_was_said(
    database: Database, function: str, beside: list[str]
) -> None:
    async with database.crossing() as tx:
        answer = await tx.queue(f"SELECT * FROM shop.{function}(0)".encode(), {})
        await answer.fetchall()
        described: Any = answer.cursor.description
    assert [column.name for column in described] == ["tenant_id", "account_id", "customer_id", *beside]
