"""`/customers`: one who wants to know what is kept of them, or to be forgotten. For the owner."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel

from merchant import access
from merchant.api.conversations import MetaId
from merchant.api.ndjson import LINES, Lines, begin_of, judged_as_cursor, told
from merchant.erasure import Erased, forget, forget_on_the_bus, tell
from merchant.rows_in_pages import page
from shared.api.caller import Owner, Shared
from shared.api.once import Writing, answered_as
from shared.api.paging import After
from shared.api.problems import responses
from shared.database import Transaction
from shared.errors import Refused
from shared.tenants import ConversationKey

router = APIRouter(prefix="/customers/{account_id}/{customer_id}", tags=["customers"])


class KeptOrder(BaseModel):
    order_no: int
    state: str


class Gone(BaseModel):
    rows: dict[str, int]  #: by table; of the ledger those that have lost the name
    orders: list[KeptOrder]  #: stay without the person; a system of the shop's own may have them with a name


@router.get("/export", responses=responses(403, 404) | LINES, response_class=Response)
async def export_customer(
    app: Shared, who: Owner, account_id: MetaId, customer_id: MetaId, limit: Lines = 500, after: After = None
) -> Response:
    """Everything that is kept of one customer, a JSON object a line."""
    key = ConversationKey(who.tenant, account_id, customer_id)
    begin = begin_of(after, access.SQL)
    with judged_as_cursor(after):
        async with app.database.tenant(who.tenant) as tx:
            found = await page(tx, access.SQL, key.params, begin, limit)
    if begin is None and not found.rows:
        raise _nobody()
    return told(found, f"/customers/{account_id}/{customer_id}/export", limit)


@router.delete("", responses=responses(403, 404, 409))
async def forget_customer(
    app: Shared, who: Owner, once: Writing, account_id: MetaId, customer_id: MetaId
) -> Gone:
    """Messages, replies, notes, corrections, alerts and drafts go for good, at once."""
    key = ConversationKey(who.tenant, account_id, customer_id)
    done: list[Erased] = []

    async def work(tx: Transaction) -> dict[str, Any]:
        erased = await forget(tx, key, actor=who.role, user=who.user)
        if not erased.orders and not any(erased.rows.values()):
            raise _nobody()
        done.append(erased)
        orders = [{"order_no": number, "state": state} for number, state in erased.orders]
        return {"rows": erased.rows, "orders": orders}

    await forget_on_the_bus(app, key)
    gone = answered_as(Gone, await once(work))
    for erased in done:  # not when it was done before
        tell(key, erased)
    return gone


def _nobody() -> Refused:
    return Refused(404, "nothing is kept of this customer")
