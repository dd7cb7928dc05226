"""All tenants one after the other: for work that then visits each of them in a transaction of its own."""

from collections.abc import AsyncIterator

from shared.database import Database
from shared.tenants import TenantId

PAGE = 100


async def every_tenant(database: Database) -> AsyncIterator[TenantId]:
    """A page at a time; one that comes while this runs may or may not be among them."""
    last = None
    while True:
        async with database.crossing() as tx:
            page = await tx.rows(
                b"SELECT shop.tenants_after(%(last)s::uuid, %(most)s) AS tenant", {"last": last, "most": PAGE}
            )
        for row in page:
            last = row["tenant"]
            yield TenantId(last)
        if len(page) < PAGE:
            return
