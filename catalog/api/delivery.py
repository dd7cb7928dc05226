"""`/delivery`: where the shop delivers, for what and in how many days. Put as a whole: an area that is not named is unknown."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from catalog.areas import Area, Delivery, faults_between
from catalog.store import set_delivery
from shared.api.caller import Shared, Who
from shared.api.once import Writing, answered_as
from shared.api.problems import responses
from shared.audit import write_down
from shared.auth import Principal
from shared.database import Transaction, named_queries
from shared.errors import Refused

SQL = named_queries(Path(__file__).with_suffix(".sql"))
router = APIRouter(prefix="/delivery", tags=["settings"])
MOST_AREAS = 500


class ShownArea(BaseModel):
    id: str
    name_ar: str
    name_en: str
    aliases: list[str]
    governorate: str | None  #: the area that it lies in
    served: bool
    fee: Decimal | None
    currency: str | None
    days_min: int | None
    days_max: int | None


class ShownDelivery(BaseModel):
    free_from: Decimal | None
    areas: list[ShownArea]


class Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    free_from: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=3)] | None = None
    areas: Annotated[list[Area], Field(max_length=MOST_AREAS)]


@router.get("")
async def read_delivery(app: Shared, who: Who) -> ShownDelivery:
    async with app.database.tenant(who.tenant) as tx:
        return await _shown(tx, who)


@router.put("", responses=responses(409))
async def put_delivery(who: Who, once: Writing, wanted: Wanted) -> ShownDelivery:
    for number, sentence in faults_between(wanted.areas):
        raise Refused(422, f"area {number}, {sentence}")
    delivery = Delivery(free_from=wanted.free_from, areas=tuple(wanted.areas))

    async def work(tx: Transaction) -> dict[str, Any]:
        await set_delivery(tx, who.tenant, delivery)
        areas = len(delivery.areas)
        await write_down(tx, who.tenant, "delivery.changed", actor=who.role, user=who.user, areas=areas)
        return (await _shown(tx, who)).model_dump(mode="json")

    return answered_as(ShownDelivery, await once(work))


async def _shown(tx: Transaction, who: Principal) -> ShownDelivery:
    areas = await tx.rows(SQL["areas"], {"tenant": who.tenant})
    row = await tx.row(SQL["free_from"], {"tenant": who.tenant})
    return ShownDelivery.model_validate({"free_from": row and row["free_delivery_from"], "areas": areas})
