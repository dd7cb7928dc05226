"""A person of the shop is wanted: the reply still goes out, and somebody is told why and what it is about."""

from typing import Any, Literal

from pydantic import Field

from process.answering import SOME_TIME
from process.arguments import Arguments
from process.draft import HandOver
from process.tools import Shop, Tool
from process.wording import in_words
from shared.language.storable import storable
from shared.person_wanted import Reason

SUMMARY_LIMIT = 300


class HandToPerson(Arguments):
    reason: Literal["asked", "upset", "out_of_scope", "cannot_answer"]
    summary: str = Field(
        description="one sentence for the person who takes over: what the customer wants, and what was said"
    )


async def hand_to_person(shop: Shop, wanted: HandToPerson) -> dict[str, Any]:
    summary = storable(wanted.summary)[:SUMMARY_LIMIT]
    shop.draft.hand_over = HandOver(Reason(wanted.reason), summary)
    when = shop.people_answer
    if when == SOME_TIME:
        return {"done": True, "say": "that someone from the shop will answer here, without a time"}
    return {
        "done": True,
        "say": f"that someone from the shop will answer here {in_words(when, 'english')}",
        "say_ar": f"واحد من المحل رح يرد عليك هون {in_words(when, 'arabic')}",
    }


TOOL = Tool(
    name="hand_to_person",
    description="Call a person of the shop: when the customer asks for one, is upset, or wants what you may not or cannot do.",
    arguments=HandToPerson,
    run=hand_to_person,
)
