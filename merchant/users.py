"""The people of a shop: its owner, who is there from the first moment, and staff."""

from pathlib import Path
from uuid import UUID, uuid4

from shared.database import Database, named_queries
from shared.errors import Misconfigured
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))


async def owner_of(database: Database, tenant: TenantId, *, actor: str) -> UUID:
    """The shop's owner, made when there is none; that `actor` signed in as the owner goes into the audit log."""
    async with database.tenant(tenant) as tx:
        if await tx.row(SQL["lock_tenant"], {"tenant": tenant}) is None:
            raise Misconfigured(f"there is no tenant {tenant}")
        row = await tx.row(SQL["owner"], {"tenant": tenant})
        owner: UUID = row["user_id"] if row else uuid4()
        if row is None:
            await tx.queue(SQL["add_owner"], {"tenant": tenant, "user": owner})
        await tx.queue(SQL["audit_sign_in"], {"tenant": tenant, "user": owner, "actor": actor})
    return owner
