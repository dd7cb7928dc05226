"""Everything that is kept of one customer, for whoever asks for it: row by row, a page of a table in memory at a time."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from shared.app import App
from shared.database import named_queries
from shared.tenants import ConversationKey

#: One statement for each table that names a customer.
SQL = named_queries(Path(__file__).with_suffix(".sql"))
PAGE = 500


async def everything_of(
    app: App, key: ConversationKey, *, page: int = PAGE
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """The table, and the row's columns without the tenant."""
    for table in SQL:
        after: str | None = None
        while True:
            async with app.database.tenant(key.tenant) as tx:
                rows = await tx.rows(SQL[table], {**key.params, "after": after, "most": page})
            for row in rows:
                yield table, row["row"]
            if len(rows) < page:
                break
            after = rows[-1]["key"]
