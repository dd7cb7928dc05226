"""What a person does with a conversation over the API: write, take over, hand back. Each is written into the audit log."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from merchant.api.conversations import MetaId
from merchant.desk import Person, hand_back, ring_for, take_over, write
from shared.api.caller import Shared, Who
from shared.api.once import Writing, answered_as
from shared.api.problems import responses
from shared.auth import Principal
from shared.contracts import SendDoorbell
from shared.database import Transaction
from shared.tenants import ConversationKey

router = APIRouter(prefix="/conversations/{account_id}/{customer_id}", tags=["conversations"])


class Reply(BaseModel):
    """Longer ones become several messages. It leaves when Meta's window lets it, as a person's: for seven days."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]


class Written(BaseModel):
    messages: int


class TakenOver(BaseModel):
    paused_until: datetime


class HandedBack(BaseModel):
    waiting: int  #: messages that the assistant answers now


@router.post("/replies", status_code=202, responses=responses(404, 409))
async def reply(
    app: Shared, who: Who, once: Writing, account_id: MetaId, customer_id: MetaId, said: Reply
) -> Written:
    """The assistant steps back, as it does for an owner who types in Instagram."""
    key = ConversationKey(who.tenant, account_id, customer_id)

    async def work(tx: Transaction) -> dict[str, Any]:
        return {"messages": await write(tx, key, _person(who), said.text)}

    written = await once(work)
    await app.bus.send(SendDoorbell.of(key).outgoing())
    return answered_as(Written, written)


@router.post("/take-over", responses=responses(404, 409))
async def take(who: Who, once: Writing, account_id: MetaId, customer_id: MetaId) -> TakenOver:
    """The assistant is silent for as long as the shop's settings say, and what it had not sent yet is not sent."""
    key = ConversationKey(who.tenant, account_id, customer_id)

    async def work(tx: Transaction) -> dict[str, Any]:
        return {"paused_until": (await take_over(tx, key, _person(who))).isoformat()}

    return answered_as(TakenOver, await once(work))


@router.post("/hand-back", responses=responses(404, 409))
async def give_back(
    app: Shared, who: Who, once: Writing, account_id: MetaId, customer_id: MetaId
) -> HandedBack:
    """The assistant answers what nobody of the shop has answered since they last wrote, and whatever comes."""
    key = ConversationKey(who.tenant, account_id, customer_id)

    async def work(tx: Transaction) -> dict[str, Any]:
        return {"waiting": await hand_back(tx, key, _person(who))}

    handed = answered_as(HandedBack, await once(work))
    await ring_for(app, key, handed.waiting)
    return handed


def _person(who: Principal) -> Person:
    return Person(who.role, who.user)
