"""What a turn is told of a product: prices that something of it has, and no more text than a turn has room for."""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from catalog.documents import product_document
from process.guard import unsupported
from process.product_facts import as_facts
from process.told_options import ANYTHING, Asked
from shared.tenants import TenantId
from tests.support.goods import goods

TENANT = TenantId(UUID("11111111-2222-4333-8444-555555555555"))


def told(**row: Any) -> dict[str, Any]:
    return as_facts(product_document(TENANT, goods("P", **row)).fields)


@pytest.mark.parametrize(
    ("prices", "price"),
    [
        ([None, "30"], "20"),
        (["30"], "30"),
        (["30", "25"], "25"),
        (["20"], "20"),
        (["0", None], "20"),
    ],
)
def test_the_price_is_one_that_a_size_has(prices: list[str | None], price: str) -> None:
    variants = [{"size": str(at), "price": own, "stock": "available"} for at, own in enumerate(prices)]
    facts = told(price="20", variants=variants)
    assert facts["price"] == price
    options = {Decimal(option["price"]) for option in facts.get("options", [])}
    assert options in ({Decimal(own or 20) for own in prices}, set())
    assert options or {*prices} <= {None, "20"}


def test_a_long_description_is_cut_at_a_words_end() -> None:
    facts = told(description_ar="كلمة " * 2000, description_en="short")
    assert len(facts["description_ar"]) <= 1201
    assert facts["description_ar"].endswith("كلمة…")
    assert facts["description_en"] == "short"


def many(sizes: int, asked: Asked = ANYTHING) -> dict[str, Any]:
    variants = [
        {"size": f"N{at}", "color": {"en": "red" if at == sizes - 2 else "white"}, "stock": at}
        for at in range(1, sizes)
    ]
    variants.append({"size": "XL", "stock": 2})
    return as_facts(product_document(TENANT, goods("P", price="20", variants=variants)).fields, asked)


@pytest.mark.parametrize(
    ("asked", "first"),
    [(Asked.of("اكس لارج", ""), "XL"), (Asked.of("", "أحمر"), "N198"), (ANYTHING, "N1")],
)
def test_what_was_asked_for_is_among_the_options_that_are_shown_and_the_others_are_counted(
    asked: Asked, first: str
) -> None:
    facts = many(200, asked)
    assert (facts["options"][0]["size"], len(facts["options"])) == (first, 30)
    assert (len(facts["sizes"]), len(facts["sizes_in_stock"])) == (30, 30)
    if asked.sizes:
        assert facts["sizes"][0] == facts["sizes_in_stock"][0] == "XL"
    for name in ("options", "sizes", "sizes_in_stock"):
        assert facts[f"{name}_not_shown"].startswith("170 more")
    assert "colors_en_not_shown" not in facts


def test_nothing_is_left_out_where_there_is_room_for_all() -> None:
    facts = many(30)
    assert len(facts["options"]) == len(facts["sizes"]) == 30
    assert not [name for name in facts if name.endswith("_not_shown")]


@pytest.mark.parametrize(
    ("own", "saved"),
    [
        ([None, "30"], ["10", "0"]),
        ([None, "22.5"], ["10", "7.5"]),
        ([None, "35", "15"], ["10", "0", "15"]),
        (["35", "40"], ["0", "0"]),
        (["35"], ["0"]),
    ],
)
def test_each_size_is_reduced_by_what_is_saved_with_it(own: list[str | None], saved: list[str]) -> None:
    variants = [{"size": str(at), "price": price, "stock": "available"} for at, price in enumerate(own)]
    facts = told(price="20", compare_at="30", variants=variants)
    assert [option.get("saved", "0") for option in facts["options"]] == (saved if len(saved) > 1 else ["0"])
    assert [option.get("compare_at") for option in facts["options"]] == [
        None if one == "0" else "30" for one in saved
    ]
    assert facts.get("saved", "0") == (saved[0] if None in own else "0")
    assert ("price_is" in facts) == (None in own)


def test_the_models_reply_tells_no_saving_of_another_size() -> None:
    variants = [{"size": "S", "stock": 3}, {"size": "XL", "price": "35", "stock": 3}]
    result = json.dumps({"products": [told(price="20", compare_at="30", variants=variants)]})

    def wrong(reply: str) -> list[str]:
        return unsupported(reply, tool_results=[result], customer=[]).numbers

    assert wrong("S is 20 JOD, you save 10 JOD") == []
    assert wrong("XL is 35 JOD") == []
    assert wrong("XL: you save 10 JOD") == ["10"]
    assert wrong("XL: before it was 30 JOD") == ["30"]


def test_a_size_that_is_not_shown_has_no_price_of_those_that_are() -> None:
    facts = many(60, Asked.of("XL", ""))
    assert "options_not_shown" in facts
    facts |= {"options": facts["options"][1:], "sizes": [*facts["sizes"][:1]]}
    result = json.dumps({"products": [facts]})
    assert unsupported("XL is 20 JOD", tool_results=[result], customer=[]).numbers == ["20"]
    assert unsupported("It is 20 JOD", tool_results=[result], customer=[]).numbers == []
    assert unsupported("170 JOD", tool_results=[result], customer=[]).numbers == ["170"]
