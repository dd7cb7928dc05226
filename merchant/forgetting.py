"""An account whose owner wants to be forgotten goes, and with a shop's only account the shop: every row, then the account.

In steps, each a transaction of its own and safe to do again, so a run that is killed goes on with the next. First nothing
new can come in, then the rows go in batches, children before parents; the search index is catalog/forgetting.py's, and
what says that all is gone is written together with the last row. The public status outlives everything.
"""

from pathlib import Path

from merchant.forgetting_rows import delete_rows
from shared.app import App
from shared.audit import write_down
from shared.database import named_queries
from shared.errors import AgentError
from shared.forgetting import tenants_to_forget
from shared.telemetry import event
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))
#: Rows of one transaction: far below what keeps anybody waiting.
BATCH = 1000


async def forget_all(app: App) -> None:
    """The timer's run. What stops one shop is raised when all the others have had their turn."""
    failures = []
    for tenant in await tenants_to_forget(app.database):
        try:
            await forget(app, tenant)
        except AgentError as error:
            failures.append(error)
    if failures:
        raise failures[0]


async def forget(app: App, tenant: TenantId, *, batch: int = BATCH) -> None:
    """As much as can be done of every open request now."""
    async with app.database.tenant(tenant) as tx:
        requests = await tx.rows(SQL["open"], {"tenant": tenant})
    for request in requests:
        await _forget(app, tenant, request["confirmation_code"], request["account_id"], batch)


async def _forget(app: App, tenant: TenantId, code: str, account: str, batch: int) -> None:
    whole = await _begin(app, tenant, code, account)
    await delete_rows(app, {"tenant": tenant, "account": None if whole else account, "most": batch})
    gone = await _end(app, tenant, code, account, whole=whole)
    if gone:
        event("deletion.completed", tenant=tenant, account=account, shop=whole)


async def _begin(app: App, tenant: TenantId, code: str, account: str) -> bool:
    """Whether the shop goes with it; asked anew by each run, for another account may have been connected meanwhile."""
    where = {"tenant": tenant, "code": code, "account": account}
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["lock"], where)
        widened = await tx.row(SQL["widen"], where)
        await tx.queue(SQL["mark"], {"code": code, "done": False})
        await tx.queue(SQL["release"], where)
        return bool(widened and widened["whole_shop"])


async def _end(app: App, tenant: TenantId, code: str, account: str, *, whole: bool) -> bool:
    """The last rows and the word that it is done, in one transaction; False while the search index is still there."""
    where = {"tenant": tenant, "code": code, "account": account}
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["lock"], where)
        if whole and await tx.row(SQL["index_gone"], where) is None:
            return False
        await tx.queue(SQL["mark"], {"code": code, "done": True})
        await tx.queue(SQL["release"], where)
        await tx.queue(SQL["account"], where)
        if whole:
            await tx.queue(SQL["directories"], where)
            await tx.queue(SQL["requests"], where)
            await tx.queue(SQL["shop"], where)
        else:
            await tx.queue(SQL["completed"], where)
            await write_down(tx, tenant, "account.deleted", actor="app", confirmation_code=code)
    return True
