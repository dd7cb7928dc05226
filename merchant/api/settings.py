"""`/settings`: how the assistant behaves in the shop's name, when its people are there, and what it may spend."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from merchant.api.opening import Opening, ShownOpening
from merchant.budgets import set_budgets, spending
from merchant.hours import set_hours
from merchant.manners import LONGEST_PAUSE, MOST_MESSAGES, PUBLIC_REPLY_LETTERS, Manners, set_manners
from shared.api.caller import Shared, Who
from shared.api.once import Writing, answered_as
from shared.api.partial import AS_IT_IS, Change
from shared.api.problems import responses
from shared.audit import write_down
from shared.auth import Principal
from shared.database import Transaction, named_queries
from shared.errors import Misconfigured, Refused
from shared.stock import Text

SQL = named_queries(Path(__file__).with_suffix(".sql"))
router = APIRouter(prefix="/settings", tags=["settings"])

Sentence = Annotated[Text, Field(max_length=1000)]
Rule = Literal["off", "keywords", "questions"]
Most = Annotated[int, Field(ge=1, le=MOST_MESSAGES)]
Dollars = Annotated[Decimal, Field(ge=0, lt=10**8, max_digits=14, decimal_places=6)]
_OPENING = ("opening_hours", "time_zone", "budgets")


class Amounts(BaseModel):
    """US dollars, in a day and in a month of Jordan's time."""

    day: Decimal | None
    month: Decimal | None


class Settings(BaseModel):
    disclosure_ar: str  #: with either of them empty the shop does not disclose
    disclosure_en: str
    story_thanks_ar: str  #: when empty the model answers a mention in a story
    story_thanks_en: str
    comment_rule: Rule  #: which comments are answered in private
    comment_keywords: list[str]
    comment_public_reply: str
    resume_phrase: str  #: what the owner writes to a customer to let the assistant go on
    owner_pause_minutes: int
    most_a_minute: int  #: messages of one customer that are answered
    most_a_day: int
    opening_hours: ShownOpening
    time_zone: str
    budgets: Amounts  #: null: as much as it takes
    spent: Amounts


class BudgetChange(Change):
    day: Dollars | None = AS_IT_IS
    month: Dollars | None = AS_IT_IS


class SettingsChange(Change):
    disclosure_ar: Sentence = AS_IT_IS
    disclosure_en: Sentence = AS_IT_IS
    story_thanks_ar: Sentence = AS_IT_IS
    story_thanks_en: Sentence = AS_IT_IS
    comment_rule: Rule = AS_IT_IS
    comment_keywords: Annotated[list[Annotated[Text, Field(max_length=100)]], Field(max_length=100)] = (
        AS_IT_IS
    )
    comment_public_reply: Annotated[Text, Field(max_length=PUBLIC_REPLY_LETTERS)] = AS_IT_IS
    resume_phrase: Annotated[Text, Field(max_length=200)] = AS_IT_IS
    owner_pause_minutes: Annotated[int, Field(ge=1, le=LONGEST_PAUSE)] = AS_IT_IS
    most_a_minute: Most = AS_IT_IS
    most_a_day: Most = AS_IT_IS
    opening_hours: Opening = AS_IT_IS
    time_zone: Annotated[Text, Field(max_length=64)] = AS_IT_IS
    budgets: BudgetChange = AS_IT_IS


@router.get("")
async def read_settings(app: Shared, who: Who) -> Settings:
    async with app.database.tenant(who.tenant) as tx:
        return await _settings(tx, who)


@router.patch("", responses=responses(403, 409))
async def change_settings(who: Who, once: Writing, said: SettingsChange) -> Settings:
    """All of it or nothing. Budgets are the owner's alone."""
    told = said.told
    if "budgets" in told and who.role != "owner":
        raise Refused(403, "budgets are for the shop's owner")

    async def work(tx: Transaction) -> dict[str, Any]:
        await _change(tx, who, said, told)
        return (await _settings(tx, who)).model_dump(mode="json", by_alias=True)

    return answered_as(Settings, await once(work))


async def _change(tx: Transaction, who: Principal, said: SettingsChange, told: dict[str, Any]) -> None:
    manners = {name: value for name, value in told.items() if name not in _OPENING}
    try:
        if manners:
            await set_manners(tx, who.tenant, Manners(**manners))
        if "opening_hours" in told or "time_zone" in told:
            await set_hours(tx, who.tenant, hours=_hours(said, told), zone=told.get("time_zone"))
        await set_budgets(tx, who.tenant, told.get("budgets", {}))
    except Misconfigured as error:
        raise Refused(422, str(error)) from None
    if told:
        what = ", ".join(sorted(told))
        await write_down(tx, who.tenant, "settings.changed", actor=who.role, user=who.user, what=what)


def _hours(said: SettingsChange, told: dict[str, Any]) -> dict[str, Any] | None:
    return said.opening_hours.model_dump(mode="json", by_alias=True) if "opening_hours" in told else None


async def _settings(tx: Transaction, who: Principal) -> Settings:
    row = await tx.row(SQL["settings"], {"tenant": who.tenant})
    by_period = {one.period: one for one in await spending(tx, who.tenant)}
    return Settings.model_validate(
        {
            **(row or {}),
            "budgets": {period: one.budget for period, one in by_period.items()},
            "spent": {period: one.spent for period, one in by_period.items()},
        }
    )
