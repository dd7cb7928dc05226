"""What tools put beside the text: cards of what was found, chips that are guarded, a person who is wanted."""

import json
from typing import Any
from uuid import UUID

import pytest

from process.history import Line, readable
from process.loop import Conversed, converse
from process.tools import Shop, run_tool
from shared.model.client import Reply, ToolCall
from shared.reply.model import Card, Cards, Choice, PostbackButton, Text
from shared.search.places import first_place
from shared.tenants import TenantId
from tests.support.stages import StageApp, called, said
from tests.unit.process.plans import NOW
from tests.unit.process.test_tools import ASKED, DOCUMENT

TENANT = TenantId(UUID("11111111-2222-4333-8444-555555555555"))
SOLD_OUT = DOCUMENT | {"sku": "DR-200", "name_ar": "فستان أزرق", "in_stock": False, "stock": 0}
RED = Card("فستان أحمر", "12.5 دينار · M", buttons=(PostbackButton("بدي هاد", "WANT:DR-100"),))
BLUE = Card("فستان أزرق", "12.5 دينار · خلص حالياً")


@pytest.fixture
def shop() -> Shop:
    app = StageApp()
    app.scripted_search.found = [DOCUMENT, SOLD_OUT]
    return Shop(app, TENANT, first_place(TENANT))


async def run(shop: Shop, name: str, **arguments: Any) -> dict[str, Any]:
    return await run_tool(shop, ToolCall("1", name, json.dumps(arguments)))


async def conversed(shop: Shop, *answers: Reply) -> Conversed:
    shop.app.scripted_model.answers.extend(answers)  # type: ignore[attr-defined]  # a StageApp
    messages: list[dict[str, Any]] = [{"role": "user", "content": "عندكم فستان؟"}]
    outcome = Conversed()
    await converse(shop, shop.app.model, messages, customer=["عندكم فستان؟"], outcome=outcome)
    return outcome


async def test_products_that_were_found_are_shown_as_cards_with_their_true_prices(shop: Shop) -> None:
    await run(shop, "search_products", **ASKED)
    shown = await run(shop, "show_products", skus=["DR-100", "DR-200", "DR-100", "DR-999"], language="ar")
    assert shown == {"shown": ["DR-100", "DR-200"]}
    assert shop.draft.cards == (RED, BLUE)


async def test_a_card_speaks_the_language_of_the_reply(shop: Shop) -> None:
    await run(shop, "search_products", **ASKED)
    await run(shop, "show_products", skus=["DR-100"], language="en")
    assert shop.draft.cards == (
        Card("Red dress", "12.5 JOD · M", buttons=(PostbackButton("I want this", "WANT:DR-100"),)),
    )


async def test_a_card_in_arabizi_has_the_english_name_and_price(shop: Shop) -> None:
    await run(shop, "search_products", **ASKED)
    await run(shop, "show_products", skus=["DR-100"], language="arabizi")
    assert shop.draft.cards == (
        Card("Red dress", "12.5 JOD · M", buttons=(PostbackButton("Bdi hada", "WANT:DR-100"),)),
    )


@pytest.mark.parametrize(
    ("changed", "language", "card"),
    [
        ({"compare_at": 15.0}, "ar", Card("فستان أحمر", "12.5 دينار بدل 15 دينار · M", buttons=(PostbackButton("بدي هاد", "WANT:DR-100"),))),
        ({"compare_at": 15.0}, "en", Card("Red dress", "12.5 JOD, was 15 JOD · M", buttons=(PostbackButton("I want this", "WANT:DR-100"),))),
        (
            {"stock": None, "stock_state": "made_to_order", "in_stock": False}, "en",
            Card("Red dress", "12.5 JOD · M · made to order", buttons=(PostbackButton("I want this", "WANT:DR-100"),)),
        ),
        (
            {"sizes": ["S", "M"], "options": '[{"size":"S","price":"12.5","stock":1}]', "sizes_in_stock": ["S"]}, "en",
            Card("Red dress", "12.5 JOD · S", buttons=(PostbackButton("I want this", "WANT:DR-100"),)),
        ),
        (
            {"image": "https://shop.example/1.png"}, "en",
            Card("Red dress", "12.5 JOD · M", "https://shop.example/1.png", buttons=(PostbackButton("I want this", "WANT:DR-100"),)),
        ),
    ],
)  # fmt: skip
async def test_a_card_shows_what_can_be_had_what_it_cost_before_and_the_picture(
    shop: Shop, changed: dict[str, Any], language: str, card: Card
) -> None:
    shop.app.scripted_search.found = [DOCUMENT | changed]  # type: ignore[attr-defined]  # a StageApp
    found = await run(shop, "search_products", **ASKED)
    await run(shop, "show_products", skus=["DR-100"], language=language)
    assert shop.draft.cards == (card,)
    assert "image" not in found["products"][0]


async def test_what_no_search_of_this_turn_found_is_not_shown(shop: Shop) -> None:
    assert "search first" in (await run(shop, "show_products", skus=["DR-100"], language="ar"))["error"]
    assert shop.draft.cards == ()


@pytest.mark.parametrize(
    "choices",
    [
        pytest.param([], id="none"),
        pytest.param(["M"], id="one alone is no choice"),
        pytest.param(["M", " M "], id="the same twice"),
        pytest.param([str(n) for n in range(14)], id="more than Instagram shows"),
        pytest.param(["M", "x" * 21], id="longer than Instagram shows"),
    ],
)
async def test_choices_that_cannot_be_offered_are_given_back_to_the_model(
    shop: Shop, choices: list[str]
) -> None:
    assert "error" in await run(shop, "offer_choices", choices=choices)
    assert shop.draft.choices == ()


async def test_chips_stand_below_the_text_and_cards_before_it(shop: Shop) -> None:
    outcome = await conversed(
        shop,
        called("search_products", **ASKED),
        called("show_products", skus=["DR-100"], language="ar"),
        called("offer_choices", choices=["M", "L"]),
        said("أي مقاس؟"),
    )
    chips = (Choice("M", "M"), Choice("L", "L"))
    assert outcome.reply == [Cards((RED,)), Text("أي مقاس؟", chips)]


async def test_without_chips_the_text_comes_first(shop: Shop) -> None:
    outcome = await conversed(
        shop,
        called("search_products", **ASKED),
        called("show_products", skus=["DR-100"], language="ar"),
        said("هاي اللي عنا"),
    )
    assert outcome.reply == [Text("هاي اللي عنا"), Cards((RED,))]


async def test_a_number_on_a_chip_needs_a_source_like_any_other_and_goes_when_it_has_none(shop: Shop) -> None:
    outcome = await conversed(
        shop,
        called("offer_choices", choices=["10 دينار", "15 دينار"]),
        said("كم ميزانيتك؟"),
        said("كم ميزانيتك؟"),
    )
    assert outcome.reply == [Text("كم ميزانيتك؟")]


async def test_a_person_is_called_and_the_reply_goes_out_all_the_same(shop: Shop) -> None:
    outcome = await conversed(
        shop, called("hand_to_person", reason="upset", summary="زعلانة من التأخير"), said("حقك علينا")
    )
    assert outcome.text == "حقك علينا"
    assert outcome.hand_over is not None
    assert (outcome.hand_over.reason, outcome.hand_over.summary) == ("upset", "زعلانة من التأخير")


def test_the_model_reads_which_product_was_tapped() -> None:
    line = Line("customer", 1, NOW, "بدي هاد", payload="WANT:DR-100")
    assert readable(line) == "بدي هاد [product: DR-100]"
