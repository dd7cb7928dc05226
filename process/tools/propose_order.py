"""An order is proposed: reckoned by code, and its summary goes out behind the reply with a button to say yes.

Nothing is ordered by this, whatever a model writes: only the customer's own yes to that summary orders, and code hears it.
"""

from typing import Any, Literal

from pydantic import Field

from process.arguments import Arguments
from process.orders.day import day_of
from process.orders.phone import phone_of
from process.orders.reckon import SQL, Lacking, reckon
from process.orders.request import TAKEN_AWAY, Item, Request, one_line
from process.orders.standing import standing
from process.tools import Shop, Tool
from process.tools import delivery_quote as quotes
from shared.database import Transaction

_LONGEST = 200
_TEXTS = ("name", "area", "landmark", "recipient", "gift_note")
_PHONES = ("phone", "second_phone")


class ProposeOrder(Arguments):
    order_no: int = Field(description="0, or the order to change: then empty stays, - takes away")
    items: list[quotes.Item]
    name: str
    phone: str
    second_phone: str
    area: str
    landmark: str
    recipient: str
    deliver_on: str = Field(description="today, weekday or d/m")
    gift_note: str
    gift_wrap: bool | None
    hide_price: bool | None
    payment: Literal["", "cash_on_delivery", "cliq", "bank_transfer"]


async def propose_order(shop: Shop, wanted: ProposeOrder) -> dict[str, Any]:
    key = shop.customer
    if key is None:
        return {"not_here": "orders are taken in a conversation, not below a post"}
    async with shop.app.database.tenant(shop.tenant) as tx:
        request = await _request(tx, shop, wanted)
        if isinstance(request, Lacking):
            return dict(request.told)
        before = None
        if request.order_no is not None:
            before = await standing(tx, key, request.order_no)
            if before is None:
                return {"error": "order_no: no order of this customer; see order_status"}
            if not before.may_change:
                return {"too_late": "call hand_to_person"}
            request = request.onto(before.request)
        priced = await reckon(tx, shop.tenant, request, before=before, found=shop.draft.found)
    if isinstance(priced, Lacking):
        shop.draft.wishes += priced.wishes
        return dict(priced.told)
    shop.draft.order = priced
    return {"summary": "follows your text by itself, with buttons: do not repeat it", **priced.told()}


async def _request(tx: Transaction, shop: Shop, wanted: ProposeOrder) -> Request | Lacking:
    """As it will be kept: numbers that can be dialled, a day that is a date, texts of a bearable length."""
    texts = {name: one_line(getattr(wanted, name)) for name in (*_TEXTS, *_PHONES, "deliver_on")}
    if not wanted.order_no:
        texts = {name: "" if text == TAKEN_AWAY else text for name, text in texts.items()}
    if long := [name for name in _TEXTS if len(texts[name]) > _LONGEST]:
        return Lacking({"too_long": long, "most_letters": _LONGEST})
    for name in _PHONES:
        if texts[name] not in ("", TAKEN_AWAY):
            number = phone_of(texts[name])
            if number is None:
                return Lacking({"wrong": name, "ask": "for a number that can be called"})
            texts[name] = number
    if texts["deliver_on"] not in ("", TAKEN_AWAY):
        terms = await tx.row(SQL["terms"], {"tenant": shop.tenant})
        assert terms is not None  # the transaction is this tenant's
        date = day_of(texts["deliver_on"], terms["today"])
        if date is None:
            return Lacking({"wrong": "deliver_on", "ask": "for the day"})
        texts["deliver_on"] = date.isoformat()
    items = tuple(
        Item(one.sku, one_line(one.size), one_line(one.color), one.quantity) for one in wanted.items
    )
    return Request(
        items,
        **texts,
        gift_wrap=wanted.gift_wrap if wanted.order_no else bool(wanted.gift_wrap),
        hide_price=wanted.hide_price if wanted.order_no else bool(wanted.hide_price),
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
