"""Whose data are to go: the one list that every stage goes through which keeps any of them."""

from pathlib import Path

from shared.database import Database, named_queries
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))
#: A run visits so many; the next one the others.
MOST = 100


async def tenants_to_forget(database: Database) -> list[TenantId]:
    """With an open deletion request, longest asked for first."""
    async with database.crossing() as tx:
        rows = await tx.rows(SQL["tenants_to_forget"], {"most": MOST})
    return [TenantId(row["tenant"]) for row in rows]
