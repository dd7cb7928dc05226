"""Everything that is kept of a shop, for the shop: every table but those that are named here, and no secret.

What is sealed, and digests, are left out of the rows (everything.sql).
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from merchant.rows_in_pages import all_rows
from shared.app import App
from shared.database import named_queries
from shared.tenants import TenantId

#: One statement for each table, what others refer to before them.
SQL = named_queries(Path(__file__).with_suffix(".sql"))
PAGE = 500
#: A table that is neither here nor in everything.sql fails a test.
LEFT_OUT = {
    "tenant_keys": "sign the shop's tokens",
    "push_subscriptions": "keys of its people's browsers",
    "alert_deliveries": "name those browsers; what was told is in the alerts",
    "api_calls": "a minute's count",
    "api_writes": "two days of answers to the shop's own programs",
    "event_keys": "what was received, by its key: the events have it",
    "index_jobs": "what the search index has yet to hear",
    "search_moves": "between which search services the index moves",
    "pace": "a moment's share of Meta's limits",
    "deletion_requests": "a code that shows how far a deletion is, to whoever holds it",
}


def everything(app: App, tenant: TenantId, *, page: int = PAGE) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """The table, and the row's columns without the tenant."""
    return all_rows(app.database, tenant, SQL, {"tenant": tenant}, most=page)
