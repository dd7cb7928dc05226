"""What a person does with an order over the API: moves it on, and says that its money has arrived."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel

from merchant.api.orders import OrderNo
from merchant.desk import Person
from merchant.orders import Moved, Told, move_on, pay, ring_for
from shared.api.caller import Shared, Who
from shared.api.once import Writing, answered_as
from shared.api.problems import responses
from shared.database import Transaction

router = APIRouter(prefix="/orders/{order_no}", tags=["orders"])


class NextState(BaseModel):
    state: Literal["confirmed", "with_courier", "delivered", "returned", "cancelled"]


class MovedOn(BaseModel):
    """`told` says whether the customer hears of it: within 24 hours of their last message, and while nobody of the shop writes there."""

    order_no: int
    state: str  #: or `paid`
    told: Told


@router.post("/state", responses=responses(404, 409))
async def move_order(app: Shared, who: Who, once: Writing, order_no: OrderNo, wanted: NextState) -> MovedOn:
    """What is cancelled or comes back goes back to stock. With a connected shop «confirmed» is told once its system has taken the order."""
    moved: list[Moved] = []

    async def work(tx: Transaction) -> dict[str, Any]:
        person = Person(who.role, who.user)
        moved.append(await move_on(tx, who.tenant, order_no, wanted.state, person))
        return _told(moved[0])

    return await _rung(app, moved, await once(work))


@router.post("/paid", responses=responses(404, 409))
async def mark_order_paid(app: Shared, who: Who, once: Writing, order_no: OrderNo) -> MovedOn:
    """For whoever has seen the money in the shop's account: a screenshot proves nothing."""
    moved: list[Moved] = []

    async def work(tx: Transaction) -> dict[str, Any]:
        moved.append(await pay(tx, who.tenant, order_no, Person(who.role, who.user)))
        return _told(moved[0])

    return await _rung(app, moved, await once(work))


async def _rung(app: Shared, moved: list[Moved], answer: dict[str, Any]) -> MovedOn:
    """Nothing has moved where the request was repeated."""
    for one in moved:
        await ring_for(app, one)
    return answered_as(MovedOn, answer)


def _told(moved: Moved) -> dict[str, Any]:
    return {"order_no": moved.order_no, "state": moved.state, "told": moved.told}
