"""What a shop has instead of what cannot be had: of the same category, there now, nearest in price, and first what has the size."""

from typing import Any

from process import goods
from process.product_facts import told_money
from shared.database import Row, Transaction
from shared.stock import kept_variants
from shared.tenants import TenantId

MOST_INSTEAD = 3
_MOST_READ = 24


async def alike(tx: Transaction, tenant: TenantId, gone: goods.Line) -> list[dict[str, Any]]:
    """In the fields of a search's products."""
    rows = await tx.rows(goods.SQL["alike"], {"tenant": tenant, "sku": gone.row["sku"], "most": _MOST_READ})
    there = [(row, sizes) for row in rows if (sizes := _there(row)) is not None]
    there.sort(key=lambda one: not _has(one[0], gone.wanted.size))
    return [_told(row, sizes) for row, sizes in there[:MOST_INSTEAD]]


def _there(row: Row) -> list[str] | None:
    """The sizes that can be had; None when nothing of it can."""
    variants, together = kept_variants(row)
    if together == 0:
        return None
    had = [one for one in variants if one.in_stock]
    return list(dict.fromkeys(one.size for one in had if one.size)) if had else None


def _has(row: Row, size: str) -> bool:
    line = goods.line(row, goods.Wanted(row["sku"], size), 1)
    return any(one.in_stock for one in line.variants)


def _told(row: Row, sizes: list[str]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("sku", "name_ar", "name_en")},
        **told_money("price", row["price"], row["currency"]),
        **({"sizes": sizes} if sizes else {}),
    }
