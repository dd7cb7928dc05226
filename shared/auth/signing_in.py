"""From a user to a token, and from a token back to a user who may still come in.

The key that the token names decides which tenant may be claimed; then that tenant's own rows decide whether the key and
the user are good at this moment. A token of another tenant therefore fails before any of our rows is read.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import UUID

from shared.app import App
from shared.audit import Actor, write_down
from shared.auth.keys import signing_key
from shared.auth.tokens import LIFETIME, Claims, key_id, read, sign
from shared.database import named_queries
from shared.errors import TokenRefused
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is calling. The role is of this moment, never of the token."""

    tenant: TenantId
    user: UUID
    role: Literal["owner", "staff"]


async def issue(app: App, tenant: TenantId, user: UUID, *, actor: Actor) -> str:
    """A token for LIFETIME. Raises TokenRefused when the tenant has no such user, or has locked the user out."""
    async with app.database.tenant(tenant) as tx:
        row = await tx.row(SQL["user"], {"tenant": tenant, "user": user})
        if row is None or row["disabled"]:
            raise TokenRefused("user")
        pair = await signing_key(tx, app.keys, tenant)
        await write_down(tx, tenant, "user.signed_in", actor=actor, user=user)
    # By the one clock that signing out goes by too. Out and in again within a second: as old as that second's end.
    issued_at = max(row["now"], row["not_before"])
    return sign(pair, Claims(app.settings.public_url, user, tenant, issued_at, issued_at + LIFETIME))


async def verify(app: App, token: str) -> Principal:
    """Raises TokenRefused with one word; what it says about a stranger's token says nothing about any tenant."""
    kid = key_id(token)
    async with app.database.crossing() as tx:
        key = await tx.row(SQL["key_of"], {"kid": kid})
    if key is None:
        raise TokenRefused("unknown_key")
    claims = read(token, key["public_key"], issuer=app.settings.public_url)
    if claims.tenant != key["tenant_id"]:
        raise TokenRefused("tenant")
    async with app.database.tenant(claims.tenant) as tx:
        row = await tx.row(SQL["standing"], {"tenant": claims.tenant, "user": claims.user, "kid": kid})
    if row is None or row["retired"]:
        raise TokenRefused("retired_key")
    if row["role"] is None or row["disabled"]:
        raise TokenRefused("user")
    if claims.issued_at < row["not_before"]:
        raise TokenRefused("signed_out")
    return Principal(claims.tenant, claims.user, row["role"])


async def sign_out_everywhere(app: App, tenant: TenantId, user: UUID, *, actor: Actor) -> None:
    """Every token of this user issued so far is refused from now on. Raises TokenRefused for a user who is not there."""
    async with app.database.tenant(tenant) as tx:
        if await tx.row(SQL["sign_out"], {"tenant": tenant, "user": user}) is None:
            raise TokenRefused("user")
        await write_down(tx, tenant, "user.signed_out", actor=actor, user=user)
