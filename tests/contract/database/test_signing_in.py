"""From a user to a token and back, on the real database: whose key decides, and this moment's rows have the last word."""

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
    return await owner_of(app.database, key.tenant, actor="operator")


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
    token = await issue(app, key.tenant, owner)
    assert await verify(app, token) == Principal(key.tenant, owner, "owner")
    rows.ask(f"UPDATE shop.users SET role = 'staff' {TENANT}")
    assert await verify(app, token) == Principal(key.tenant, owner, "staff")


async def test_a_shop_has_one_key_and_one_owner_however_often_it_is_put(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    profile = Profile("دار", "Dar", "JOD", "", "")
    await put_shop(app, key.tenant, profile, Account(key.account, "9", "dar.shop", "IGAA-token"))
    assert await owner_of(app.database, key.tenant, actor="operator") == owner
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
    victim = await owner_of(app.database, other, actor="operator")
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
    token = await issue(app, key.tenant, owner)
    object.__setattr__(app.settings, "public_url", "https://other.example")
    assert await refusal(app, token) == "issuer"


async def test_a_token_ends_with_its_lifetime(app: StageApp, key: ConversationKey, owner: UUID) -> None:
    long_ago = datetime.now(UTC) - LIFETIME - timedelta(minutes=1)
    assert await refusal(app, await issue(app, key.tenant, owner, now=long_ago)) == "expired"


async def test_rotating_signs_nobody_out_until_the_last_old_token_has_ended(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    before = await issue(app, key.tenant, owner)
    new = await rotate_key(app.database, app.keys, key.tenant)
    after = await issue(app, key.tenant, owner)
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
    tokens = [await issue(app, key.tenant, owner)]
    await rotate_key(app.database, app.keys, key.tenant)
    tokens.append(await issue(app, key.tenant, owner))
    await retire_all_keys(app.database, app.keys, key.tenant)
    assert [await refusal(app, token) for token in tokens] == ["retired_key", "retired_key"]
    fresh = await issue(app, key.tenant, owner)
    assert await verify(app, fresh) == Principal(key.tenant, owner, "owner")


async def test_signing_out_everywhere_ends_what_was_issued_and_not_what_comes(
    app: StageApp, key: ConversationKey, owner: UUID
) -> None:
    before = await issue(app, key.tenant, owner)
    await sign_out_everywhere(app, key.tenant, owner)
    after = await issue(app, key.tenant, owner)  # within the same second
    assert await refusal(app, before) == "signed_out"
    assert await verify(app, after) == Principal(key.tenant, owner, "owner")


async def test_a_user_who_is_locked_out_gets_no_token_and_has_none(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    token = await issue(app, key.tenant, owner)
    rows.ask(f"UPDATE shop.users SET disabled_at = now() {TENANT}")
    assert await refusal(app, token) == "user"
    with pytest.raises(TokenRefused, match="user"):
        await issue(app, key.tenant, owner)


async def test_another_tenants_user_is_no_user_here(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    stranger = await owner_of(app.database, await another_shop(app), actor="operator")
    with pytest.raises(TokenRefused, match="user"):
        await issue(app, key.tenant, stranger)
    with pytest.raises(TokenRefused, match="user"):
        await sign_out_everywhere(app, key.tenant, stranger)
    now = datetime.now(UTC)
    pair = await signing_pair(app, rows, key.tenant)
    token = sign(pair, Claims(app.settings.public_url, stranger, key.tenant, now, now + LIFETIME))
    assert await refusal(app, token) == "user"


async def test_a_tenant_that_does_not_exist_gets_no_key(app: StageApp) -> None:
    with pytest.raises(Misconfigured, match="no tenant"):
        await rotate_key(app.database, app.keys, TenantId(uuid4()))
    with pytest.raises(Misconfigured, match="no tenant"):
        await owner_of(app.database, TenantId(uuid4()), actor="operator")


async def test_the_published_keys_verify_what_was_signed_and_show_no_private_half(
    app: StageApp, key: ConversationKey, owner: UUID
) -> None:
    before = await issue(app, key.tenant, owner)
    await rotate_key(app.database, app.keys, key.tenant)
    published = await key_set(app, {"tenant": str(key.tenant)})
    assert b'"d"' not in published
    found = jwt.PyJWKSet.from_json(published.decode())
    assert len(found.keys) == 2
    for token in (before, await issue(app, key.tenant, owner)):
        payload = jwt.decode(token, found[kid(token)], algorithms=["EdDSA"], audience="merchant")
        assert payload["tenant_id"] == str(key.tenant)


async def test_a_retired_key_is_published_no_longer(app: StageApp, key: ConversationKey) -> None:
    new = await retire_all_keys(app.database, app.keys, key.tenant)
    found = jwt.PyJWKSet.from_json((await key_set(app, {"tenant": str(key.tenant)})).decode())
    assert [one.key_id for one in found.keys] == [new]


@pytest.mark.parametrize(
    "query", [{}, {"tenant": ""}, {"tenant": "x' or 1 eq 1"}, {"tenant": str(UUID(int=1))}]
)
async def test_whatever_is_no_tenant_reads_as_not_found(app: StageApp, query: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        await key_set(app, query)
    assert (refused.value.status, refused.value.reason) == (404, "no such tenant")


async def test_what_happens_to_keys_and_users_is_written_down(
    app: StageApp, key: ConversationKey, owner: UUID, rows: Rows
) -> None:
    await rotate_key(app.database, app.keys, key.tenant)
    await sign_out_everywhere(app, key.tenant, owner)
    written = rows.ask(f"SELECT actor, action FROM shop.audit_log {TENANT} ORDER BY at")
    assert [(row["actor"], row["action"]) for row in written] == [
        ("operator", "account.connected"),
        ("operator", "user.signed_in"),
        ("operator", "keys.rotated"),
        ("owner", "user.signed_out"),
    ]
