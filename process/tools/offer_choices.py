"""Chips to tap below the reply: sizes, colours, yes or no. A tap comes back as the customer's own words."""

from typing import Any

from pydantic import Field

from process.arguments import Arguments
from process.tools import Shop, Tool
from shared.reply.limits import CHOICE_TITLE, CHOICES
from shared.reply.model import Choice


class OfferChoices(Arguments):
    choices: list[str] = Field(
        description=f"2 to {CHOICES} short answers, each at most {CHOICE_TITLE.most} characters"
    )


async def offer_choices(shop: Shop, wanted: OfferChoices) -> dict[str, Any]:
    titles = list(dict.fromkeys(choice.strip() for choice in wanted.choices if choice.strip()))
    too_long = [title for title in titles if not CHOICE_TITLE.holds(title)]
    if too_long or not 2 <= len(titles) <= CHOICES:
        return {
            "error": f"2 to {CHOICES} different choices of at most {CHOICE_TITLE.most} characters are needed"
        }
    shop.draft.choices = tuple(Choice(title, title) for title in titles)
    return {"offered": len(titles)}


TOOL = Tool(
    name="offer_choices",
    description="Put short answers below your reply for the customer to tap, when you ask for a size, a colour or a yes.",
    arguments=OfferChoices,
    run=offer_choices,
)
