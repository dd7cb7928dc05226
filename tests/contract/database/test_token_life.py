"""A hundred and twenty days of tokens against Graph's stand-in: refreshed, missed, revoked, and data access that ends."""

from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import psycopg
import pytest

from local.instagram.stand_in import APP_ID, InstagramStandIn
from local.instagram.threads import Account as Shown
from local.serve import serve
from merchant import accounts
from merchant.accounts import LoggedIn
from merchant.token_life import keep
from shared.alerts import open_alerts
from shared.crypto import Column
from shared.graph.client import Graph
from shared.graph.login import CORE_FIELDS, Login
from shared.tenants import TenantId
from tests.support.stages import StageApp

DAY = 24 * 3600
URI = "https://shop.example/console/connect/callback"
SHOP = Shown("17841400000000021", "28978671838402921", "dar", "Dar", "", connected=False)
PERMISSIONS = ["instagram_business_basic", "instagram_business_manage_messages"]


class World:
    """Days pass at Meta by its clock and here by moving what is kept into the past."""

    def __init__(self, instagram: InstagramStandIn, own: psycopg.Connection) -> None:
        self.instagram = instagram
        self.own = own
        self.now = 1_800_000_000.0

    def pass_days(self, days: int) -> None:
        self.now += days * DAY
        self.own.execute(
            "UPDATE shop.accounts SET token_issued_at = token_issued_at - make_interval(days => %(days)s),"
            " token_expires_at = token_expires_at - make_interval(days => %(days)s),"
            " logged_in_at = logged_in_at - make_interval(days => %(days)s)",
            {"days": days},
        )

    def account(self) -> dict[str, object]:
        cursor = self.own.execute(
            "SELECT state, state_reason, access_token, token_expires_at - now() AS left FROM shop.accounts"
        )
        assert cursor.description is not None
        (row,) = cursor.fetchall()
        return dict(zip([column.name for column in cursor.description], row, strict=True))


@pytest.fixture
def own(own_admin_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(own_admin_url, autocommit=True) as connection:
        connection.execute("TRUNCATE shop.tenants, shop.account_directory CASCADE")
        yield connection


@pytest.fixture
async def meta(own: psycopg.Connection) -> AsyncIterator[World]:
    world = World.__new__(World)
    instagram = InstagramStandIn([SHOP], app_secret="s" * 32, clock=lambda: world.now, limits=None)
    World.__init__(world, instagram, own)
    async with serve(instagram.app) as instagram.address:
        yield world


@pytest.fixture
async def app(own_app_url: str, meta: World) -> AsyncIterator[StageApp]:
    app = StageApp(own_app_url)
    assert meta.instagram.address
    login = Login(
        meta.instagram.address,
        "v26.0",
        app_id=APP_ID,
        secret="s" * 32,
        token_url=f"{meta.instagram.address}/oauth/access_token",
    )
    graph = Graph(meta.instagram.address, "v26.0")
    vars(app).update(login=login, graph=graph)
    yield app
    await login.close()
    await graph.close()
    await app.database.close()


async def log_in(app: StageApp, meta: World, tenant: TenantId) -> None:
    back = meta.instagram.login.allow(SHOP, {"redirect_uri": URI}, PERMISSIONS)
    code = back.partition("code=")[2].partition("&")[0]
    granted = await app.login.granted(code, URI)
    token = await app.login.long_lived(granted.token)
    account = accounts.Account(SHOP.user_id, SHOP.app_scoped_id, SHOP.username, token.token)
    told = LoggedIn(SHOP.display_name, "BUSINESS", PERMISSIONS, token.seconds)
    new = await app.tenant_of(SHOP.user_id) is None
    profile = accounts.Profile("دار", "Dar", "JOD", "", "") if new else None
    await accounts.join(app, tenant, account, told, profile)
    await app.login.subscribe(token.token, CORE_FIELDS)


@pytest.fixture
async def shop(app: StageApp, meta: World) -> TenantId:
    tenant = TenantId(uuid4())
    await log_in(app, meta, tenant)
    return tenant


async def kinds(app: StageApp, tenant: TenantId) -> list[tuple[str, str]]:
    return [(alert.kind, alert.about) for alert in await open_alerts(app.database, tenant)]


def token_of(app: StageApp, meta: World, tenant: TenantId) -> str:
    sealed = meta.account()["access_token"]
    assert isinstance(sealed, bytes)
    return app.keys.open(sealed, tenant=tenant, column=Column.ACCESS_TOKEN)


async def test_looked_at_daily_a_token_outlives_120_days_and_the_merchant_is_told_of_data_access(
    app: StageApp, meta: World, shop: TenantId
) -> None:
    seen = {token_of(app, meta, shop)}
    told_on = None
    for day in range(1, 121):
        meta.pass_days(1)
        await keep(app)
        assert meta.account()["state"] == "active"
        seen.add(token_of(app, meta, shop))
        if told_on is None and await kinds(app, shop):
            told_on = day
    assert len(seen) == 3  # the login's, and those of day 51 and of day 101
    assert told_on == 75
    assert await kinds(app, shop) == [("login_ends", "data_access")]
    assert (await app.login.identity(token_of(app, meta, shop))).account == SHOP.user_id
    await log_in(app, meta, shop)
    await keep(app)
    assert await kinds(app, shop) == []


async def test_missed_for_sixty_days_a_token_is_dead_and_a_login_brings_the_shop_back(
    app: StageApp, meta: World, shop: TenantId
) -> None:
    meta.pass_days(61)
    await keep(app)
    assert (meta.account()["state"], meta.account()["state_reason"]) == ("token_dead", "token_expired")
    assert ("account_stopped", "token_expired") in await kinds(app, shop)
    before = meta.account()["access_token"]
    meta.pass_days(1)
    await keep(app)
    assert meta.account()["access_token"] == before
    await log_in(app, meta, shop)
    assert meta.account()["state"] == "active"
    await keep(app)
    assert await kinds(app, shop) == []


async def test_a_new_password_stops_the_account_at_the_next_look(
    app: StageApp, meta: World, shop: TenantId
) -> None:
    meta.pass_days(3)
    meta.instagram.login.change_password(SHOP)
    await keep(app)
    assert (meta.account()["state"], meta.account()["state_reason"]) == ("token_dead", "password_changed")


async def test_while_instagram_is_away_nothing_stops_and_the_last_days_are_told(
    app: StageApp, meta: World, shop: TenantId
) -> None:
    away = Login("http://127.0.0.1:1", "v26.0", app_id=APP_ID, secret="s", token_url="http://127.0.0.1:1/x")
    back = app.login
    vars(app).update(login=away)
    meta.pass_days(51)
    await keep(app)
    assert (meta.account()["state"], await kinds(app, shop)) == ("active", [])
    meta.pass_days(5)
    await keep(app)
    assert await kinds(app, shop) == [("login_ends", "token")]
    await away.close()
    vars(app).update(login=back)
    await keep(app)
    assert await kinds(app, shop) == []
    assert str(meta.account()["left"]).startswith("59 days")


async def test_webhooks_that_meta_has_switched_off_are_switched_on_again(
    app: StageApp, meta: World, shop: TenantId
) -> None:
    token = token_of(app, meta, shop)
    await app.login.unsubscribe(token)
    await keep(app)
    assert set(CORE_FIELDS) <= set(await app.login.subscribed(token))


async def test_a_login_while_a_token_was_being_refreshed_keeps_its_own(
    app: StageApp, meta: World, shop: TenantId
) -> None:
    meta.pass_days(55)
    refreshed = app.login.refreshed

    async def meanwhile(token: str) -> object:
        fresh = await refreshed(token)
        await log_in(app, meta, shop)
        return fresh

    vars(app.login).update(refreshed=meanwhile)
    await keep(app)
    newest = token_of(app, meta, shop)
    await app.login.identity(newest)
    assert str(meta.account()["left"]).startswith("59 days")
