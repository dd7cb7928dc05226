"""A person of the shop is wanted: the reply still goes out, and somebody is told why and what it is about."""

from typing import Any, Literal

from pydantic import Field

from process.answering import SOME_TIME
from process.arguments import Arguments
from process.draft import HandOver
from process.tools import Shop, Tool
from process.wording import said
from shared.language.register import Register
from shared.person_wanted import Reason

SUMMARY_LIMIT = 300
_SAID_IN = {"say": Register.ENGLISH, "say_ar": Register.ARABIC, "say_arabizi": Register.ARABIZI}


class HandToPerson(Arguments):
    reason: Literal["asked", "upset", "out_of_scope", "cannot_answer", "payment"]
    summary: str = Field(description="one sentence: what the customer wants, and what was said")


async def hand_to_person(shop: Shop, wanted: HandToPerson) -> dict[str, Any]:
    summary = wanted.summary[:SUMMARY_LIMIT]
    shop.draft.hand_over = HandOver(Reason(wanted.reason), summary)
    when = shop.people_answer
    if when == SOME_TIME:
        return {"done": True, "say": "that someone from the shop will answer here, without a time"}
    return {"done": True} | {
        name: said("will_answer_here", register, when) for name, register in _SAID_IN.items()
    }


TOOL = Tool(
    name="hand_to_person",
    description="Call a person of the shop: when the customer asks for one, is upset, shows a transfer, or wants what you may not or cannot do.",
    arguments=HandToPerson,
    run=hand_to_person,
)
