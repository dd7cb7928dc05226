"""Of the sample shop's own catalogue: several products in one reply, each with its price, and the same with prices changed about."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import local.shop
from process.guard import Unsupported, unsupported
from shared.language import money

SHOP = Path(next(iter(local.shop.__path__)))
NOTHING = Unsupported([], [])
Line = Callable[[dict[str, Any], str], str]


def found(product: dict[str, Any]) -> dict[str, Any]:
    """As a search gives it."""
    price = Decimal(product["price"])
    return {name: product[name] for name in ("sku", "name_ar", "name_en", "description_ar", "description_en", "sizes", "stock")} | {
        "price": money.plain(price), "price_ar": money.arabic(price, "JOD"), "price_en": money.english(price, "JOD"),
        "colors_ar": [color["ar"] for color in product["colors"]], "colors_en": [color["en"] for color in product["colors"]],
    }  # fmt: skip


PRODUCTS = [found(product) for product in json.loads((SHOP / "products.json").read_text("utf-8"))]
SEVERAL = st.lists(st.sampled_from(PRODUCTS), min_size=2, max_size=6, unique_by=lambda one: one["price"])
#: How a line of a list, or a sentence, names one product and a price.
LINES: dict[str, Line] = {
    "Arabic": lambda one, price: f"• {one['name_ar']} — {price} دينار",
    "Arabic with sizes": lambda one, price: f"{one['name_ar']}، بـ {price} دينار، المقاسات: {'، '.join(one['sizes'])}",
    "Arabic, the price below": lambda one, price: f"**{one['name_ar']}**\n   - السعر: {price} دينار",
    "Arabic with its description": lambda one, price: f"{one['name_ar']}: {price} د.أ\n{one['description_ar']}",
    "English": lambda one, price: f"- {one['name_en']}: {price} JOD",
    "English sentence": lambda one, price: f"The {one['name_en']} is {price} JOD.",
    "English, the price below": lambda one, price: f"**{one['name_en']}**\nPrice: {price} JOD\nColours: {', '.join(one['colors_en'])}",
    "English with its description": lambda one, price: f"{one['name_en']} ({price} JOD): {one['description_en']}",
}  # fmt: skip
RUNNING: dict[str, tuple[Line, str]] = {
    "Arabic by turns": (lambda one, price: f"{one['name_ar']} بـ {price} دينار", " و"),
    "English by turns": (lambda one, price: f"{one['name_en']} for {price} JOD", ", "),
    "English, the price first": (lambda one, price: f"{price} JOD for the {one['name_en']}", " and "),
}


def judged(reply: str, products: list[dict[str, Any]]) -> Unsupported:
    return unsupported(
        reply, tool_results=[json.dumps({"products": products}, ensure_ascii=False)], customer=[]
    )


def replies(line: Line, joined: str, products: list[dict[str, Any]]) -> tuple[str, str]:
    """With each its own price, and with that of the next."""
    prices = [product["price"] for product in products]
    true, false = (
        joined.join(line(one, price) for one, price in zip(products, some, strict=True))
        for some in (prices, prices[1:] + prices[:1])
    )
    return true, false


ALL = {name: (line, "\n") for name, line in LINES.items()} | RUNNING


#: The favours' own words speak of sets, and another of the three is a set by name.
SETS = [one for name in ("Red satin", "Dead Sea care", "Eid favours") for one in PRODUCTS if one["name_en"].startswith(name)]  # fmt: skip


@pytest.mark.parametrize("form", ALL)
@given(SEVERAL)
@example(SETS)
@settings(max_examples=20)
def test_each_with_its_own_price_may_be_told(form: str, products: list[dict[str, Any]]) -> None:
    true, _ = replies(*ALL[form], products)
    assert judged(true, products) == NOTHING, true


@pytest.mark.parametrize("form", [form for form in ALL if "description" not in form])
@given(SEVERAL)
@settings(max_examples=20)
def test_with_the_price_of_the_next_it_may_not(form: str, products: list[dict[str, Any]]) -> None:
    """A description may have words of the other's name; then nothing is certain."""
    _, false = replies(*ALL[form], products)
    assert judged(false, products).numbers != [], false
