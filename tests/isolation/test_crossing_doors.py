"""The doors that stand open before anyone knows whose visitor it is: whose key is it, and which tenants are there."""

import asyncio
import secrets
from typing import Any
from uuid import UUID, uuid4

import psycopg
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


async def a_person(admin: psycopg.Connection, tenant: UUID, address: str) -> UUID:
    admin.execute(
        "INSERT INTO shop.tenants (tenant_id, name_ar, name_en, search_index) VALUES (%s, 'a', 'a', 'i')"
        " ON CONFLICT DO NOTHING",
        [tenant],
    )
    (found,) = admin.execute(
        "INSERT INTO shop.users (tenant_id, role, email) VALUES (%s, 'staff', %s) RETURNING user_id",
        [tenant, address],
    ).fetchall()
    user: UUID = found[0]
    return user


async def test_a_shop_invites_its_own_people_and_nobody_elses(
    database: Database, admin: psycopg.Connection
) -> None:
    ours, theirs = TenantId(uuid4()), TenantId(uuid4())
    user = await a_person(admin, theirs, f"{uuid4().hex}@people.example")
    invite = b"SELECT shop.invite(%(letter)s, %(user)s, 20) AS taken"
    for tenant, taken in ((ours, None), (theirs, True)):
        async with database.tenant(tenant) as tx:
            row = await tx.row(invite, {"letter": uuid4(), "user": user})
        assert row == {"taken": taken}
    assert await call(database, "SELECT shop.invite(%(l)s, %(u)s, 20) AS taken", l=uuid4(), u=user) == [
        {"taken": None}
    ]


async def test_a_link_says_which_shops_it_leads_into_and_nothing_of_who_it_is(
    database: Database, admin: psycopg.Connection
) -> None:
    address, tenants = f"{uuid4().hex}@people.example", sorted(TenantId(uuid4()) for _ in range(2))
    users = [await a_person(admin, tenant, address) for tenant in tenants]
    stranger = TenantId(uuid4())
    await a_person(admin, stranger, f"{uuid4().hex}@people.example")
    link, letter = secrets.token_bytes(32), uuid4()
    admin.execute(
        "INSERT INTO shop.sign_in_letters (letter_id, email, browser_digest, send_at, link_digest, expires_at)"
        " VALUES (%s, %s, 'b', NULL, %s, now() + interval '1 minute')",
        [letter, address, link],
    )
    told = await call(database, "SELECT * FROM shop.let_in_by(%(link)s, 'b')", link=link)
    assert told == [{"tenant_id": tenant, "asked_here": True} for tenant in tenants]
    used = "SELECT * FROM shop.use_link(%(link)s, %(tenant)s)"
    assert await call(database, used, link=link, tenant=stranger) == []
    let_in = await call(database, used, link=link, tenant=tenants[1])
    assert let_in == [{"user_id": users[1], "role": "staff"}]
    assert await call(database, used, link=link, tenant=tenants[0]) == []


async def test_asking_answers_the_same_for_an_address_of_a_shop_and_of_nobody(
    database: Database, admin: psycopg.Connection
) -> None:
    known, unknown = (f"{uuid4().hex}@people.example" for _ in range(2))
    await a_person(admin, uuid4(), known)
    ask = "SELECT shop.ask_for_letter(%(letter)s, %(address)s, %(browser)s, 5) AS taken"
    for address in (known, unknown):
        answers = [
            (await call(database, ask, letter=uuid4(), address=address, browser=secrets.token_bytes(8)))[0][
                "taken"
            ]
            for _ in range(6)
        ]
        assert answers == [True] * 5 + [None]


async def test_one_browser_that_asks_for_many_at_once_is_counted(database: Database) -> None:
    ask = "SELECT shop.ask_for_letter(%(letter)s, %(address)s, %(browser)s, 5) AS taken"
    browser = secrets.token_bytes(8)
    answers = await asyncio.gather(
        *(
            call(
                database,
                ask,
                letter=uuid4(),
                address=f"{number}.{uuid4().hex}@people.example",
                browser=browser,
            )
            for number in range(9)
        )
    )
    assert sorted(str(answer[0]["taken"]) for answer in answers) == ["None"] * 4 + ["True"] * 5
