"""An alert as somebody of the shop may read it, signed in: what kind, of whom, since when. What was said stays in the thread."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from merchant.alert_words import Words, words_of
from shared.database import Database, Row, named_queries
from shared.errors import Refused
from shared.tenants import ConversationKey, TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: The oldest, which have waited longest.
MOST = 100


@dataclass(frozen=True, slots=True)
class Shown:
    alert: UUID
    kind: str
    words: Words
    about: ConversationKey | None  #: None where it is not about a customer
    account: str  #: its name at Instagram
    customer: str | None  #: likewise, where it is known
    order_no: str | None  #: of an order that it is about
    at: datetime  #: by the shop's clock, as are all times here
    ended_at: datetime | None


async def alert_of(database: Database, tenant: TenantId, alert: UUID) -> Shown:
    """Raises Refused 404 for one that this shop does not have, whoever's it may be."""
    async with database.tenant(tenant) as tx:
        row = await tx.row(SQL["one"], {"tenant": tenant, "alert": alert})
    if row is None:
        raise Refused(404, "no_such_alert")
    return _shown(tenant, row)


async def open_ones(database: Database, tenant: TenantId) -> list[Shown]:
    """What nobody has seen to yet, oldest first."""
    async with database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["open"], {"tenant": tenant, "most": MOST})
    return [_shown(tenant, row) for row in rows]


def _shown(tenant: TenantId, row: Row) -> Shown:
    zone = ZoneInfo(row["time_zone"])
    ended = row["ended_at"]
    return Shown(
        row["alert_id"],
        row["kind"],
        words_of(row["kind"], row["reason"]),
        ConversationKey(tenant, row["account_id"], row["customer_id"]) if row["customer_id"] else None,
        row["account"] or "",
        row["customer"],
        row["order_no"],
        row["at"].astimezone(zone),
        ended.astimezone(zone) if ended else None,
    )
