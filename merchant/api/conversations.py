"""`/conversations`: whom the shop talks to, the last active first, and what was said, to be read back to its beginning."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from pydantic import BaseModel

from shared.api.caller import Shared, Who
from shared.api.paging import After, Limit, Page, page_of, read_cursor
from shared.api.problems import responses
from shared.database import named_queries
from shared.errors import Refused

SQL = named_queries(Path(__file__).with_suffix(".sql"))
router = APIRouter(tags=["conversations"])

MetaId = Annotated[str, InPath(pattern="^[0-9]{1,40}$", description="As Instagram's webhooks have it.")]


class Conversation(BaseModel):
    account_id: str
    customer_id: str
    username: str | None
    last_customer_at: datetime | None  #: opens the window in which the shop may answer
    last_answer_at: datetime | None
    last_owner_at: datetime | None
    paused_until: datetime | None  #: the assistant is silent: a person of the shop has taken over
    needs_person_since: datetime | None
    needs_person_reason: str | None
    needs_person_summary: str | None
    unanswered: bool


class Message(BaseModel):
    """What came from Instagram (an `event`: of the customer, or of the shop in its app), or what left from here (a `part`)."""

    kind: Literal["event", "part"]
    number: int  #: of its kind, within the conversation
    author: Literal["customer", "owner", "us", "nobody", "assistant", "person"]
    at: datetime
    text: str | None
    attachments: list[str]  #: kinds, such as `image`; Instagram's media are kept nowhere
    state: str | None  #: of an event its disposition, of a part how far its delivery is
    reason: str | None


@router.get("/conversations")
async def list_conversations(
    app: Shared,
    who: Who,
    limit: Limit = 50,
    after: After = None,
    *,
    wants_person: Annotated[bool, Query(description="Only those in which a person is wanted.")] = False,
) -> Page[Conversation]:
    """One that becomes active while the pages are read is at the top of the next reading."""
    begin = read_cursor(after, active=int, account=str, customer=str)
    params = {"tenant": who.tenant, "most": limit + 1, "wants_person": wants_person, **begin}
    async with app.database.tenant(who.tenant) as tx:
        rows = await tx.rows(SQL["page"], params)
    return page_of(rows, limit, Conversation, "active", "account_id", "customer_id")


@router.get("/conversations/{account_id}/{customer_id}", responses=responses(404))
async def read_conversation(app: Shared, who: Who, account_id: MetaId, customer_id: MetaId) -> Conversation:
    params = {"tenant": who.tenant, "account": account_id, "customer": customer_id}
    async with app.database.tenant(who.tenant) as tx:
        row = await tx.row(SQL["one"], params)
    if row is None:
        raise Refused(404, "no such conversation")
    return Conversation.model_validate(row)


@router.get("/conversations/{account_id}/{customer_id}/messages", responses=responses(404))
async def list_messages(
    app: Shared, who: Who, account_id: MetaId, customer_id: MetaId, limit: Limit = 50, after: After = None
) -> Page[Message]:
    """The newest first; `after` leads to older ones."""
    begin = read_cursor(after, moment=int, kind=str, number=int)
    key = {"tenant": who.tenant, "account": account_id, "customer": customer_id}
    async with app.database.tenant(who.tenant) as tx:
        known = await tx.queue(SQL["one"], key)
        rows = await tx.rows(SQL["messages"], {**key, "most": limit + 1, **begin})
        if await known.fetchone() is None:
            raise Refused(404, "no such conversation")
    return page_of(rows, limit, Message, "moment", "kind", "number")
