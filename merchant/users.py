"""The people of a shop: its owner, who is there from the first moment, and staff."""

from pathlib import Path
from uuid import UUID

from shared.database import Database, named_queries
from shared.errors import Misconfigured
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))


async def owner_of(database: Database, tenant: TenantId) -> UUID:
    """The shop's owner: of several the first who is not locked out, or else the first."""
    async with database.tenant(tenant) as tx:
        row = await tx.row(SQL["owner"], {"tenant": tenant})
    if row is None:
        raise Misconfigured(f"there is no tenant {tenant}, or it has no owner: run `python -m ops shop`")
    owner: UUID = row["user_id"]
    return owner
