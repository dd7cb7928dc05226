"""Who did what to a shop, written down in the transaction that does it; the app cannot change it afterwards."""

import json
from pathlib import Path
from typing import Literal
from uuid import UUID

from shared.database import Transaction, named_queries
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

Actor = Literal["owner", "staff", "operator", "app"]


async def write_down(
    tx: Transaction,
    tenant: TenantId,
    action: str,
    *,
    actor: Actor,
    user: UUID | None = None,
    **detail: str | int,
) -> None:
    """`user` is whom it is about. Details are ids and settings, never what was said."""
    entry = {"tenant": tenant, "action": action, "actor": actor, "user": user, "detail": json.dumps(detail)}
    await tx.queue(SQL["write_down"], entry)
