"""What a reply should have been, as the shop's people say: kept with what was asked, and tried with later models.

A correction of a conversation goes with it when its customer is forgotten.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from shared.audit import write_down
from shared.database import Database, named_queries
from shared.errors import Misconfigured
from shared.language.storable import storable
from shared.tenants import ConversationKey, TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was asked and said in a turn, if it is about one, and what should have been said."""

    asked: str
    said: str | None
    should_say: str
    expectations: Mapping[str, Any]
    account: str | None = None
    customer: str | None = None
    turn_no: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    correction_id: UUID
    customer_id: str | None
    turn_no: int | None
    asked: str
    said: str | None
    should_say: str
    expectations: dict[str, Any]
    created_at: datetime


async def of_turn(
    database: Database,
    key: ConversationKey,
    turn_no: int | None,
    *,
    should_say: str,
    expectations: Mapping[str, Any],
) -> Corrected:
    """About what was asked and said in a turn, the newest by default. Raises Misconfigured when there is none."""
    async with database.tenant(key.tenant) as tx:
        row = await tx.row(SQL["turn"], {**key.params, "turn_no": turn_no})
    if row is None or row["asked"] is None:
        raise Misconfigured("this customer has no such turn, or nothing of it is kept")
    return Corrected(
        asked=row["asked"],
        said=row["said"],
        should_say=should_say,
        expectations=expectations,
        account=key.account,
        customer=key.customer,
        turn_no=row["turn_no"],
    )


async def add(database: Database, tenant: TenantId, wanted: Corrected) -> UUID:
    correction = uuid4()
    async with database.tenant(tenant) as tx:
        row = await tx.row(
            SQL["add"],
            {
                "tenant": tenant,
                "correction": correction,
                "account": wanted.account,
                "customer": wanted.customer,
                "turn_no": wanted.turn_no,
                "asked": storable(wanted.asked),
                "said": wanted.said,
                "should_say": storable(wanted.should_say),
                "expectations": json.dumps(dict(wanted.expectations), ensure_ascii=False),
            },
        )
        if row is None:
            raise Misconfigured(f"there is no tenant {tenant}: run `python -m ops shop`")
        await write_down(tx, tenant, "correction.added", actor="operator", correction=str(correction))
    return correction


async def remove(database: Database, tenant: TenantId, correction: UUID) -> None:
    async with database.tenant(tenant) as tx:
        if await tx.row(SQL["remove"], {"tenant": tenant, "correction": correction}) is None:
            raise Misconfigured(f"there is no correction {correction}")
        await write_down(tx, tenant, "correction.removed", actor="operator", correction=str(correction))


async def corrections(database: Database, tenant: TenantId) -> list[Correction]:
    """Oldest first."""
    async with database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["all"], {"tenant": tenant})
    return [Correction(**row) for row in rows]
