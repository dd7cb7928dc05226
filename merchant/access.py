"""Everything that is kept of one customer, for whoever asks for it: row by row, a page of a table in memory at a time."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from merchant.rows_in_pages import all_rows
from shared.app import App
from shared.database import named_queries
from shared.tenants import ConversationKey

#: One statement for each table that names a customer.
SQL = named_queries(Path(__file__).with_suffix(".sql"))
PAGE = 500


def everything_of(
    app: App, key: ConversationKey, *, page: int = PAGE
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """The table, and the row's columns without the tenant."""
    return all_rows(app.database, key.tenant, SQL, key.params, most=page)
