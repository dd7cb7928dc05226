"""What a search makes of a customer's words: filters, what is looked for, and what is shown when nothing has all of it."""

import json
import re
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from process.tools import Shop, run_tool
from process.wanted import Wanted, wanted
from shared.model.client import ToolCall
from shared.search.places import Place, first_place
from shared.tenants import TenantId
from tests.support.stages import StageApp
from tests.unit.shared.test_filters import literals
from tests.unit.shared.test_search_query import HOSTILE

#: A condition with its texts taken out.
SHAPE = re.compile(
    r"kind eq ( and price_to ge \d{1,7}\.\d{3})?( and price_from le \d{1,7}\.\d{3})?"
    r"( and sizes/any\(x: x eq ( or x eq )*\))?( and colors/any\(x: x eq ( or x eq )*\))?"
)


def understood(query: str, **said: Any) -> Wanted:
    return wanted(
        query, **{"low": None, "high": None, "size": "", "color": "", "in_stock_only": False} | said
    )


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("بدي كندرة سودا نمرة 38 تحت العشرين", "بدي كندرة سودا"),
        ("white trainers size 41 under 30 jd", "white trainers"),
        ("مقاس 38", "مقاس 38"),
        ("تحت ٢٠", "تحت ٢٠"),
        ("فستان", "فستان"),
    ],
)
def test_what_became_a_filter_is_no_longer_looked_for_unless_nothing_is_left(query: str, text: str) -> None:
    assert understood(query).text == text


def test_what_the_model_says_goes_before_the_words() -> None:
    sought = understood("فستان تحت ٢٠ مقاس M", high=Decimal(30), size="L", color="أسود")
    assert (sought.low, sought.high, sought.sizes, sought.colors) == (None, Decimal(30), ("L",), ("black",))
    assert sought.text == "فستان أسود"


@given(HOSTILE, HOSTILE, st.text("xl'ml ٣٨() or"))
def test_no_text_becomes_a_condition(query: str, color: str, size: str) -> None:
    for beside in (True, False):
        outside, _ = literals(understood(query, color=color, size=size).where(beside=beside).odata)
        assert SHAPE.fullmatch(outside), outside


def document(sku: str, normalised: str, color: str = "", size: str = "") -> dict[str, Any]:
    return {
        "sku": sku, "normalised": normalised, "name_ar": "", "name_en": "", "description_ar": "", "description_en": "",
        "price": 12.5, "currency": "JOD", "sizes": [size], "colors_ar": [], "colors_en": [color], "stock": 3, "in_stock": True,
        "sizes_in_stock": [size], "stock_state": "counted", "compare_at": None, "options": None,
    }  # fmt: skip


RED_DRESS = document("red dress", "فستان احمر red dress", "red", "M")
BLACK_DRESS = document("black dress", "فستان اسود black dress", "black", "L")
BLACK_SHOE = document("black shoe", "حذاء اسود black shoes", "black", "38")


def test_the_fitting_ones_have_the_most_of_what_it_is() -> None:
    assert understood("فستان أسود").fitting([BLACK_SHOE, RED_DRESS, BLACK_DRESS]) == [RED_DRESS, BLACK_DRESS]
    assert understood("كندرة سودا").fitting([BLACK_DRESS, BLACK_SHOE]) == [BLACK_SHOE]
    assert understood("dresses").fitting([BLACK_SHOE, RED_DRESS]) == [RED_DRESS]
    assert understood("نظارات").fitting([BLACK_SHOE, RED_DRESS]) == []


class Shelves:
    """A search service that has these, and of each colour those."""

    def __init__(self, everything: list[dict[str, Any]], black: list[dict[str, Any]]) -> None:
        self.everything, self.black = everything, black
        self.asked = 0

    async def hybrid(self, tenant: TenantId, place: Place, **query: Any) -> list[dict[str, Any]]:
        assert str(tenant) in place.index
        self.asked += 1
        return self.black if "colors" in query["where"].odata else self.everything


async def searched(shelves: Shelves, query: str) -> tuple[dict[str, Any], list[str]]:
    app = StageApp()
    vars(app).update(search=shelves)
    shop = Shop(app, TenantId(UUID(int=1)), first_place(TenantId(UUID(int=1))))
    empty = dict.fromkeys(("min_price", "max_price", "size", "color"))
    call = ToolCall("1", "search_products", json.dumps({"query": query, "in_stock_only": False} | empty))
    return await run_tool(shop, call), shop.draft.missed


def skus(result: dict[str, Any]) -> list[str]:
    return [product["sku"] for product in result["products"]]


async def test_few_that_fit_come_first_and_the_same_in_other_colours_behind_them() -> None:
    shelves = Shelves([RED_DRESS, BLACK_DRESS, BLACK_SHOE], [BLACK_SHOE, BLACK_DRESS])
    result, missed = await searched(shelves, "فستان أسود")
    assert skus(result) == ["black dress", "red dress", "black shoe"]
    assert "none_has_this" not in result
    assert (missed, shelves.asked) == ([], 2)


async def test_a_colour_that_the_thing_does_not_have_is_left_out_and_said_to_be() -> None:
    result, missed = await searched(Shelves([RED_DRESS], [BLACK_SHOE]), "فستان أسود")
    assert skus(result) == ["red dress"]
    assert result["none_has_this"] == ["color"]
    assert missed == []


async def test_of_size_and_colour_the_one_that_is_there_goes_first() -> None:
    result, _ = await searched(Shelves([RED_DRESS, BLACK_DRESS], []), "فستان أسود مقاس M")
    assert skus(result) == ["red dress", "black dress"]
    result, _ = await searched(Shelves([RED_DRESS, BLACK_DRESS], []), "فستان أسود مقاس XL")
    assert skus(result) == ["black dress", "red dress"]
    assert result["none_has_this"] == ["size"]


async def test_what_the_shop_does_not_have_at_all_is_counted_as_missed() -> None:
    result, missed = await searched(Shelves([RED_DRESS], [BLACK_SHOE]), "نظارات سودا")
    assert skus(result) == ["black shoe"]
    assert missed == ["نظارات سودا"]


async def test_enough_that_fit_are_asked_for_once() -> None:
    shelves = Shelves([], [document(str(number), "فستان اسود") for number in range(3)])
    await searched(shelves, "فستان أسود")
    assert shelves.asked == 1
