"""What customers wanted to order and could not have, the newest first; whether it can be had now is read with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.database import Database, named_queries
from shared.stock import kept_variants
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

MOST = 100


@dataclass(frozen=True, slots=True)
class Wished:
    sku: str
    name_ar: str
    name_en: str
    option: str  #: size and colour; empty when any would have done
    customers: int
    last: datetime
    back: bool  #: it can be had now: nobody is written to by itself


async def wishes(database: Database, tenant: TenantId, *, most: int = MOST) -> list[Wished]:
    async with database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["wishes"], {"tenant": tenant, "most": most})
    return [
        Wished(
            **{name: row[name] for name in ("sku", "name_ar", "name_en", "option", "customers", "last")},
            back=_is_back(row),
        )
        for row in rows
    ]


def _is_back(row: Mapping[str, Any]) -> bool:
    if not row["active"] or (row["option"] and not row["variant_id"]):
        return False  # gone from the shop, or what it never had
    variants, together = kept_variants(row)
    return together != 0 and any(
        one.in_stock for one in variants if row["variant_id"] in ("", one.variant_id)
    )
