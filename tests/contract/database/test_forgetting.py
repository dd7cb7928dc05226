"""An account's data go in steps that may be killed, from every table there is; the neighbours' and the page stay."""

import psycopg
import pytest

from catalog.forgetting import forget_index, forget_indexes
from catalog.placing import place
from local.search import SearchStandIn
from merchant import forgetting_rows
from merchant.accounts import put_shop
from merchant.forgetting import forget, forget_all
from shared.errors import DatabaseUnavailable
from shared.forgetting import tenants_to_forget
from shared.search.places import index_of
from tests.isolation.test_catalogue import WITHOUT_TENANT
from tests.support.callbacks import (
    PROFILE,
    a_full_shop,
    an_account,
    fill,
    held,
    request_deletion,
    status_page,
)
from tests.support.indexed import documents, found, index
from tests.support.stages import StageApp

__all__ = ["found"]

#: Deleted with the last step, by statements of their own.
LAST = {"tenants", "accounts", "deletion_requests", "audit_log", "search_moves"}


def directories(admin: psycopg.Connection, tenant: object) -> int:
    (row,) = admin.execute(
        b"SELECT (SELECT count(*) FROM shop.account_directory WHERE tenant_id = %(tenant)s)"
        b" + (SELECT count(*) FROM shop.key_directory WHERE tenant_id = %(tenant)s)",
        {"tenant": tenant},
    ).fetchall()
    return int(row[0])


def test_every_table_with_tenants_is_forgotten(admin: psycopg.Connection) -> None:
    tables = admin.execute(b"SELECT tablename FROM pg_tables WHERE schemaname = 'shop'").fetchall()
    assert {name for (name,) in tables} - WITHOUT_TENANT == forgetting_rows.SQL.keys() | LAST


async def test_a_shop_goes_with_its_only_account_and_the_page_outlives_it(
    app: StageApp, admin: psycopg.Connection, found: SearchStandIn
) -> None:
    tenant, account = await a_full_shop(app, admin)
    neighbour, _ = await a_full_shop(app, admin)
    before = held(admin, neighbour)
    for one in (tenant, neighbour):
        await index(app, one)
    admin.execute(
        b"INSERT INTO shop.unrouted_events (event_key, account_id, customer_id, body) VALUES (%s, %s, '1', 'secret')",
        [account.account, account.account],
    )
    code = await request_deletion(app, account.app_scoped_id)
    assert tenant in await tenants_to_forget(app.database)
    await forget_all(app)
    assert held(admin, tenant).keys() <= LAST
    assert "The deletion is under way" in (await status_page(app, code))[1]
    await forget_indexes(app)
    assert await documents(app, index_of(tenant)) is None
    await forget_all(app)
    assert held(admin, tenant) == {}
    assert directories(admin, tenant) == 0
    assert "The deletion is complete" in (await status_page(app, code))[1]
    unrouted = admin.execute(b"SELECT 1 FROM shop.unrouted_events WHERE account_id = %s", [account.account])
    assert unrouted.fetchall() == []
    assert held(admin, neighbour) | {"index_jobs": 1} == before
    assert await documents(app, index_of(neighbour))
    assert tenant not in await tenants_to_forget(app.database)


async def test_of_a_shop_with_several_accounts_only_the_one_that_asks_goes(
    app: StageApp, admin: psycopg.Connection, found: SearchStandIn
) -> None:
    tenant, first = await a_full_shop(app, admin)
    second = an_account()
    await put_shop(app, tenant, PROFILE, second)
    fill(admin, tenant, second)
    kept = held(admin, tenant, second.account)
    spent = "SELECT count(*), sum(money) FROM shop.usage_ledger WHERE tenant_id = %s"
    before = admin.execute(spent.encode(), [tenant]).fetchall()
    code = await request_deletion(app, first.app_scoped_id)
    await forget(app, tenant, batch=1)
    assert not await forget_index(app, tenant)
    assert held(admin, tenant, first.account) == {"deletion_requests": 2}  # this one, and one of a customer
    assert held(admin, tenant, second.account) == kept
    assert admin.execute(spent.encode(), [tenant]).fetchall() == before
    assert held(admin, tenant).keys() >= {"products", "knowledge", "users", "tenant_keys", "budgets"}
    assert "The deletion is complete" in (await status_page(app, code))[1]
    assert await app.tenant_of(first.account) is None
    assert await app.tenant_of(second.account) == tenant


@pytest.mark.parametrize("dies_at", [1, 7, 20, 36, 45])
async def test_a_run_that_is_killed_at_any_step_is_gone_on_with(
    app: StageApp,
    admin: psycopg.Connection,
    found: SearchStandIn,
    monkeypatch: pytest.MonkeyPatch,
    dies_at: int,
) -> None:
    tenant, account = await a_full_shop(app, admin)
    code = await request_deletion(app, account.app_scoped_id)
    opened, steps = app.database.tenant, 0

    def dying(of: object) -> object:
        nonlocal steps
        steps += 1
        if steps == dies_at:
            raise DatabaseUnavailable("gone")
        return opened(of)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(app.database, "tenant", dying)
        with pytest.raises(DatabaseUnavailable):
            await forget(app, tenant)
    assert "complete." not in (await status_page(app, code))[1]
    for step in (forget, forget_index, forget):
        await step(app, tenant)
    assert held(admin, tenant) == {}
    assert "The deletion is complete" in (await status_page(app, code))[1]


async def test_the_shop_stays_until_its_index_is_gone_and_while_an_account_joins(
    app: StageApp, admin: psycopg.Connection, found: SearchStandIn
) -> None:
    tenant, account = await a_full_shop(app, admin)
    await request_deletion(app, account.app_scoped_id)
    await forget(app, tenant)
    await forget(app, tenant)
    assert "tenants" in held(admin, tenant)
    assert await forget_index(app, tenant)
    assert not await forget_index(app, tenant)
    assert (await place(app, tenant)).service is None  # or an index would be made that nobody deletes
    second = an_account()
    await put_shop(app, tenant, PROFILE, second)
    await forget(app, tenant)
    assert held(admin, tenant)["accounts"] == 1
    assert await app.tenant_of(second.account) == tenant
    assert (await place(app, tenant)).service == "main"
