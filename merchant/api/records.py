"""What a shop's people look up: usage, alerts that nobody has seen to, searches that found nothing, and who did what."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from merchant.missed_searches import MOST_DAYS as MOST_SEARCH_DAYS
from merchant.missed_searches import missed_searches
from merchant.usage import MOST_DAYS, used
from merchant.wishes import wishes
from shared.alerts import open_alerts
from shared.api.caller import Owner, Shared, Who
from shared.api.paging import After, Limit, Page, page_of, read_cursor
from shared.api.problems import responses
from shared.audit import Actor
from shared.database import named_queries

SQL = named_queries(Path(__file__).with_suffix(".sql"))
router = APIRouter(tags=["records"])


class Line(BaseModel):
    """Of what has been settled; money is US dollars, as providers bill."""

    model_config = ConfigDict(from_attributes=True)

    turns: int
    messages: int
    prompt_tokens: int
    cached_tokens: int  #: among them
    completion_tokens: int
    audio_seconds: int
    searches: int
    money: Decimal


class Day(Line):
    day: date  #: Jordan's


class InConversation(Line):
    account_id: str | None  #: null for work that no customer asked for
    customer_id: str | None


class Alert(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    alert_id: UUID
    account_id: str
    kind: str
    about: str  #: tells one from another of its kind
    customer_id: str | None
    detail: dict[str, str | None]
    at: datetime
    summary: str | None  #: of a conversation that wants a person


class MissedSearch(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    query: str
    times: int
    days: int  #: on so many of them
    last: date


class WantedItem(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    sku: str
    name_ar: str
    name_en: str
    option: str  #: size and colour; empty when any would have done
    customers: int
    last: datetime
    back: bool  #: it is there now


class Done(BaseModel):
    entry_id: UUID
    at: datetime
    actor: Actor
    user_id: UUID | None
    action: str
    detail: dict[str, str | int]


@router.get("/usage/days")
async def usage_by_day(
    app: Shared, who: Who, days: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 30
) -> list[Day]:
    """Of the last days, today among them; a day without use is left out."""
    lines = await used(app.database, who.tenant, by="day", days=days)
    return [Day.model_validate({**_figures(line), "day": line.of}) for line in lines]


@router.get("/usage/conversations")
async def usage_by_conversation(
    app: Shared, who: Who, days: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 30
) -> list[InConversation]:
    """The 200 dearest of the last days."""
    lines = await used(app.database, who.tenant, by="conversation", days=days)
    named = [(line, *(line.of.split(":", 1) if line.of else (None, None))) for line in lines]
    return [
        InConversation.model_validate({**_figures(line), "account_id": account, "customer_id": customer})
        for line, account, customer in named
    ]


def _figures(line: object) -> dict[str, object]:
    return Line.model_validate(line).model_dump()


@router.get("/alerts")
async def list_alerts(app: Shared, who: Who) -> list[Alert]:
    """Those that nobody has seen to, the oldest first."""
    return [Alert.model_validate(alert) for alert in await open_alerts(app.database, who.tenant)]


@router.get("/missed-searches")
async def list_missed_searches(
    app: Shared, who: Who, days: Annotated[int, Query(ge=1, le=MOST_SEARCH_DAYS)] = 30
) -> list[MissedSearch]:
    """What customers asked for and did not find in the last days: the 100 most frequent."""
    found = await missed_searches(app.database, who.tenant, days=days)
    return [MissedSearch.model_validate(missed) for missed in found]


@router.get("/wanted")
async def list_wanted(app: Shared, who: Who) -> list[WantedItem]:
    """What customers wanted to order and could not have: the 100 newest. Nobody is written to when it is back."""
    return [WantedItem.model_validate(one) for one in await wishes(app.database, who.tenant)]


@router.get("/audit", responses=responses(403))
async def list_audit(
    app: Shared,
    who: Owner,
    limit: Limit = 50,
    after: After = None,
    action: Annotated[str | None, Query(pattern="^[a-z_.]{1,100}$")] = None,
) -> Page[Done]:
    """Who did what, the newest first. For the owner."""
    begin = read_cursor(after, moment=int, entry=str)
    params = {"tenant": who.tenant, "action": action, "most": limit + 1, **begin}
    async with app.database.tenant(who.tenant) as tx:
        rows = await tx.rows(SQL["audit"], params)
    return page_of(rows, limit, Done, "moment", "entry_id")
