"""Rotating the key ring: everything is sealed anew, nothing is lost, and it may end at any moment and begin again."""

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from uuid import UUID, uuid4

import psycopg
import pytest

from merchant.accounts import Account, Profile, put_shop
from merchant.users import owner_of
from ops.ring import Rotated, rotate_key_ring
from shared.auth import issue, verify
from shared.crypto import Column, KeyRing, sealed_with
from shared.database.every_tenant import PAGE, every_tenant
from shared.secret import Secret
from shared.tenants import TenantId
from tests.support.stages import StageApp


def key(name: str) -> str:
    return f"{name}:{base64.b64encode(name.encode() * 16).decode()}"


OLD, BOTH, NEW = (KeyRing.parse(Secret(text)) for text in (key("k1"), f"{key('k2')},{key('k1')}", key("k2")))
CREDENTIALS = (
    "INSERT INTO shop.connectors (tenant_id, kind, address, credentials) VALUES (%s, 'webhook', 'a', %s)"
)
WEBHOOK = "INSERT INTO shop.alert_settings (tenant_id, webhook_url, webhook_secret) VALUES (%s, 'a', %s)"


class Stopped(Exception):
    pass


@pytest.fixture(scope="module")
def own_admin(own_admin_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(own_admin_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
async def app(own_app_url: str) -> AsyncIterator[StageApp]:
    """On a database of this module's own, for rotating looks at every tenant there is."""
    app = StageApp(own_app_url)
    vars(app).update(keys=OLD)
    yield app
    await app.database.close()


@pytest.fixture
async def shops(app: StageApp, own_admin: psycopg.Connection) -> list[TenantId]:
    """Three of them, each with a value in every sealed column."""
    own_admin.execute("TRUNCATE shop.tenants CASCADE")
    made = sorted(TenantId(uuid4()) for _ in range(3))
    for tenant in made:
        account = Account(tenant.hex[:17], "9", "a", f"IGAA-{tenant}")
        await put_shop(app, tenant, Profile("أ", "A", "JOD", "", ""), account)
        sealed = OLD.seal(f"secret-{tenant}", tenant=tenant, column=Column.CREDENTIALS)
        own_admin.execute(CREDENTIALS, [tenant, sealed])
        sealed = OLD.seal(f"hook-{tenant}", tenant=tenant, column=Column.HOOK_SECRET)
        own_admin.execute(
            "UPDATE shop.connectors SET hook_secret = %s WHERE tenant_id = %s", [sealed, tenant]
        )
        sealed = OLD.seal(f"whsec-{tenant}", tenant=tenant, column=Column.WEBHOOK_SECRET)
        own_admin.execute(WEBHOOK, [tenant, sealed])
    return made


def sealed(admin: psycopg.Connection, column: Column) -> dict[UUID, bytes]:
    table, name = column.split(".")
    return dict(admin.execute(f"SELECT tenant_id, {name} FROM shop.{table}".encode()).fetchall())


def ignore(_so_far: Rotated) -> None:
    pass


async def test_everything_is_sealed_anew_and_says_the_same(
    app: StageApp, own_admin: psycopg.Connection, shops: list[TenantId]
) -> None:
    tokens = {
        tenant: await issue(app, tenant, await owner_of(app.database, tenant), actor="operator")
        for tenant in shops
    }
    vars(app).update(keys=BOTH)
    done = await rotate_key_ring(app, progress=ignore)
    assert (done.tenants, done.sealed_anew, done.broken) == (3, 15, [])
    assert done.keys == {"k2": 15}

    vars(app).update(keys=NEW)
    for tenant, value in sealed(own_admin, Column.CREDENTIALS).items():
        assert NEW.open(value, tenant=TenantId(tenant), column=Column.CREDENTIALS) == f"secret-{tenant}"
    for tenant, value in sealed(own_admin, Column.ACCESS_TOKEN).items():
        assert NEW.open(value, tenant=TenantId(tenant), column=Column.ACCESS_TOKEN) == f"IGAA-{tenant}"
    for tenant, value in sealed(own_admin, Column.HOOK_SECRET).items():
        assert NEW.open(value, tenant=TenantId(tenant), column=Column.HOOK_SECRET) == f"hook-{tenant}"
    for tenant, value in sealed(own_admin, Column.WEBHOOK_SECRET).items():
        assert NEW.open(value, tenant=TenantId(tenant), column=Column.WEBHOOK_SECRET) == f"whsec-{tenant}"
    for tenant in shops:
        assert (await verify(app, tokens[tenant])).tenant == tenant
        assert await issue(app, tenant, (await verify(app, tokens[tenant])).user, actor="operator")


async def test_a_second_run_changes_nothing(
    app: StageApp, own_admin: psycopg.Connection, shops: list[TenantId]
) -> None:
    vars(app).update(keys=BOTH)
    await rotate_key_ring(app, progress=ignore)
    before = [sealed(own_admin, column) for column in Column]
    done = await rotate_key_ring(app, progress=ignore)
    assert (done.tenants, done.sealed_anew) == (len(shops), 0)
    assert [sealed(own_admin, column) for column in Column] == before


async def test_stopped_halfway_it_goes_on_where_it_was(
    app: StageApp, own_admin: psycopg.Connection, shops: list[TenantId]
) -> None:
    def stop_after_the_first(so_far: Rotated) -> None:
        if so_far.tenants == 1:
            raise Stopped

    vars(app).update(keys=BOTH)
    with pytest.raises(Stopped):
        await rotate_key_ring(app, progress=stop_after_the_first)
    now = sealed(own_admin, Column.ACCESS_TOKEN)
    assert [sealed_with(now[tenant]) for tenant in shops] == ["k2", "k1", "k1"]
    done = await rotate_key_ring(app, progress=ignore)
    assert (done.tenants, done.sealed_anew, done.keys) == (3, 10, {"k2": 15})


async def test_a_shop_that_reconnects_meanwhile_keeps_its_new_token(
    app: StageApp, own_admin_url: str, own_admin: psycopg.Connection, shops: list[TenantId]
) -> None:
    """By an instance that still has the old ring, in a transaction that began before ours and ends after it."""
    first, *_ = shops
    newer = OLD.seal("IGAA-newer", tenant=first, column=Column.ACCESS_TOKEN)
    vars(app).update(keys=BOTH)
    with psycopg.connect(own_admin_url) as reconnecting:
        reconnecting.execute(
            "UPDATE shop.accounts SET access_token = %s WHERE tenant_id = %s", [newer, first]
        )
        rotating = asyncio.create_task(rotate_key_ring(app, progress=ignore))
        await waiting_for_a_lock(own_admin)
    await rotating
    value = sealed(own_admin, Column.ACCESS_TOKEN)[first]
    assert NEW.open(value, tenant=first, column=Column.ACCESS_TOKEN) == "IGAA-newer"


async def waiting_for_a_lock(admin: psycopg.Connection) -> None:
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with asyncio.timeout(10):
        while not admin.execute(waiting).fetchall():  # noqa: ASYNC110  # a lock tells nobody who waits for it
            await asyncio.sleep(0.01)


async def test_a_value_that_does_not_open_is_named_and_harms_no_other(
    app: StageApp, own_admin: psycopg.Connection, shops: list[TenantId]
) -> None:
    first, second, third = shops
    swapped = sealed(own_admin, Column.CREDENTIALS)[second]
    own_admin.execute("UPDATE shop.connectors SET credentials = %s WHERE tenant_id = %s", [swapped, first])
    vars(app).update(keys=BOTH)
    done = await rotate_key_ring(app, progress=ignore)
    assert done.broken == [f"connectors.credentials of {first}"]
    assert (done.sealed_anew, done.keys) == (14, {"k2": 14, "k1": 1})
    assert sealed(own_admin, Column.CREDENTIALS)[first] == swapped
    assert third in sealed(own_admin, Column.CREDENTIALS)


async def test_every_tenant_is_visited_once_however_many_pages_it_takes(
    app: StageApp, own_admin: psycopg.Connection
) -> None:
    own_admin.execute("TRUNCATE shop.tenants CASCADE")
    for count in (0, PAGE, PAGE + 1):
        own_admin.execute(
            "INSERT INTO shop.tenants (tenant_id, name_ar, name_en, search_index)"
            " SELECT gen_random_uuid(), 'a', 'a', 'i' FROM generate_series(1, %s - (SELECT count(*) FROM shop.tenants))",
            [count],
        )
        visited = [tenant async for tenant in every_tenant(app.database)]
        assert len(visited) == len(set(visited)) == count


async def test_every_sealed_column_of_the_schema_is_rotated(own_admin: psycopg.Connection) -> None:
    """What is bytes and no secret is named here; a new column of bytes must be sealed or join them."""
    public = {"tenant_keys.public_key", "key_directory.public_key", "order_drafts.summary_hash", "accounts.profile_digest", "oauth_states.state_digest", "oauth_states.browser_digest", "api_writes.fingerprint", "sign_in_letters.browser_digest", "sign_in_letters.link_digest", "order_pushes.told", "order_pushes.told_goods"}  # fmt: skip
    found = own_admin.execute(
        "SELECT table_name || '.' || column_name FROM information_schema.columns"
        " WHERE table_schema = 'shop' AND data_type = 'bytea'"
    )
    assert {name for (name,) in found} == {*Column, *public}
