"""What customers searched for in a shop and did not find, the most frequent first."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shared.database import Database, named_queries
from shared.errors import Misconfigured
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: No longer are they kept.
MOST_DAYS = 90


@dataclass(frozen=True, slots=True)
class Missed:
    query: str
    times: int
    days: int  #: on so many of them
    last: date


async def missed_searches(database: Database, tenant: TenantId, *, days: int) -> list[Missed]:
    """Of the last days, today among them."""
    if not 1 <= days <= MOST_DAYS:
        raise Misconfigured(f"searches are shown for 1 to {MOST_DAYS} days")
    async with database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["missed"], {"tenant": tenant, "days": days})
    return [Missed(**row) for row in rows]
