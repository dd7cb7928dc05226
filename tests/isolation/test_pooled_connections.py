"""One connection to the server, shared through PgBouncer by everybody: still no tenant meets another's.

In transaction mode each transaction gets whichever connection is free. Here there is a single one, so whatever a
transaction left on it would be found by the next.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import psycopg
import pytest

from shared.database import Database, Transaction
from shared.errors import DatabaseUnavailable
from shared.secret import Secret
from shared.tenants import TenantId
from tests.support.pgbouncer import PgBouncer
from tests.support.postgres import new_bouncer, refused
from tests.support.proxy import Door

MINE = b"SELECT tenant_id, pg_backend_pid() AS pid FROM shop.tenants"


@pytest.fixture(scope="module")
def single(admin_url: str) -> Iterator[PgBouncer]:
    bouncer = new_bouncer(admin_url, server_connections=1)
    yield bouncer
    bouncer.stop()


@pytest.fixture
def url(single: PgBouncer, app_url: str) -> str:
    return single.url_of(app_url)


@pytest.fixture
async def two(url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two processes, as far as the bouncer can tell."""
    pair = Database(Secret(url)), Database(Secret(url))
    yield pair
    for database in pair:
        await database.close()


def new_tenant(admin: psycopg.Connection) -> TenantId:
    tenant = TenantId(uuid4())
    admin.execute(
        "INSERT INTO shop.tenants (tenant_id, name_ar, name_en, search_index) VALUES (%s, 'a', 'a', 'i')",
        [tenant],
    )
    return tenant


@pytest.fixture(scope="module")
def ours(admin: psycopg.Connection) -> TenantId:
    return new_tenant(admin)


@pytest.fixture(scope="module")
def theirs(admin: psycopg.Connection) -> TenantId:
    return new_tenant(admin)


async def sees(tx: Transaction) -> tuple[list[TenantId], set[int]]:
    rows = await tx.rows(MINE, {})
    return [row["tenant_id"] for row in rows], {row["pid"] for row in rows}


async def sees_nothing(database: Database) -> None:
    async with database.crossing() as tx:
        assert await sees(tx) == ([], set())
        assert await tx.row(b"SELECT shop.tenant() AS tenant", {}) == {"tenant": None}


async def test_tenants_that_take_turns_on_one_connection_see_their_own(
    two: tuple[Database, Database], ours: TenantId, theirs: TenantId
) -> None:
    backends: set[int] = set()

    async def look(number: int) -> None:
        tenant = (ours, theirs)[number % 2]
        async with two[number // 2 % 2].tenant(tenant) as tx:
            for _ in range(2):
                seen, pids = await sees(tx)
                assert seen == [tenant]
                backends.update(pids)

    await asyncio.gather(*(look(number) for number in range(60)), *(sees_nothing(one) for one in two * 5))
    assert len(backends) == 1


async def test_a_client_that_is_done_leaves_the_connection_to_the_others(
    two: tuple[Database, Database], ours: TenantId
) -> None:
    for number in range(200):
        async with two[number % 2].tenant(ours) as tx:
            await tx.queue(MINE, {})
            if number % 3:
                await sees(tx)


async def test_after_an_error_the_next_on_the_connection_has_no_tenant(
    two: tuple[Database, Database], ours: TenantId
) -> None:
    with refused("22012"):
        async with two[0].tenant(ours) as tx:
            assert (await sees(tx))[0] == [ours]
            await tx.row(b"SELECT 1 / 0", {})
    await sees_nothing(two[1])


async def test_after_an_error_of_ours_the_next_on_the_connection_has_no_tenant(
    two: tuple[Database, Database], ours: TenantId
) -> None:
    with pytest.raises(LookupError):
        async with two[0].tenant(ours) as tx:
            assert (await sees(tx))[0] == [ours]
            raise LookupError
    await sees_nothing(two[1])


async def test_after_a_cancelled_statement_the_next_on_the_connection_has_no_tenant(
    two: tuple[Database, Database], ours: TenantId
) -> None:
    begun = asyncio.Event()

    async def slow() -> None:
        async with two[0].tenant(ours) as tx:
            assert (await sees(tx))[0] == [ours]
            begun.set()
            await tx.row(b"SELECT pg_sleep(60)", {})

    task = asyncio.create_task(slow())
    await begun.wait()
    waiting = asyncio.create_task(sees_nothing(two[1]))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await waiting


async def test_after_a_client_that_vanished_in_its_transaction_nothing_of_it_is_left(
    single: PgBouncer, url: str, two: tuple[Database, Database], ours: TenantId, admin: psycopg.Connection
) -> None:
    door = Door(url)
    await door.open()
    vanishing = Database(Secret(door.url_for("igshop")), pool_size=1)
    with pytest.raises(DatabaseUnavailable):
        async with vanishing.tenant(ours) as tx:
            await tx.row(b"UPDATE shop.tenants SET name_en = 'half' RETURNING 1", {})
            await door.cut()
            await tx.row(b"SELECT 1", {})
    await sees_nothing(two[1])
    left = admin.execute("SELECT name_en FROM shop.tenants WHERE tenant_id = %s", [ours])
    assert left.fetchall() == [("a",)]
    await vanishing.close()
    await door.shut()


async def test_what_a_strangers_session_left_set_is_nobodys_tenant(
    url: str, two: tuple[Database, Database], ours: TenantId, theirs: TenantId
) -> None:
    """Someone with a terminal and the app's login: PgBouncer hands the connection on as they left it."""
    with psycopg.connect(url, autocommit=True) as stranger:
        stranger.execute("SELECT set_config('app.tenant_id', %s, false)", [str(theirs)])
        async with two[0].tenant(ours) as tx:
            assert (await sees(tx))[0] == [ours]
        await sees_nothing(two[1])
        assert stranger.execute("SELECT tenant_id FROM shop.tenants").fetchall() == [(theirs,)]
        stranger.execute("RESET app.tenant_id")
