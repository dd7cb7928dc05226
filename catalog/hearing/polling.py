"""A timer: what shops' own systems have changed and no webhook told, read from them every six hours.

Only of products that are kept already: a shop that has connected its system for its orders may sell something else here. What is new
there comes with an import.
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

from catalog.doorbell import announce
from catalog.hearing.amending import OnTheWay, without_sold
from catalog.hearing.respond import on_the_way
from catalog.importing import Source, currency_of
from catalog.rows import Product
from catalog.sources.shops import source_of
from catalog.store import BATCH, put, stored
from shared.app import App
from shared.connectors.connections import Connection, Kind, note_refusal
from shared.crypto import Column
from shared.database import named_queries
from shared.database.every_tenant import visit_every_tenant
from shared.errors import SealBroken, ShopRefused, ShopUnavailable
from shared.telemetry import event
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

EVERY = timedelta(hours=6)
#: Seconds after which a run begins with no other shop: the next one does.
RUN_WITHIN = 20 * 60.0


async def poll(app: App) -> int:
    """How many shops were read."""
    loop = asyncio.get_running_loop()
    until, read = loop.time() + RUN_WITHIN, 0

    async def visit(tenant: TenantId) -> None:
        nonlocal read
        if loop.time() < until:
            done = await _poll_shop(app, tenant)  # before the sum, which others add to meanwhile
            read += done

    await visit_every_tenant(app.database, visit)
    return read


async def _poll_shop(app: App, tenant: TenantId) -> int:
    async with app.database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["due"], {"tenant": tenant, "every": EVERY})
    for row in rows:
        try:
            opened = app.keys.open(row["credentials"], tenant=tenant, column=Column.CREDENTIALS)
        except SealBroken:  # its key has left the ring: nothing but another connection helps
            await note_refusal(app, tenant, Kind(row["kind"]))
            continue
        connection = Connection(Kind(row["kind"]), row["address"], tuple(json.loads(opened)))
        await _read(app, tenant, connection)
    return len(rows)


async def _read(app: App, tenant: TenantId, connection: Connection) -> None:
    source = source_of(connection, await currency_of(app.database, tenant), app.road_to_shops)
    changed, reason = 0, None
    try:
        async with aclosing(_known(app, tenant, source)) as batches:
            async for batch in batches:
                done = await put(app.database, tenant, batch, silent=source.silent)
                changed += len(done.products.changed)
    except ShopUnavailable:
        reason = "away"
    except ShopRefused as error:
        reason = "refused"
        if error.revoked:
            await note_refusal(app, tenant, connection.kind)
    finally:
        await source.close()
    level = logging.ERROR if reason == "refused" else logging.INFO
    event("catalog.polled", level=level, tenant=tenant, kind=connection.kind, changed=changed, reason=reason)
    if changed:
        await announce(app, tenant)


async def _known(app: App, tenant: TenantId, source: Source) -> AsyncGenerator[list[Product], None]:
    async with aclosing(source.batches(BATCH)) as batches:
        async for items in batches:
            products = [item for item in items if isinstance(item, Product)]
            known = await stored(app.database, tenant, [product.sku for product in products])
            sold: OnTheWay = await on_the_way(app.database, tenant)
            yield [without_sold(product, sold) for product in products if product.sku in known]
