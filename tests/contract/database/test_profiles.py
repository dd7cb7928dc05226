"""Ice breakers and the menu are as they should be: on a real database, against the Instagram stand-in."""

import logging
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from merchant.profile import Named, Shop, digest_of, profile_of
from merchant.profiles import Outcome, refresh, refresh_all
from shared.database.every_tenant import PAGE
from shared.graph.client import Graph
from shared.payloads import TALK_TO_PERSON
from shared.tenants import TenantId
from tests.support.profiles import (
    CLEAR,
    NOTHING,
    SET,
    SHOPS,
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


async def test_a_connected_shop_shows_what_it_has_to_say(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="igshop"):
        await refresh_all(app)
    assert meta.calls() == SET
    assert await meta.shown() == WANTED
    assert kept(own, shop) == (digest_of(WANTED), True, None)
    assert WANTED["persistent_menu"][0]["call_to_actions"][-1]["payload"] == TALK_TO_PERSON
    assert told(caplog) == [("profile.shown", None, logging.INFO)]


async def test_an_entry_in_one_language_is_called_by_it_and_a_page_of_the_shop_is_no_topic(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId
) -> None:
    own.execute("UPDATE shop.knowledge SET title_en = '', text_en = '' WHERE tenant_id = %s", [shop])
    own.execute(
        "INSERT INTO shop.knowledge (tenant_id, entry_id, title_ar, title_en, text_ar, text_en, source_id)"
        " VALUES (%s, 'a', 'ساعات الدوام', 'Hours', 'من ١٠', 'From 10', 's')",
        [shop],
    )
    await refresh_all(app)
    fees = Named("رسوم التوصيل", "رسوم التوصيل")
    assert await meta.shown() == profile_of(Shop([Named("فستان أحمر", "Red dress")], [fees]))


async def test_what_is_as_it_should_be_costs_no_call_and_no_write(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId
) -> None:
    await refresh_all(app)
    before = own.execute("SELECT xmin::text FROM shop.accounts WHERE tenant_id = %s", [shop]).fetchall()
    meta.calls()
    own.execute("UPDATE shop.products SET price = 25 WHERE tenant_id = %s", [shop])
    await refresh_all(app)
    assert meta.calls() == []
    assert (
        own.execute("SELECT xmin::text FROM shop.accounts WHERE tenant_id = %s", [shop]).fetchall() == before
    )


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE shop.products SET name_ar = 'فستان أزرق' WHERE tenant_id = %s", "قديش سعر فستان أزرق؟"),
        ("UPDATE shop.products SET stock = 0 WHERE tenant_id = %s", "رسوم التوصيل"),
        ("UPDATE shop.products SET active = false WHERE tenant_id = %s", "رسوم التوصيل"),
    ],
)
async def test_what_has_changed_is_set_anew(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId, statement: str, first: str
) -> None:
    await refresh_all(app)
    own.execute(statement.encode(), [shop])
    meta.calls()
    await refresh_all(app)
    assert meta.calls() == SET
    shown = await meta.shown()
    assert shown["ice_breakers"][0]["call_to_actions"][0]["question"] == first


async def test_a_shop_that_connects_again_is_set_anew(app: StageApp, meta: Meta, shop: TenantId) -> None:
    await refresh_all(app)
    await connect(app, shop)
    meta.calls()
    await refresh_all(app)
    assert meta.calls() == SET


async def test_what_reads_back_differently_does_not_count_and_is_set_again(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId, caplog: pytest.LogCaptureFixture
) -> None:
    meta.meanwhile = lambda: meta.another_app_sets("Anything else?")
    with caplog.at_level(logging.INFO, logger="igshop"):
        await refresh_all(app)
    assert kept(own, shop) == (None, True, "other_than_set")
    assert told(caplog) == [("profile.failed", "other_than_set", logging.ERROR)]
    await refresh_all(app)
    assert await meta.shown() == WANTED
    assert kept(own, shop) == (digest_of(WANTED), True, None)


@pytest.mark.parametrize(
    ("code", "status", "problem", "level"),
    [
        (2, 500, "temporary", logging.INFO),
        (4, 400, "app_limit", logging.INFO),
        (10, 403, "permission_missing", logging.ERROR),
        (100, 400, "bad_parameter", logging.ERROR),
        (190, 400, "token_dead", logging.ERROR),
    ],
)
async def test_a_refusal_or_an_outage_is_noted_told_once_and_tried_again(
    app: StageApp,
    meta: Meta,
    own: psycopg.Connection,
    shop: TenantId,
    caplog: pytest.LogCaptureFixture,
    code: int,
    status: int,
    problem: str,
    level: int,
) -> None:
    meta.instagram.fail_next(code, status=status, on="profile", times=2)
    with caplog.at_level(logging.INFO, logger="igshop"):
        for _ in range(2):
            await refresh_all(app)
            assert kept(own, shop) == (None, True, problem)
        await refresh_all(app)
    assert kept(own, shop) == (digest_of(WANTED), True, None)
    assert told(caplog) == [("profile.failed", problem, level), ("profile.shown", None, logging.INFO)]


async def test_what_could_not_be_read_back_does_not_count(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId
) -> None:
    async def fails_from_here() -> None:
        meta.instagram.fail_next(2, status=500, on="profile")

    meta.meanwhile = fails_from_here
    await refresh_all(app)
    assert meta.calls() == SET[:2]
    assert kept(own, shop) == (None, True, "temporary")


async def test_a_graph_that_is_not_there_is_an_outage_like_any_other(
    app: StageApp, own: psycopg.Connection, shop: TenantId
) -> None:
    vars(app).update(graph=Graph("http://127.0.0.1:1", "v26.0"))
    assert await refresh(app, shop) == [Outcome(SHOPS[0].user_id, problem="unavailable")]
    assert kept(own, shop) == (None, True, "unavailable")


async def test_one_shop_in_trouble_does_not_hold_up_another(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId
) -> None:
    other = TenantId(uuid4())
    await connect(app, other, SHOPS[1])
    meta.instagram.fail_next(10, on="profile", account=SHOPS[0])
    await refresh_all(app)
    assert kept(own, shop) == (None, True, "permission_missing")
    assert await meta.shown(SHOPS[1]) == profile_of(Shop([], []))
    assert await meta.shown(SHOPS[0]) == NOTHING


class Unforeseen(Graph):
    async def set_messenger_profile(self, *, token: str, **rest: Any) -> None:
        if token == SHOPS[0].access_token:
            raise ZeroDivisionError
        await super().set_messenger_profile(token=token, **rest)


async def test_what_nobody_foresaw_in_the_first_shop_keeps_nothing_from_the_last(
    app: StageApp, meta: Meta, own: psycopg.Connection
) -> None:
    first, last = TenantId(UUID(int=1)), TenantId(UUID(int=2**128 - 1))
    await connect(app, first)
    await connect(app, last, SHOPS[1])
    own.execute(
        "INSERT INTO shop.tenants (tenant_id, name_ar, name_en, search_index)"
        " SELECT gen_random_uuid(), 'a', 'a', 'i' FROM generate_series(1, %s)",
        [PAGE],
    )
    graph = Unforeseen(meta.url, "v26.0")
    vars(app).update(graph=graph)
    with pytest.raises(ZeroDivisionError):
        await refresh_all(app)
    assert await meta.shown(SHOPS[1]) == profile_of(Shop([], []))
    await graph.close()


async def test_a_token_that_does_not_open_is_noted_and_holds_up_nobody(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId
) -> None:
    change(own, shop, "access_token = '\\x00'")
    other = TenantId(uuid4())
    await connect(app, other, SHOPS[1])
    await refresh_all(app)
    assert kept(own, shop) == (None, True, "token_unreadable")
    assert kept(own, other)[2] is None


@pytest.mark.parametrize(
    "columns",
    ["state = 'token_dead'", "state = 'blocked'", "busy_until = now() + interval '1 hour'"],
)
async def test_an_account_that_is_stopped_or_must_wait_is_left_alone(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId, columns: str
) -> None:
    change(own, shop, columns)
    await refresh_all(app)
    assert meta.calls() == []
    assert kept(own, shop) == CLEAR


async def test_a_login_while_it_was_being_set_has_it_set_again(
    app: StageApp, meta: Meta, own: psycopg.Connection, shop: TenantId
) -> None:
    meta.meanwhile = lambda: connect(app, shop)
    await refresh_all(app)
    assert kept(own, shop) == (None, True, None)
    meta.calls()
    await refresh_all(app)
    assert meta.calls() == SET


async def test_an_operator_has_it_set_whatever_was_read_last(
    app: StageApp, meta: Meta, shop: TenantId
) -> None:
    await refresh(app, shop)
    await meta.another_app_sets("Anything else?")
    assert await refresh(app, shop) == []
    assert await refresh(app, shop, anyway=True) == [Outcome(SHOPS[0].user_id, shown=WANTED)]
    assert await meta.shown() == WANTED
