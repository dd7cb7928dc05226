"""Meta's callbacks on a real PostgreSQL: an account is cut off at once, and a page says how far its deletion is."""

import asyncio
import re
import time
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from shared.crypto import Column
from shared.errors import Refused
from shared.tenants import TenantId
from tests.support.callbacks import a_full_shop, deauthorize, request_deletion, status_page
from tests.support.stages import StageApp


def account_row(admin: psycopg.Connection, tenant: TenantId) -> dict[str, Any]:
    cursor = admin.cursor(row_factory=dict_row)
    (row,) = cursor.execute(b"SELECT * FROM shop.accounts WHERE tenant_id = %s", [tenant]).fetchall()
    return row


def open_alerts(admin: psycopg.Connection, tenant: TenantId) -> list[str]:
    found = admin.execute(
        b"SELECT about FROM shop.alerts WHERE tenant_id = %s AND kind = 'account_stopped' AND ended_at IS NULL",
        [tenant],
    )
    return [about for (about,) in found]


def written_down(admin: psycopg.Connection, tenant: TenantId) -> list[str]:
    found = admin.execute(
        b"SELECT action FROM shop.audit_log WHERE tenant_id = %s AND action LIKE 'account.d%%' ORDER BY at",
        [tenant],
    )
    return [action for (action,) in found]


@pytest.mark.parametrize("by", ["app_scoped_id", "account"])
async def test_an_owner_who_takes_the_leave_away_is_heard_once_by_either_id(
    app: StageApp, admin: psycopg.Connection, by: str
) -> None:
    tenant, account = await a_full_shop(app, admin)
    for _ in range(2):
        assert await deauthorize(app, getattr(account, by)) == 200
    row = account_row(admin, tenant)
    assert (row["state"], row["state_reason"]) == ("disconnected", "deauthorized")
    assert app.keys.open(bytes(row["access_token"]), tenant=tenant, column=Column.ACCESS_TOKEN) == ""
    assert row["profile_checked_at"] is None
    assert open_alerts(admin, tenant) == ["deauthorized"]
    assert written_down(admin, tenant) == ["account.deauthorized"]


async def test_a_forged_callback_changes_nothing(app: StageApp, admin: psycopg.Connection) -> None:
    tenant, account = await a_full_shop(app, admin)
    before = account_row(admin, tenant)
    with pytest.raises(Refused) as refused:
        await deauthorize(app, account.app_scoped_id, secret="another")
    assert refused.value.status == 401
    assert account_row(admin, tenant) == before


async def test_what_was_issued_before_the_last_login_is_about_an_earlier_one(
    app: StageApp, admin: psycopg.Connection
) -> None:
    tenant, account = await a_full_shop(app, admin)
    admin.execute(b"UPDATE shop.accounts SET logged_in_at = now() WHERE tenant_id = %s", [tenant])
    assert await deauthorize(app, account.app_scoped_id, issued_at=int(time.time()) - 60) == 200
    assert account_row(admin, tenant)["state"] == "active"
    assert await deauthorize(app, account.app_scoped_id, issued_at=int(time.time()) + 60) == 200
    assert account_row(admin, tenant)["state"] == "disconnected"


async def test_somebody_unknown_is_answered_like_everybody_else(app: StageApp) -> None:
    assert await deauthorize(app, "404") == 200
    code = await request_deletion(app, "404")
    status, page = await status_page(app, code)
    assert status == 200
    assert "The deletion is complete" in page


@pytest.mark.parametrize("cut_before", [False, True], ids=["connected", "cut off before"])
async def test_who_asks_again_gets_the_code_that_is_open(
    app: StageApp, admin: psycopg.Connection, *, cut_before: bool
) -> None:
    tenant, account = await a_full_shop(app, admin)
    if cut_before:
        await deauthorize(app, account.app_scoped_id)
    codes = await asyncio.gather(*(request_deletion(app, account.app_scoped_id) for _ in range(4)))
    assert len({*codes, await request_deletion(app, account.account)}) == 1
    assert account_row(admin, tenant)["state"] == "disconnected"
    assert written_down(admin, tenant) == ["account.deauthorized", "account.deletion_requested"]


async def test_the_page_says_the_same_in_two_languages_and_names_nobody(
    app: StageApp, admin: psycopg.Connection
) -> None:
    tenant, account = await a_full_shop(app, admin)
    code = await request_deletion(app, account.app_scoped_id)
    status, page = await status_page(app, code)
    assert status == 200
    assert re.fullmatch(r"[0-9a-f]{32}", code)
    assert "وصلنا طلب الحذف" in page
    assert "The request has arrived" in page
    assert page.count("<time") == 2
    named = [account.account, account.app_scoped_id, account.username, str(tenant), "Dar Yasmin", code]
    assert [one for one in named if one in page] == []


@pytest.mark.parametrize("code", ["", "0" * 32, "0" * 31, "A" * 32, "' or '1'='1", "../x", "<b>"])
async def test_a_code_that_nobody_was_given_is_a_plain_page_of_its_own(app: StageApp, code: str) -> None:
    status, page = await status_page(app, code)
    assert status == 404
    assert "There is no deletion with this code" in page
    assert "<b>" not in page
