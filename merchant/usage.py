"""What a shop has used of the model and the search, by day (Jordan's) or by conversation: read from the ledger."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

from shared.database import Database, named_queries
from shared.errors import Misconfigured
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

By = Literal["day", "conversation"]
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Usage:
    of: str  #: a date, or `account:customer`; empty for work that no customer asked for
    turns: int
    messages: int  #: that those turns have settled
    prompt_tokens: int
    cached_tokens: int  #: among them
    completion_tokens: int
    audio_seconds: int
    searches: int
    money: Decimal  #: US dollars


async def used(database: Database, tenant: TenantId, *, by: By, days: int) -> list[Usage]:
    """Of the last days, today among them; days in their order, conversations with the dearest first."""
    if not 1 <= days <= MOST_DAYS:
        raise Misconfigured(f"usage is shown for 1 to {MOST_DAYS} days")
    async with database.tenant(tenant) as tx:
        rows = await tx.rows(SQL[f"by_{by}"], {"tenant": tenant, "days": days})
    return [Usage(**row) for row in rows]
