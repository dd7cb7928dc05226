"""The catalogue in PostgreSQL: put and read, always of one tenant."""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from catalog import media
from catalog.areas import Delivery
from catalog.columns import as_row, from_row
from catalog.rows import Entry, Product
from shared.database import Database, named_queries
from shared.errors import Misconfigured
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))


async def put(
    database: Database, tenant: TenantId, products: Sequence[Product], entries: Sequence[Entry]
) -> None:
    """Insert or update by sku and entry id; what is not named stays as it is."""
    async with database.tenant(tenant) as tx:
        rows = {"tenant": tenant, "rows": json.dumps([as_row(product) for product in products])}
        await tx.queue(SQL["put_products"], rows)
        await tx.queue(media.SQL["import"], rows)
        await tx.queue(SQL["put_entries"], {"tenant": tenant, "rows": _json(entries)})


async def put_delivery(database: Database, tenant: TenantId, delivery: Delivery) -> None:
    """In place of what was there: an area that is not named is unknown from now on."""
    rows = {"tenant": tenant, "rows": _json(delivery.areas)}
    async with database.tenant(tenant) as tx:
        await tx.queue(SQL["forget_areas"], rows)
        await tx.queue(SQL["put_areas"], rows)
        await tx.queue(SQL["put_free_delivery"], {"tenant": tenant, "free_from": delivery.free_from})


async def read(database: Database, tenant: TenantId) -> tuple[str, list[Product], list[Entry]]:
    """The live index's name and everything that belongs into it."""
    async with database.tenant(tenant) as tx:
        live = await tx.queue(SQL["live_index"], {"tenant": tenant})
        products = await tx.queue(SQL["products"], {"tenant": tenant})
        entries = await tx.queue(SQL["entries"], {"tenant": tenant})
    row = await live.fetchone()
    if row is None:
        raise Misconfigured(f"there is no tenant {tenant}")
    return (
        row["search_index"],
        [from_row(product) for product in await products.fetchall()],
        [Entry.model_validate(entry) for entry in await entries.fetchall()],
    )


def _json(rows: Sequence[BaseModel]) -> str:
    return json.dumps([row.model_dump(mode="json") for row in rows], ensure_ascii=False)
