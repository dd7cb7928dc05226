"""What a shop or one of its accounts has in each table, deleted some rows at a time."""

from pathlib import Path
from typing import Any

from shared.app import App
from shared.database import named_queries

#: One statement for each table, in the file's order: what refers to a row goes before it.
SQL = named_queries(Path(__file__).with_suffix(".sql"))


async def delete_rows(app: App, of: dict[str, Any]) -> None:
    """`of` has the tenant, the account or None for the whole shop, and how many rows one transaction deletes at most."""
    for table in SQL:
        while await _delete_some(app, table, of):  # one that was being changed is found by the next
            pass


async def _delete_some(app: App, table: str, of: dict[str, Any]) -> int:
    async with app.database.tenant(of["tenant"]) as tx:
        row = await tx.row(SQL[table], of)
    return int(row["gone"]) if row else 0
