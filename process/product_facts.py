"""A product as the model, the guard and the cards read it: from the index, or from its row in the database."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from process.told_options import ANYTHING, Asked, told
from shared.language import money
from shared.stock import Stock, kept_variants, options_of, sizes_in_stock, stock_of, told_stock

_TOLD = (
    "sku",
    "name_ar",
    "name_en",
    "description_ar",
    "description_en",
    "price",
    "currency",
    "sizes",
    "colors_ar",
    "colors_en",
    "stock",
    "in_stock",
)
_MOST_DESCRIBED = 1_200
#: What `as_facts` takes of a document of the index.
SELECT = (*_TOLD, "sizes_in_stock", "stock_state", "compare_at", "options")


def as_facts(document: Mapping[str, Any], asked: Asked = ANYTHING) -> dict[str, Any]:
    """What was asked for comes first where a list is too long to be told whole."""
    options: list[dict[str, Any]] = json.loads(document.get("options") or "[]")
    price, currency = _price(Decimal(str(document["price"])), options), document["currency"]
    facts = {name: document[name] for name in _TOLD} | told_money("price", price, currency)
    facts |= {name: _cut(document[name]) for name in ("description_ar", "description_en")}
    if facts["stock"] is None:
        facts["stock"] = told_stock(Stock(document["stock_state"]), None)
    if document.get("compare_at") is not None:
        before = Decimal(str(document["compare_at"]))
        facts |= _reduced(before, price, currency)
        options = _each_reduced(options, before)
    if options:
        facts |= {"options": options, "sizes_in_stock": document["sizes_in_stock"]}
    return told(facts, asked)


def _price(own: Decimal, options: Sequence[Mapping[str, Any]]) -> Decimal:
    """What something of it can be had for: each size and colour may have another price than the product."""
    prices = {Decimal(option["price"]) for option in options}
    return own if not prices or own in prices else min(prices)


def _cut(description: str) -> str:
    """At a word's end, for six products are told at once, and a shop may write 10,000 letters of each."""
    if len(description) <= _MOST_DESCRIBED:
        return description
    beginning = description[:_MOST_DESCRIBED]
    return f"{beginning.rpartition(' ')[0] or beginning}…"


def _reduced(before: Decimal, price: Decimal, currency: str) -> dict[str, str]:
    """The only source of a discount: the word that says so, and what is saved. Nothing where it costs as much or more."""
    if price >= before:
        return {}
    amounts = told_money("compare_at", before, currency) | told_money("saved", before - price, currency)
    return {"price_is": "reduced"} | amounts


def _each_reduced(options: list[dict[str, Any]], before: Decimal) -> list[dict[str, Any]]:
    """Where sizes and colours have prices of their own, each tells what is saved with it: with a dearer one less, or nothing."""
    if len({option["price"] for option in options}) < 2:
        return options
    return [
        option | {"compare_at": money.plain(before), "saved": money.plain(before - price)}
        if (price := Decimal(option["price"])) < before
        else option
        for option in options
    ]


def facts_of_row(row: Mapping[str, Any], asked: Asked = ANYTHING) -> dict[str, Any]:
    """`row` is of `shop.products` with its variants."""
    variants, together = kept_variants(row)
    stock, count = stock_of(variants, together)
    options = options_of(variants, row["price"])
    return as_facts(
        dict(row)
        | {
            "sizes": [size.upper() for size in row["sizes"]],
            "stock": told_stock(stock, count),
            "in_stock": any(variant.in_stock for variant in variants),
            "sizes_in_stock": sizes_in_stock(variants),
            "options": json.dumps(options) if options else None,
        },
        asked,
    )


def told_money(name: str, amount: Decimal, currency: str) -> dict[str, str]:
    return {
        name: money.plain(amount),
        f"{name}_ar": money.arabic(amount, currency),
        f"{name}_en": money.english(amount, currency),
    }
