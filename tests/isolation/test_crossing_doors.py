"""The doors that stand open before anyone knows whose visitor it is: whose key is it, and which tenants are there."""

import secrets
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.database import Database
from shared.tenants import TenantId
from tests.support.postgres import refused


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


@pytest.mark.parametrize("called", ["tenants_after(NULL, 5)", "tenants_to_alert(5)"])
async def test_a_list_of_tenants_holds_ids_and_nothing_else(database: Database, called: str) -> None:
    async with database.crossing() as tx:
        answer = await tx.queue(f"SELECT * FROM shop.{called}".encode(), {})
        ids = [next(iter(row.values())) for row in await answer.fetchall()]
        described: Any = answer.cursor.description
    assert [column.name for column in described] == [called.partition("(")[0]]
    assert all(isinstance(one, UUID) for one in ids)
    assert len(ids) == len(set(ids))
    if called.startswith("tenants_after"):
        assert ids == sorted(ids)
