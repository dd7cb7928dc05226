"""What an order takes out of counted stock, and what goes back when it is changed, cancelled or returned.

In the transaction of whoever moves it, with the products' rows locked; each change notes a job for the search index, so ring
`catalog` after the COMMIT. What nobody counts is not moved, and what is no longer counted takes nothing back.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from shared.database import Transaction, named_queries
from shared.stock import Stock, Variant, kept_variants, stock_column
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Pieces by SKU and variant: below nothing they leave the stock, above it they come back.
Moves = Mapping[tuple[str, str], int]


async def move(tx: Transaction, tenant: TenantId, moves: Moves) -> list[str]:
    """The SKUs whose stock is another now."""
    wanted = {which: by for which, by in moves.items() if by}
    if not wanted:
        return []
    skus = await lock(tx, tenant, (sku for sku, _ in wanted))
    rows = await tx.rows(SQL["goods"], {"tenant": tenant, "skus": skus})
    changed: dict[str, dict[str, Any]] = {}
    counts: list[dict[str, Any]] = []
    for row in rows:
        before = kept_variants(row)
        after = moved(*before, _of(row["sku"], wanted))
        if after == before:
            continue
        variants, together = after
        derived = row["variants"] is None
        changed[row["sku"]] = {
            "sku": row["sku"],
            "stock": stock_column(variants, together),
            "together": row["count_together"] if derived else together,
            "derived": derived,
        }
        counts += [{"sku": row["sku"], **_count(one)} for one in variants if not derived]
    if changed:
        await tx.queue(SQL["put_counts"], {"tenant": tenant, "rows": json.dumps(counts)})
        await tx.queue(SQL["put_products"], {"tenant": tenant, "rows": json.dumps([*changed.values()])})
        await tx.queue(SQL["note"], {"tenant": tenant, "skus": [*changed], "mark": uuid4()})
    return [*changed]


async def lock(tx: Transaction, tenant: TenantId, skus: Iterable[str]) -> list[str]:
    """Until the transaction's end nobody else sells or counts these products; what is read afterwards is true."""
    some = sorted(set(skus))
    await tx.queue(SQL["lock"], {"tenant": tenant, "skus": some})
    return some


def moved(
    variants: Sequence[Variant], together: int | None, moves: Mapping[str, int]
) -> tuple[tuple[Variant, ...], int | None]:
    """One product's variants, by id, after pieces have gone or come; never fewer than none."""
    if together is not None:
        left = max(together + sum(moves.values()), 0)
        return tuple(_of_all(one, left, together) for one in variants), left
    return tuple(
        one.model_copy(update={"count": max(one.count + moves.get(one.variant_id, 0), 0)})
        if one.count is not None
        else one
        for one in variants
    ), None


def counted(variants: Sequence[Variant], together: int | None, variant_id: str) -> bool:
    """Whether pieces of this one are taken out of a stock."""
    return together is not None or any(
        one.variant_id == variant_id and one.stock is Stock.COUNTED for one in variants
    )


def sum_moves(*moves: Moves) -> Moves:
    total: Counter[tuple[str, str]] = Counter()
    for each in moves:
        for which, by in each.items():
            total[which] += by
    return total


def _of(sku: str, moves: Moves) -> dict[str, int]:
    return {variant: by for (of, variant), by in moves.items() if of == sku}


def _of_all(one: Variant, left: int, before: int) -> Variant:
    """Counted together they are sold out together, and there again together."""
    if not left and one.stock is Stock.AVAILABLE:
        return one.model_copy(update={"stock": Stock.SOLD_OUT})
    if left and not before and one.stock is Stock.SOLD_OUT:
        return one.model_copy(update={"stock": Stock.AVAILABLE})
    return one


def _count(one: Variant) -> dict[str, Any]:
    return {"variant_id": one.variant_id, "stock": one.stock.value, "count": one.count}
