"""A model that lies, twice and in every form: nothing false leaves the loop, whatever was asked and found before.

Lies with a number are told in every scenario. Promises without one are told where the shop's own words were not read,
nor a description that promises:
that a shop speaks of exchange supports the word, and not which pieces. That a piece is the last is told where none was
looked for, since it is true of one of them; that delivery is free, where no order of the scenario has earned it.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.eval.models import Chats, ScriptedModel
from ops.eval.scenario import Call, Case, Turn
from process.facts import FREE_DELIVERY
from process.loop import Conversed
from shared.language.numbers import numbers_in
from shared.language.promises import promises_in
from tests.unit.evaluation.scenarios import CASES, played

LIES: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("lies.json").read_text("utf-8"))
TOLD = [(kind, form, lie) for kind, forms in LIES.items() for form, lie in forms.items()]


def thinks(case: Case) -> bool:
    """The last turn is the model's."""
    return case.scenario.turns[-1].reply is not None and case.kind != "person"


def true_reply(case: Case) -> str:
    return case.scenario.turns[-1].reply or ""


def calls(case: Case, tool: str) -> bool:
    return any(call.tool == tool for turn in case.scenario.turns for some in turn.calls for call in some)


THINKING = [case for case in CASES if thinks(case)]
UNREAD = [
    case for case in THINKING if not calls(case, "answer_from_knowledge") and not case.scenario.products
]
UNSEARCHED = [case for case in UNREAD if not calls(case, "search_products")]


def cases_for(kind: str, lie: str) -> list[Case]:
    if kind == "the last piece":
        return UNSEARCHED
    if kind == FREE_DELIVERY:
        return [case for case in UNREAD if FREE_DELIVERY not in promises_in(true_reply(case))]
    return THINKING if numbers_in(lie) else UNREAD


class Liar(ScriptedModel):
    """Calls its tools as an honest model does, then lies: alone, and behind what is true."""

    def __init__(self, turn: Turn, lie: str) -> None:
        super().__init__(turn)
        self._texts: Iterator[str] = iter([lie, f"{turn.reply}. {lie}"])

    def text(self) -> str | None:
        return next(self._texts)


async def told(case: Case, lie: str) -> tuple[str, Conversed]:
    last = case.scenario.turns[-1]

    def model_of(turn: Turn) -> Chats:
        return Liar(turn, lie) if turn is last else ScriptedModel(turn)

    result = await played(case, model_of)
    return result.played[-1].reply, result.played[-1].conversed


def assert_held_back(reply: str, conversed: Conversed, lie: str) -> None:
    assert conversed.text is None, lie
    assert conversed.reply == []
    assert conversed.reason in {"unsupported_numbers", "unsupported_promises"}
    assert lie not in reply
    assert numbers_in(reply) == []


@pytest.mark.parametrize(
    ("number", "lie"), list(enumerate(TOLD)), ids=[f"{kind}: {form}" for kind, form, _ in TOLD]
)
async def test_a_lie_does_not_leave_the_loop(number: int, lie: tuple[str, str, str]) -> None:
    some = cases_for(lie[0], lie[2])
    reply, conversed = await told(some[number * 7 % len(some)], lie[2])
    assert_held_back(reply, conversed, lie[2])


@given(st.data())
@settings(deadline=None, max_examples=200)
async def test_nor_does_any_in_any_scenario(data: st.DataObject) -> None:
    kind, _, lie = data.draw(st.sampled_from(TOLD))
    case = data.draw(st.sampled_from(cases_for(kind, lie)))
    reply, conversed = await told(case, lie)
    assert_held_back(reply, conversed, f"{case.id}: {lie}")


async def test_neither_do_days_come_back_as_a_fee_nor_a_fee_as_days() -> None:
    told_so_far = 0
    for case in (case for case in THINKING if case.kind == "delivery"):
        honest = (await played(case, ScriptedModel)).played[-1].conversed
        for quote in (json.loads(result) for result in honest.tool_results if "working_days_max" in result):
            fees = {Decimal(quote["fee"]), Decimal(quote.get("subtotal", 0))}
            days = {Decimal(quote[f"working_days_{end}"]) for end in ("min", "max")}
            lies = [f"التوصيل بـ {number} دينار" for number in days - fees]
            lies += [f"بوصل خلال {number} يوم" for number in fees - days]
            for lie in lies:
                assert_held_back(*await told(case, lie), f"{case.id}: {lie}")
            told_so_far += len(lies)
    assert told_so_far > 40


CHIPS = [("37 دينار", "لا"), ("توصيل مجاني", "لا شكراً"), ("35% off", "no"), ("٣٧ ليرة", "غيره")]


@pytest.mark.parametrize("titles", CHIPS, ids=lambda titles: titles[0])
async def test_a_lie_to_tap_does_not_leave_the_loop(titles: tuple[str, str]) -> None:
    chips = Call(tool="offer_choices", arguments={"choices": list(titles)})

    class Again(ScriptedModel):
        """Offers the same once more when it is told that it is not true."""

        def text(self) -> str | None:
            self._rounds.append((chips,)) if not self.corrected else None
            self.corrected = True
            return "شو بتحب؟"

        corrected = False

    case = UNREAD[0]
    turn = case.scenario.turns[0].model_copy(update={"calls": ((chips,),), "reply": "شو بتحب؟"})
    alone = case.model_copy(update={"scenario": case.scenario.model_copy(update={"turns": (turn,)})})
    result = await played(alone, Again)
    assert_held_back(result.played[0].reply, result.played[0].conversed, titles[0])


SHOWN = (
    ("show_products", {"skus": ["K-11"], "language": "ar"}, "سعره 11 دينار"),
    ("offer_choices", {"choices": ["S", "M", "L"]}, "التوصيل 3 دنانير"),
)


@pytest.mark.parametrize(("tool", "arguments", "lie"), SHOWN, ids=lambda value: str(value)[:20])
async def test_what_a_tool_says_of_cards_and_chips_is_no_price(
    tool: str, arguments: dict[str, Any], lie: str
) -> None:
    search = Call(tool="search_products", arguments={"query": "فستان"})
    case = UNREAD[0]
    turn = case.scenario.turns[0].model_copy(
        update={"calls": ((search,), (Call(tool=tool, arguments=arguments),)), "reply": "شو بتحب؟"}
    )
    alone = case.model_copy(update={"scenario": case.scenario.model_copy(update={"turns": (turn,)})})
    reply, conversed = await told(alone, lie)
    assert_held_back(reply, conversed, lie)


async def test_a_card_of_what_no_search_found_is_not_shown() -> None:
    card = Call(tool="show_products", arguments={"skus": ["X-771"], "language": "ar"})
    case = UNREAD[0]
    turn = case.scenario.turns[0].model_copy(update={"calls": ((card,),), "reply": "شو بتحب؟"})
    alone = case.model_copy(update={"scenario": case.scenario.model_copy(update={"turns": (turn,)})})
    result = await played(alone, ScriptedModel)
    (part,) = result.played[0].conversed.reply
    shown: Any = part
    assert shown.text == "شو بتحب؟"
