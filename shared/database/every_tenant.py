"""The tenants one after another, for work that then visits each of them in a transaction of its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from shared.database.database import Database
from shared.database.sql import named_queries
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

PAGE = 100
#: A tenant that a provider keeps waiting must not hold up the others.
AT_ONCE = 8


async def pages_of_tenants(database: Database) -> AsyncIterator[list[TenantId]]:
    """In order of their ids; one that comes while this runs may or may not be among them."""
    last = None
    while True:
        async with database.crossing() as tx:
            rows = await tx.rows(SQL["tenants_after"], {"last": last, "most": PAGE})
        page = [TenantId(row["tenant"]) for row in rows]
        if page:
            yield page
            last = page[-1]
        if len(page) < PAGE:
            return


async def every_tenant(database: Database) -> AsyncIterator[TenantId]:
    async for page in pages_of_tenants(database):
        for tenant in page:
            yield tenant


async def visit_every_tenant(database: Database, visit: Callable[[TenantId], Awaitable[object]]) -> None:
    """Some at once. What nobody foresaw in one is raised when all the others have had their turn."""
    some = asyncio.Semaphore(AT_ONCE)
    failures: list[BaseException] = []

    async def in_turn(tenant: TenantId) -> None:
        async with some:
            await visit(tenant)

    async for page in pages_of_tenants(database):
        ended = await asyncio.gather(*map(in_turn, page), return_exceptions=True)
        failures += [one for one in ended if one is not None]
    if failures:
        raise failures[0]
