"""The doors that stand open before anyone knows whose visitor it is: keys, login states, deletion codes, every tenant."""

import asyncio
import secrets
from typing import Any
from uuid import UUID, uuid4

from shared.database import Database
from shared.tenants import TenantId
from tests.support.postgres import refused

MINUTE = "interval '1 minute'"


async def call(database: Database, statement: str, **params: object) -> list[dict[str, Any]]:
    async with database.crossing() as tx:
        return await tx.rows(statement.encode(), params)


async def register(database: Database, tenant: TenantId, kid: str, public: bytes) -> Any:
    async with database.tenant(tenant) as tx:
        row = await tx.row(
            b"SELECT shop.register_key(%(kid)s, %(public)s) AS ours", {"kid": kid, "public": public}
        )
    return row and row["ours"]


async def test_a_key_is_whose_it_was_first_and_never_changes(database: Database) -> None:
    kid, first, second = secrets.token_hex(16), TenantId(uuid4()), TenantId(uuid4())
    assert await call(database, "SELECT * FROM shop.key_of(%(kid)s)", kid=kid) == []
    assert await register(database, first, kid, b"1" * 32)
    assert not await register(database, second, kid, b"2" * 32)
    assert not await register(database, first, kid, b"3" * 32)
    found = await call(database, "SELECT * FROM shop.key_of(%(kid)s)", kid=kid)
    assert found == [{"tenant_id": first, "public_key": b"1" * 32}]


async def test_a_key_cannot_be_registered_for_nobody(database: Database) -> None:
    with refused("23502"):
        await call(database, "SELECT shop.register_key('k', '')")


async def test_the_list_of_tenants_holds_ids_and_nothing_else(database: Database) -> None:
    async with database.crossing() as tx:
        cursor = await tx.queue(b"SELECT * FROM shop.tenants_after(NULL, 5)", {})
        ids = [next(iter(row.values())) for row in await cursor.fetchall()]
        described: Any = cursor.description
    assert [column.name for column in described] == ["tenants_after"]
    assert all(isinstance(one, UUID) for one in ids)
    assert ids == sorted(ids)


async def keep(database: Database, state: bytes, browser: bytes, valid_for: str = MINUTE) -> None:
    await call(
        database,
        f"SELECT shop.keep_oauth_state(%(state)s, %(browser)s, {valid_for})",
        state=state,
        browser=browser,
    )


async def take(database: Database, state: bytes, browser: bytes) -> bool:
    (row,) = await call(
        database, "SELECT shop.take_oauth_state(%(state)s, %(browser)s) AS good", state=state, browser=browser
    )
    return bool(row["good"])


async def test_a_login_state_is_good_once(database: Database) -> None:
    state = secrets.token_bytes(32)
    await keep(database, state, b"browser")
    assert [await take(database, state, b"browser") for _ in range(2)] == [True, False]


async def test_of_many_that_bring_a_login_state_at_once_one_gets_in(database: Database) -> None:
    state = secrets.token_bytes(32)
    await keep(database, state, b"browser")
    assert sorted(await asyncio.gather(*(take(database, state, b"browser") for _ in range(6)))) == [
        False
    ] * 5 + [True]


async def test_a_stolen_login_state_lets_no_other_browser_in_and_is_spent_by_the_try(
    database: Database,
) -> None:
    state = secrets.token_bytes(32)
    await keep(database, state, b"victim")
    assert not await take(database, state, b"thief")
    assert not await take(database, state, b"victim")


async def test_a_login_state_ends_and_is_swept_by_the_next(database: Database) -> None:
    late = secrets.token_bytes(32)
    await keep(database, late, b"browser", "interval '-1 second'")
    assert not await take(database, late, b"browser")
    assert not await take(database, secrets.token_bytes(32), b"browser")


async def test_a_deletion_is_told_to_whoever_has_its_code_and_stays_done(database: Database) -> None:
    code = secrets.token_hex(8)
    status = "SELECT requested_at IS NOT NULL AS requested, completed_at FROM shop.deletion_of(%(code)s)"
    assert await call(database, status, code=code) == []
    seen = []
    for completed in (False, True, False):
        await call(
            database, "SELECT shop.note_deletion(%(code)s, %(completed)s)", code=code, completed=completed
        )
        seen += await call(database, status, code=code)
    assert [row["requested"] for row in seen] == [True] * 3
    assert [row["completed_at"] is not None for row in seen] == [False, True, True]
    assert seen[1] == seen[2]
