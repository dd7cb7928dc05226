"""From a user to a token and back, on the real database: whose key decides, and this moment's rows have the last word."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest

from merchant.accounts import Account, Profile, put_shop
from merchant.jwks import key_set
from merchant.users import owner_of
from shared.auth import Principal, issue, retire_all_keys, rotate_key, sign_out_everywhere, verify
from shared.auth.keypair import KeyPair
from shared.auth.keys import OVERLAP
from shared.auth.tokens import LIFETIME, Claims, sign
from shared.crypto import Column
from shared.errors import Misconfigured, Refused, SealBroken, TokenRefused
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows
from tests.support.stages import StageApp

TENANT = "WHERE tenant_id = %(tenant)s"


@pytest.fixture
async def owner(app: StageApp, key: ConversationKey) -> UUID:
    return await owner_of(app.database, key.tenant)


async def refusal(app: StageApp, token: str) -> str:
    with pytest.raises(TokenRefused) as refused:
        await verify(app, token)
    return refused.value.reason


def kid(token: str) -> Any:
    return jwt.get_unverified_header(token)["kid"]


async def another_shop(app: StageApp) -> TenantId:
    tenant, account = TenantId(uuid4()), str(uuid4().int)[:17]
    await put_shop(app, tenant, Profile("أ", "A", "JOD", "", ""), Account(account, f"9{account}", "a", "t"))
    return tenant


async def signing_pair(app: StageApp, rows: Rows, tenant: TenantId) -> KeyPair:
    """The tenant's newest key pair, as whoever stole both database and key ring would have it."""
    (row,) = rows.ask(
        "SELECT private_key FROM shop.tenant_keys WHERE tenant_id = %(whose)s ORDER BY created_at DESC LIMIT 1",
        whose=tenant,
    )
    return KeyPair.from_seed(app.keys.open(row["private_key"], tenant=tenant, column=Column.PRIVATE_KEY))


async def test_a_token_says_who_came_in_and_the_row_says_as_what(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    token = await issue(app, key.tenant, owner, actor="operator")
    assert await verify(app, token) == Principal(key.tenant, owner, "owner")
    rows.ask(f"UPDATE shop.users SET role = 'staff' {TENANT}")
    assert await verify(app, token) == Principal(key.tenant, owner, "staff")


async def test_a_shop_has_one_key_and_one_owner_however_often_it_is_put(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    profile = Profile("دار", "Dar", "JOD", "", "")
    await put_shop(app, key.tenant, profile, Account(key.account, "9", "dar.shop", "IGAA-token"))
    assert await owner_of(app.database, key.tenant) == owner
    assert len(rows.ask(f"SELECT 1 FROM shop.tenant_keys {TENANT}")) == 1
    assert len(rows.ask(f"SELECT 1 FROM shop.users {TENANT}")) == 1


async def test_the_private_key_is_sealed_for_its_tenant_and_column(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    (row,) = rows.ask(f"SELECT private_key FROM shop.tenant_keys {TENANT}")
    stranger = TenantId(uuid4())
    for tenant, column in ((stranger, Column.PRIVATE_KEY), (key.tenant, Column.ACCESS_TOKEN)):
        with pytest.raises(SealBroken):
            app.keys.open(row["private_key"], tenant=tenant, column=column)


async def test_a_tenants_key_cannot_sign_for_another_tenant(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    other = await another_shop(app)
    victim = await owner_of(app.database, other)
    pair = await signing_pair(app, rows, key.tenant)
    now = datetime.now(UTC)
    forged = sign(pair, Claims(app.settings.public_url, victim, other, now, now + LIFETIME))
    assert await refusal(app, forged) == "tenant"


async def test_a_key_that_names_anothers_key_id_does_not_verify(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    theirs = await signing_pair(app, rows, await another_shop(app))
    ours = await signing_pair(app, rows, key.tenant)
    now = datetime.now(UTC)
    claims = Claims(app.settings.public_url, owner, key.tenant, now, now + LIFETIME)
    assert await refusal(app, sign(replace(theirs, kid=ours.kid), claims)) == "signature"


async def test_a_key_nobody_has_registered_is_unknown_however_well_it_signs(
    app: StageApp, key: ConversationKey, owner: UUID
) -> None:
    now = datetime.now(UTC)
    claims = Claims(app.settings.public_url, owner, key.tenant, now, now + LIFETIME)
    assert await refusal(app, sign(KeyPair.generate(), claims)) == "unknown_key"


async def test_a_key_in_the_directory_alone_opens_nothing(
    app: StageApp, key: ConversationKey, owner: UUID
) -> None:
    pair = KeyPair.generate()
    async with app.database.tenant(key.tenant) as tx:
        await tx.row(b"SELECT shop.register_key(%(kid)s, %(key)s)", {"kid": pair.kid, "key": pair.public})
    now = datetime.now(UTC)
    claims = Claims(app.settings.public_url, owner, key.tenant, now, now + LIFETIME)
    assert await refusal(app, sign(pair, claims)) == "retired_key"


async def test_another_deployments_token_is_refused(app: StageApp, key: ConversationKey, owner: UUID) -> None:
    token = await issue(app, key.tenant, owner, actor="operator")
    object.__setattr__(app.settings, "public_url", "https://other.example")
    assert await refusal(app, token) == "issuer"


async def test_a_token_ends_with_its_lifetime(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    pair, long_ago = (
        await signing_pair(app, rows, key.tenant),
        datetime.now(UTC) - LIFETIME - timedelta(minutes=1),
    )
    token = sign(pair, Claims(app.settings.public_url, owner, key.tenant, long_ago, long_ago + LIFETIME))
    assert await refusal(app, token) == "expired"


async def test_rotating_signs_nobody_out_until_the_last_old_token_has_ended(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    before = await issue(app, key.tenant, owner, actor="operator")
    new = await rotate_key(app.database, app.keys, key.tenant)
    after = await issue(app, key.tenant, owner, actor="operator")
    assert kid(before) != kid(after) == new
    assert await verify(app, before) == await verify(app, after)

    rows.ask(
        f"UPDATE shop.tenant_keys SET retired_at = retired_at - %(overlap)s {TENANT} AND retired_at IS NOT NULL",
        overlap=OVERLAP,
    )
    assert await refusal(app, before) == "retired_key"
    assert await verify(app, after) == Principal(key.tenant, owner, "owner")


async def test_rotating_twice_does_not_lengthen_an_old_keys_life(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await rotate_key(app.database, app.keys, key.tenant)
    ends = rows.ask(f"SELECT kid, retired_at FROM shop.tenant_keys {TENANT} AND retired_at IS NOT NULL")
    await rotate_key(app.database, app.keys, key.tenant)
    again = rows.ask(f"SELECT kid, retired_at FROM shop.tenant_keys {TENANT} ORDER BY retired_at NULLS LAST")
    assert again[0] == ends[0]
    assert [row["retired_at"] is None for row in again] == [False, False, True]


async def test_retiring_every_key_refuses_every_token_at_once(
    app: StageApp, key: ConversationKey, owner: UUID
) -> None:
    tokens = [await issue(app, key.tenant, owner, actor="operator")]
    await rotate_key(app.database, app.keys, key.tenant)
    tokens.append(await issue(app, key.tenant, owner, actor="operator"))
    await retire_all_keys(app.database, app.keys, key.tenant)
    assert [await refusal(app, token) for token in tokens] == ["retired_key", "retired_key"]
    fresh = await issue(app, key.tenant, owner, actor="operator")
    assert await verify(app, fresh) == Principal(key.tenant, owner, "owner")


async def test_signing_out_everywhere_ends_what_was_issued_and_not_what_comes(
    app: StageApp, key: ConversationKey, owner: UUID
) -> None:
    before = await issue(app, key.tenant, owner, actor="operator")
    await sign_out_everywhere(app, key.tenant, owner, actor="owner")
    after = await issue(app, key.tenant, owner, actor="operator")  # within the same second
    assert await refusal(app, before) == "signed_out"
    assert await verify(app, after) == Principal(key.tenant, owner, "owner")


async def test_tokens_and_signing_out_go_by_the_databases_clock(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    """By a process's own clock, a token of one that runs ahead would outlive signing out."""
    (database,) = rows.ask("SELECT clock_timestamp() AS now")
    issued_at = jwt.decode(
        await issue(app, key.tenant, owner, actor="owner"), options={"verify_signature": False}
    )["iat"]
    assert 0 <= issued_at - int(database["now"].timestamp()) <= 1
    await sign_out_everywhere(app, key.tenant, owner, actor="owner")
    (user,) = rows.ask(f"SELECT not_before > clock_timestamp() - interval '1 second' AS recent, not_before = date_trunc('second', not_before) AS whole FROM shop.users {TENANT}")  # fmt: skip
    assert user == {"recent": True, "whole": True}


async def test_signing_one_user_out_leaves_the_others_in(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    staff = uuid4()
    rows.ask("INSERT INTO shop.users (tenant_id, user_id, role) VALUES (%(tenant)s, %(staff)s, 'staff')", staff=staff)  # fmt: skip
    token = await issue(app, key.tenant, staff, actor="staff")
    await sign_out_everywhere(app, key.tenant, owner, actor="owner")
    assert await verify(app, token) == Principal(key.tenant, staff, "staff")
    assert await owner_of(app.database, key.tenant) == owner


async def test_a_shop_whose_owner_is_locked_out_gets_no_second_one(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    rows.ask(f"UPDATE shop.users SET disabled_at = now() {TENANT}")
    await put_shop(app, key.tenant, Profile("أ", "A", "JOD", "", ""), Account(key.account, "9", "a", "t"))
    assert await owner_of(app.database, key.tenant) == owner
    with pytest.raises(TokenRefused, match="user"):
        await issue(app, key.tenant, owner, actor="operator")


async def test_a_shop_put_by_many_at_once_has_one_owner_and_one_key(app: StageApp, rows: Rows) -> None:
    tenant, account = TenantId(uuid4()), str(uuid4().int)[:17]
    put = [
        put_shop(app, tenant, Profile("أ", "A", "JOD", "", ""), Account(account, "9", "a", "t"))
        for _ in range(5)
    ]
    await asyncio.gather(*put)
    for table in ("users", "tenant_keys"):
        assert len(rows.ask(f"SELECT 1 FROM shop.{table} WHERE tenant_id = %(whose)s", whose=tenant)) == 1


async def test_keys_rotated_by_many_at_once_leave_one_that_signs(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    tokens = [issue(app, key.tenant, owner, actor="owner") for _ in range(5)]
    rotations = [rotate_key(app.database, app.keys, key.tenant) for _ in range(5)]
    issued, _ = await asyncio.gather(asyncio.gather(*tokens), asyncio.gather(*rotations))
    assert [await verify(app, token) for token in issued] == [Principal(key.tenant, owner, "owner")] * 5
    assert len(rows.ask(f"SELECT 1 FROM shop.tenant_keys {TENANT} AND retired_at IS NULL")) == 1


async def test_a_private_key_that_signs_no_more_is_gone(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await rotate_key(app.database, app.keys, key.tenant)
    kept = rows.ask(f"SELECT private_key IS NULL AS gone FROM shop.tenant_keys {TENANT} ORDER BY created_at")
    assert kept == [{"gone": True}, {"gone": False}]


async def test_a_user_who_is_locked_out_gets_no_token_and_has_none(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    token = await issue(app, key.tenant, owner, actor="operator")
    rows.ask(f"UPDATE shop.users SET disabled_at = now() {TENANT}")
    assert await refusal(app, token) == "user"
    with pytest.raises(TokenRefused, match="user"):
        await issue(app, key.tenant, owner, actor="operator")


async def test_another_tenants_user_is_no_user_here(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    stranger = await owner_of(app.database, await another_shop(app))
    with pytest.raises(TokenRefused, match="user"):
        await issue(app, key.tenant, stranger, actor="operator")
    with pytest.raises(TokenRefused, match="user"):
        await sign_out_everywhere(app, key.tenant, stranger, actor="owner")
    now = datetime.now(UTC)
    pair = await signing_pair(app, rows, key.tenant)
    token = sign(pair, Claims(app.settings.public_url, stranger, key.tenant, now, now + LIFETIME))
    assert await refusal(app, token) == "user"


async def test_a_tenant_that_does_not_exist_gets_no_key(app: StageApp) -> None:
    with pytest.raises(Misconfigured, match="no tenant"):
        await rotate_key(app.database, app.keys, TenantId(uuid4()))
    with pytest.raises(Misconfigured, match="no tenant"):
        await owner_of(app.database, TenantId(uuid4()))


async def test_the_published_keys_verify_what_was_signed_and_show_no_private_half(
    app: StageApp, key: ConversationKey, owner: UUID
) -> None:
    before = await issue(app, key.tenant, owner, actor="operator")
    await rotate_key(app.database, app.keys, key.tenant)
    published = await key_set(app, {"tenant": str(key.tenant)})
    assert b'"d"' not in published
    found = jwt.PyJWKSet.from_json(published.decode())
    assert len(found.keys) == 2
    for token in (before, await issue(app, key.tenant, owner, actor="operator")):
        payload = jwt.decode(token, found[kid(token)], algorithms=["EdDSA"], audience="merchant")
        assert payload["tenant_id"] == str(key.tenant)


async def test_a_retired_key_is_published_no_longer(app: StageApp, key: ConversationKey) -> None:
    new = await retire_all_keys(app.database, app.keys, key.tenant)
    found = jwt.PyJWKSet.from_json((await key_set(app, {"tenant": str(key.tenant)})).decode())
    assert [one.key_id for one in found.keys] == [new]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"tenant": ""},
        {"tenant": "x' or 1 eq 1"},
        {"tenant": str(UUID(int=1))},
        {"tenant": f"{{{UUID(int=1)}}}"},
    ],
)
async def test_whatever_is_no_tenant_reads_as_not_found(app: StageApp, query: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        await key_set(app, query)
    assert (refused.value.status, refused.value.reason) == (404, "no such tenant")


async def test_what_happens_to_keys_and_users_is_written_down(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    await rotate_key(app.database, app.keys, key.tenant)
    await sign_out_everywhere(app, key.tenant, owner, actor="owner")
    await issue(app, key.tenant, owner, actor="owner")
    written = rows.ask(f"SELECT actor, action, user_id, detail FROM shop.audit_log {TENANT} ORDER BY at")
    assert [(row["actor"], row["action"], row["user_id"]) for row in written] == [
        ("operator", "account.connected", None),
        ("operator", "keys.rotated", None),
        ("owner", "user.signed_out", owner),
        ("owner", "user.signed_in", owner),
    ]
    assert written[0]["detail"] == {"account": key.account}
    assert written[1]["detail"].keys() == {"kid", "overlap_seconds"}
