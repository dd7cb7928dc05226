"""An order is to be cancelled: its summary goes out with a button, and only the customer's yes to that cancels."""

from typing import Any

from process.arguments import Arguments
from process.orders.standing import standing
from process.tools import Shop, Tool


class CancelOrder(Arguments):
    order_no: int


async def cancel_order(shop: Shop, wanted: CancelOrder) -> dict[str, Any]:
    if shop.customer is None:
        return {"not_here": "orders are changed in a conversation, not below a post"}
    async with shop.app.database.tenant(shop.tenant) as tx:
        order = await standing(tx, shop.customer, wanted.order_no)
    if order is None:
        return {"error": "order_no: no order of this customer; see order_status"}
    if not order.may_change:
        return {"too_late": "call hand_to_person"}
    shop.draft.order = order.cancelling()
    return {"order_no": wanted.order_no, "question": "follows your text by itself, with buttons"}


TOOL = Tool(
    name="cancel_order",
    description="Asks the customer to confirm a cancellation.",
    arguments=CancelOrder,
    run=cancel_order,
)
