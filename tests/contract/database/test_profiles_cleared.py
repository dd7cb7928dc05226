"""A disconnected account is cleared of what we have put there, once and as far as Meta lets us."""

import logging

import psycopg
import pytest

from merchant.accounts import disconnect
from merchant.profile import digest_of
from merchant.profiles import refresh_all
from shared.crypto import Column
from shared.errors import Misconfigured
from shared.tenants import TenantId
from tests.support.profiles import (
    CLEAR,
    CLEARED,
    NOTHING,
    WANTED,
    Meta,
    app,
    change,
    connect,
    kept,
    meta,
    own,
    shop,
    told,
)
from tests.support.stages import StageApp

__all__ = ["app", "meta", "own", "shop"]


async def test_a_disconnected_account_is_cleared_once(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId, caplog: pytest.LogCaptureFixture
) -> None:
    await refresh_all(app)
    meta.calls()
    change(own, shop, "state = 'disconnected'")
    with caplog.at_level(logging.INFO, logger="igshop"):
        await refresh_all(app)
    assert meta.calls() == CLEARED
    assert await meta.shown() == NOTHING
    assert kept(own, shop) == CLEAR
    assert told(caplog) == [("profile.cleared", None, logging.INFO)]
    await refresh_all(app)
    assert meta.calls() == []


async def test_a_merchant_who_leaves_leaves_nothing_to_tap_and_nothing_more_is_sent(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId
) -> None:
    await refresh_all(app)
    meta.calls()
    ((account,),) = own.execute(
        b"SELECT account_id FROM shop.accounts WHERE tenant_id = %s", [shop]
    ).fetchall()
    await disconnect(app, shop, account)
    await refresh_all(app)
    assert meta.calls() == CLEARED
    assert await meta.shown() == NOTHING
    ((state, reason, sealed),) = own.execute(
        b"SELECT state, state_reason, access_token FROM shop.accounts WHERE tenant_id = %s", [shop]
    ).fetchall()
    assert (state, reason) == ("disconnected", "by_merchant")
    assert app.keys.open(sealed, tenant=shop, column=Column.ACCESS_TOKEN) == ""
    await disconnect(app, shop, account)
    await refresh_all(app)
    assert meta.calls() == []
    with pytest.raises(Misconfigured, match="no account 404"):
        await disconnect(app, shop, "404")


async def test_an_account_that_never_showed_a_profile_still_loses_webhooks_and_token(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId
) -> None:
    ((account,),) = own.execute(
        b"SELECT account_id FROM shop.accounts WHERE tenant_id = %s", [shop]
    ).fetchall()
    await disconnect(app, shop, account)
    await refresh_all(app)
    assert meta.calls() == CLEARED


async def test_an_account_that_was_never_set_is_not_cleared(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId
) -> None:
    change(own, shop, "state = 'disconnected'")
    await refresh_all(app)
    assert meta.calls() == []


async def test_what_a_run_that_died_may_have_set_is_cleared_all_the_same(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId
) -> None:
    change(own, shop, "state = 'disconnected', profile_checked_at = now()")
    await refresh_all(app)
    assert meta.calls() == CLEARED


@pytest.mark.parametrize(
    "columns", ["state = 'disconnected'", "state = 'disconnected', access_token = '\\x00'"]
)
async def test_with_a_dead_token_nothing_can_be_cleared_and_it_is_tried_once(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId, columns: str
) -> None:
    await refresh_all(app)
    change(own, shop, columns)
    meta.instagram.fail_next(190, 460, on="profile")
    await refresh_all(app)
    meta.calls()
    digest, touched, problem = kept(own, shop)
    assert (digest, touched) == (None, False)
    assert problem in {"password_changed", "token_unreadable"}
    await refresh_all(app)
    assert meta.calls() == []


@pytest.mark.parametrize(
    ("code", "status", "problem"), [(2, 500, "temporary"), (10, 403, "permission_missing")]
)
async def test_clearing_is_tried_again_after_an_outage_or_a_refusal(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId, code: int, status: int, problem: str
) -> None:
    await refresh_all(app)
    change(own, shop, "state = 'disconnected'")
    meta.instagram.fail_next(code, status=status, on="profile")
    await refresh_all(app)
    assert kept(own, shop) == (digest_of(WANTED), True, problem)
    await refresh_all(app)
    assert await meta.shown() == NOTHING
    assert kept(own, shop) == CLEAR


async def test_connected_again_after_it_was_cleared_it_is_set_anew(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId
) -> None:
    await refresh_all(app)
    change(own, shop, "state = 'disconnected'")
    await refresh_all(app)
    await connect(app, shop)
    await refresh_all(app)
    assert await meta.shown() == WANTED
    assert kept(own, shop) == (digest_of(WANTED), True, None)
