"""Nothing true is held back: what the shop's own texts say, and what the stand-in writes from them."""

import json
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import local.shop
from local.model.wording import ARABIC, ENGLISH, Wording
from process.guard import Unsupported, unsupported
from shared.language import money

NOTHING = Unsupported([], [])
SHOP = Path(next(iter(local.shop.__path__)))
KNOWLEDGE = json.loads((SHOP / "knowledge.json").read_text("utf-8"))
PRODUCTS = json.loads((SHOP / "products.json").read_text("utf-8"))


def judged(reply: str, result: dict[str, Any]) -> Unsupported:
    return unsupported(reply, tool_results=[json.dumps(result, ensure_ascii=False)], customer=[])


@pytest.mark.parametrize("passage", KNOWLEDGE, ids=lambda passage: passage["id"])
def test_a_passage_may_be_repeated_and_its_numbers_in_the_other_language(passage: dict[str, Any]) -> None:
    for said, other in (("text_ar", "text_en"), ("text_en", "text_ar")):
        assert judged(passage[said], {"passages": [passage]}) == NOTHING
        assert judged(passage[said], {"passages": [{other: passage[other]}]}) == NOTHING


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product["sku"])
@pytest.mark.parametrize(("words", "language"), [(ARABIC, "ar"), (ENGLISH, "en")], ids=["ar", "en"])
def test_a_product_may_be_described_with_its_price_and_stock(
    product: dict[str, Any], words: Wording, language: str
) -> None:
    price = Decimal(product["price"])
    result = product | {
        "price": money.plain(price),
        "price_ar": money.arabic(price, "JOD"),
        "price_en": money.english(price, "JOD"),
    }
    line = " — ".join(
        [
            result[f"name_{language}"],
            result[f"price_{language}"],
            words.sizes + words.comma.join(product["sizes"]),
            words.few.get(product["stock"]) or words.some_left.format(stock=product["stock"]),
        ]
    )
    reply = f"{words.found_one}\n• {line}\n{product[f'description_{language}']}\n{words.one_more}"
    assert judged(reply, {"products": [result]}) == NOTHING


@pytest.mark.parametrize("words", [ARABIC, ENGLISH], ids=["ar", "en"])
def test_sentences_without_a_fact_need_no_tool(words: Wording) -> None:
    said = {field.name: getattr(words, field.name) for field in fields(words) if field.name != "few"}
    assert {name: judged(text, {}) for name, text in said.items() if judged(text, {}) != NOTHING} == {}


@pytest.mark.parametrize("words", [ARABIC, ENGLISH], ids=["ar", "en"])
def test_how_many_are_left_needs_that_stock(words: Wording) -> None:
    for stock, text in words.few.items():
        assert judged(text, {"products": [{"stock": stock}]}) == NOTHING
        assert judged(text, {"products": [{"stock": stock + 5}]}) != NOTHING
