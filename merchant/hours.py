"""When the people of a shop are there: set by an operator or the merchant, shown as it is kept."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.audit import write_down
from shared.database import Database, Transaction, named_queries
from shared.errors import Misconfigured
from shared.hours import read_hours
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))


async def put_hours(
    database: Database, tenant: TenantId, *, hours: Mapping[str, Any] | None = None, zone: str | None = None
) -> tuple[dict[str, Any], str]:
    """By an operator: as they stand now, with their time zone; None leaves as it is, and no week promises no time.

    Raises Misconfigured, with a sentence, for what are no hours.
    """
    async with database.tenant(tenant) as tx:
        row = await set_hours(tx, tenant, hours=hours, zone=zone)
        if hours is not None or zone is not None:
            await write_down(tx, tenant, "hours.changed", actor="operator", zone=row["time_zone"])
    return row["opening_hours"], row["time_zone"]


async def set_hours(
    tx: Transaction, tenant: TenantId, *, hours: Mapping[str, Any] | None = None, zone: str | None = None
) -> dict[str, Any]:
    """`opening_hours` and `time_zone` as they stand now; whoever sets them writes it down. Raises Misconfigured."""
    kept = None if hours is None else json.dumps(hours)
    row = await tx.row(SQL["put"], {"tenant": tenant, "hours": kept, "zone": zone})
    if row is None:
        raise Misconfigured(f"there is no tenant {tenant}: run `python -m ops shop`")
    read_hours(row["opening_hours"], row["time_zone"])
    return row
