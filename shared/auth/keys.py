"""A tenant's signing keys: made with the tenant, rotated with overlap, retired at once when one may be known.

The newest key without an end signs; every key whose end has not come verifies. A key that is rotated out ends when the
last token that it signed has ended, so that nobody is signed out by a rotation.
"""

from datetime import timedelta
from pathlib import Path

from shared.audit import write_down
from shared.auth.keypair import KeyPair
from shared.auth.tokens import LEEWAY, LIFETIME
from shared.crypto import Column, KeyRing
from shared.database import Database, Transaction, named_queries
from shared.errors import Misconfigured, Permanent
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

OVERLAP = LIFETIME + LEEWAY


async def create_first_key(tx: Transaction, ring: KeyRing, tenant: TenantId) -> None:
    """Nothing happens when the tenant has a key that signs. Its row must be locked, or two might make one each."""
    if await tx.row(SQL["signing_key"], {"tenant": tenant}) is None:
        await _add(tx, ring, tenant)


async def rotate_key(database: Database, ring: KeyRing, tenant: TenantId) -> str:
    """A new key signs from now on; the others verify for another OVERLAP. Returns the new key's id."""
    return await _replace(database, ring, tenant, overlap=OVERLAP)


async def retire_all_keys(database: Database, ring: KeyRing, tenant: TenantId) -> str:
    """A new key signs, and every token that was ever issued is refused from now on. Returns the new key's id."""
    return await _replace(database, ring, tenant, overlap=timedelta(0))


async def _replace(database: Database, ring: KeyRing, tenant: TenantId, *, overlap: timedelta) -> str:
    async with database.tenant(tenant) as tx:
        if await tx.row(SQL["lock_tenant"], {"tenant": tenant}) is None:
            raise Misconfigured(f"there is no tenant {tenant}")
        await tx.queue(SQL["retire"], {"tenant": tenant, "overlap": overlap})
        kid = await _add(tx, ring, tenant)
        seconds = int(overlap.total_seconds())
        await write_down(tx, tenant, "keys.rotated", actor="operator", kid=kid, overlap_seconds=seconds)
    return kid


async def _add(tx: Transaction, ring: KeyRing, tenant: TenantId) -> str:
    pair = KeyPair.generate()
    sealed = ring.seal(pair.seed, tenant=tenant, column=Column.PRIVATE_KEY)
    key = {"tenant": tenant, "kid": pair.kid, "public_key": pair.public}
    await tx.queue(SQL["add"], {**key, "private_key": sealed})
    registered = await tx.row(SQL["register"], key)
    if not (registered and registered["ours"]):
        raise Permanent("the key directory has this key already")
    return pair.kid


async def signing_key(tx: Transaction, ring: KeyRing, tenant: TenantId) -> KeyPair:
    row = await tx.row(SQL["signing_key"], {"tenant": tenant})
    if row is None:
        raise Misconfigured(f"tenant {tenant} has no key: run `python -m ops rotate tenant-key`")
    return KeyPair.from_seed(ring.open(row["private_key"], tenant=tenant, column=Column.PRIVATE_KEY))


async def public_keys(database: Database, tenant: TenantId) -> dict[str, bytes]:
    """By key id, newest first: what verifies this tenant's tokens. Empty for a tenant that does not exist."""
    async with database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["public_keys"], {"tenant": tenant})
    return {row["kid"]: row["public_key"] for row in rows}
