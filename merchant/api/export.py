"""`/export`: everything that is kept of the shop, for a system that takes its place. For the owner."""

from fastapi import APIRouter, Response

from merchant.api.ndjson import LINES, Lines, begin_of, judged_as_cursor, told
from merchant.everything import SQL
from merchant.rows_in_pages import page
from shared.api.caller import Owner, Shared
from shared.api.paging import After
from shared.api.problems import responses
from shared.audit import write_down

router = APIRouter(prefix="/export", tags=["export"])


@router.get("", responses=responses(403) | LINES, response_class=Response)
async def export_everything(app: Shared, who: Owner, limit: Lines = 500, after: After = None) -> Response:
    """Every row of every table without its secrets, a JSON object a line; that it was begun is written into the audit log."""
    begin = begin_of(after, SQL)
    with judged_as_cursor(after):
        async with app.database.tenant(who.tenant) as tx:
            found = await page(tx, SQL, {"tenant": who.tenant}, begin, limit)
            if begin is None:
                await write_down(tx, who.tenant, "shop.exported", actor=who.role, user=who.user)
    return told(found, "/export", limit)
