"""`/orders`: what was ordered in chats, as it is kept."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from pydantic import BaseModel

from shared.api.caller import Shared, Who
from shared.api.paging import After, Limit, Page, page_of, read_cursor
from shared.api.problems import responses
from shared.database import named_queries
from shared.errors import Refused

SQL = named_queries(Path(__file__).with_suffix(".sql"))
router = APIRouter(prefix="/orders", tags=["orders"])

State = Literal["new", "confirmed", "with_courier", "delivered", "returned", "cancelled"]
PaymentState = Literal["due", "claimed", "paid"]
OrderNo = Annotated[int, InPath(ge=1, le=2**63 - 1, description="The shop's own count.")]


class Order(BaseModel):
    order_no: int
    account_id: str | None  #: null once the customer was forgotten
    customer_id: str | None
    state: State
    payment: Literal["cash_on_delivery", "cliq", "bank_transfer"]
    payment_state: PaymentState
    delivery: dict[str, Any]  #: name, telephone and address, as the customer gave them
    currency: str
    goods: Decimal
    discount: Decimal
    delivery_fee: Decimal
    total: Decimal  #: goods - discount + delivery_fee
    created_at: datetime


class Line(BaseModel):
    line_no: int
    sku: str
    name: str  #: as it was when it was ordered
    variant: dict[str, Any]
    quantity: int
    unit_price: Decimal


class WholeOrder(Order):
    lines: list[Line]


@router.get("")
async def list_orders(
    app: Shared,
    who: Who,
    limit: Limit = 50,
    after: After = None,
    state: Annotated[State | None, Query()] = None,
    payment_state: Annotated[
        PaymentState | None, Query(description="`claimed`: somebody has to look.")
    ] = None,
) -> Page[Order]:
    """The newest first."""
    begin = read_cursor(after, number=int)
    wanted = {"state": state, "payment_state": payment_state}
    params = {"tenant": who.tenant, "most": limit + 1, **wanted, **begin}
    async with app.database.tenant(who.tenant) as tx:
        rows = await tx.rows(SQL["page"], params)
    return page_of(rows, limit, Order, "order_no")


@router.get("/{order_no}", responses=responses(404))
async def read_order(app: Shared, who: Who, order_no: OrderNo) -> WholeOrder:
    key = {"tenant": who.tenant, "number": order_no}
    async with app.database.tenant(who.tenant) as tx:
        row = await tx.row(SQL["one"], key)
        lines = await tx.rows(SQL["lines"], key)
    if row is None:
        raise Refused(404, "no such order")
    return WholeOrder.model_validate({**row, "lines": lines})
