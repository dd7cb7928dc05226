"""The reconciler: some messages never produce a webhook, and an outage loses more. A timer looks for them.

Each run asks every tenant which of its accounts are due and visits those that have waited longest, so many at once. An
account that was tried goes to the end of the line, whatever came of it, so none holds up the others; what a run does
not reach comes first in the next.
"""

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from heapq import nsmallest
from operator import itemgetter
from pathlib import Path

from process.look import look
from shared.app import App
from shared.database import named_queries
from shared.database.every_tenant import every_tenant
from shared.side_by_side import side_by_side
from shared.telemetry import event
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Accounts a run visits at most.
MOST_ACCOUNTS = 500
#: Accounts at once: each is held to Meta's two calls a second, and to a connection of the pool's eight for moments.
AT_ONCE = 6
#: Seconds after which a run begins with no other account: the next run is close.
RUN_WITHIN = 240.0

Waiting = tuple[datetime, TenantId, str]


async def reconcile(app: App, *, clock: Callable[[], float] = time.monotonic) -> None:
    stop_at = clock() + RUN_WITHIN
    line = deque(await _in_line(app))
    due = len(line)

    async def visit() -> None:
        while line and clock() < stop_at:
            _, tenant, account = line.popleft()
            await look(app, tenant, account)

    # All of them end before a failure is told: none of their transactions is cut off by another's.
    await side_by_side(*(visit() for _ in range(AT_ONCE)))
    if due:
        event("reconcile.ran", visited=due - len(line), left=len(line))


async def _in_line(app: App) -> list[Waiting]:
    """Who has waited longest comes first."""
    due: list[Waiting] = []
    async for tenant in every_tenant(app.database):
        async with app.database.tenant(tenant) as tx:
            rows = await tx.rows(SQL["due"], {"tenant": tenant})
        due += [(row["due_at"], tenant, row["account"]) for row in rows]
    return nsmallest(MOST_ACCOUNTS, due, key=itemgetter(0))
