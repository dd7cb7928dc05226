"""An order is proposed: reckoned by code, and its summary goes out behind the reply with a button to say yes.

Nothing is ordered by this, whatever a model writes: only the customer's own yes to that summary orders, and code hears it.
"""

from typing import Any, Literal

from pydantic import Field

from process.arguments import Arguments
from process.orders.day import day_of
from process.orders.phone import phone_of
from process.orders.reckon import NOTHING_HELD, SQL, Lacking, reckon
from process.orders.request import Item, Request
from process.orders.standing import standing
from process.tools import Shop, Tool
from process.tools import delivery_quote as quotes
from shared.database import Transaction

_LONGEST = 200
_TEXTS = ("name", "area", "landmark", "recipient", "gift_note")


class ProposeOrder(Arguments):
    order_no: int = Field(description="0, or the order to change: then what is empty stays")
    items: list[quotes.Item]
    name: str
    phone: str
    second_phone: str
    area: str
    landmark: str
    recipient: str
    deliver_on: str = Field(description="today, weekday or d/m")
    gift_note: str
    gift_wrap: bool
    hide_price: bool
    payment: Literal["", "cash_on_delivery", "cliq", "bank_transfer"]


async def propose_order(shop: Shop, wanted: ProposeOrder) -> dict[str, Any]:
    key = shop.customer
    if key is None:
        return {"not_here": "orders are taken in a conversation, not below a post"}
    async with shop.app.database.tenant(shop.tenant) as tx:
        request = await _request(tx, shop, wanted)
        if isinstance(request, Lacking):
            return dict(request.told)
        held = NOTHING_HELD
        if request.order_no is not None:
            before = await standing(tx, key, request.order_no)
            if before is None:
                return {"error": "order_no: no order of this customer; see order_status"}
            if not before.may_change:
                return {"too_late": "call hand_to_person"}
            request, held = request.onto(before.request), before.held
        priced = await reckon(tx, shop.tenant, request, held=held, found=shop.draft.found)
    if isinstance(priced, Lacking):
        shop.draft.wishes += priced.wishes
        return dict(priced.told)
    shop.draft.order = priced
    return {"summary": "follows your text by itself, with buttons: do not repeat it", **priced.told()}


async def _request(tx: Transaction, shop: Shop, wanted: ProposeOrder) -> Request | Lacking:
    """As it will be kept: numbers that can be dialled, a day that is a date, texts of a bearable length."""
    phones: dict[str, str] = {}
    for name in ("phone", "second_phone"):
        words = getattr(wanted, name).strip()
        number = phone_of(words) if words else ""
        if number is None:
            return Lacking({"wrong": name, "ask": "for a number that can be called"})
        phones[name] = number
    day = ""
    if wanted.deliver_on.strip():
        terms = await tx.row(SQL["terms"], {"tenant": shop.tenant})
        assert terms is not None  # the transaction is this tenant's
        date = day_of(wanted.deliver_on, terms["today"])
        if date is None:
            return Lacking({"wrong": "deliver_on", "ask": "for the day"})
        day = date.isoformat()
    texts = {name: getattr(wanted, name).strip()[:_LONGEST] for name in _TEXTS}
    items = tuple(Item(one.sku, one.size, one.color, one.quantity) for one in wanted.items)
    return Request(
        items,
        **phones,
        **texts,
        deliver_on=day,
        gift_wrap=wanted.gift_wrap,
        hide_price=wanted.hide_price,
        payment=wanted.payment or ("" if wanted.order_no else "cash_on_delivery"),
        kind="change" if wanted.order_no else "new",
        order_no=wanted.order_no or None,
    )


TOOL = Tool(
    name="propose_order",
    description="The customer wants to order or change an order. What is not said is empty; it tells what is missing.",
    arguments=ProposeOrder,
    run=propose_order,
)
