"""A size's or a colour's price and stock are told of that one, and the product's own of none that has others."""

import json

import pytest

from process.guard import unsupported

SHIRT = {
    "sku": "SH",
    "name_ar": "قميص كتان",
    "name_en": "Linen shirt",
    "price": "20",
    "price_ar": "20 دينار",
    "price_en": "20 JOD",
    "stock": 12,
    "sizes": ["M", "L", "38"],
    "compare_at": "35",
    "options": [
        {"size": "M", "color_ar": "أبيض", "color_en": "white", "price": "20", "stock": 10},
        {"size": "L", "color_ar": "أبيض", "color_en": "white", "price": "30", "stock": 2},
        {"size": "38", "color_ar": "أسود", "color_en": "black", "price": "27", "stock": "available"},
    ],
}


@pytest.mark.parametrize(
    ("reply", "numbers"),
    [
        ("مقاس M سعره 30 دينار", ["30"]),
        ("Size M is 30 JOD", ["30"]),
        ("مقاس لارج بـ 20 دينار", ["20"]),
        ("M بـ 30 دينار و L بـ 20 دينار", ["30", "20"]),
        ("M: only 2 left", ["2"]),
        ("ضايل حبتين من مقاس M", ["حبتين"]),
        ("نمرة 38 بـ 20 دينار", ["20"]),
        ("الأسود بـ 20 دينار", ["20"]),
        ("مقاس L باللون الأسود بـ 30 دينار", ["30"]),
        ("مقاس M سعره 20 دينار", []),
        ("Size L is 30 JOD, only 2 left", []),
        ("M بـ 20 دينار و L بـ 30 دينار", []),
        ("مقاس M بـ 20 دينار بدل 35", []),
        ("نمرة 38 بـ 27 دينار", []),
        ("الأسود بـ 27 دينار", []),
        ("القميص من 20 دينار لـ 30 دينار", []),
        ("It's 20 JOD", []),
        ("I'm sure: from 20 JOD", []),
        ("متوفر M و L، والسعر من 20 لـ 30 دينار حسب المقاس", []),
        ("ضايل منه 12 حبة", []),
    ],
)
def test_a_figure_is_told_of_its_own_size_and_colour(reply: str, numbers: list[str]) -> None:
    told = json.dumps({"products": [SHIRT]}, ensure_ascii=False)
    assert unsupported(reply, tool_results=[told], customer=[]).numbers == numbers


@pytest.mark.parametrize(
    ("reply", "promises"),
    [
        ("آخر كم حبة من القميص، الكمية محدودة", ["few are left"]),
        ("few left of the linen shirt", ["few are left"]),
        ("M: few left", ["few are left"]),
        ("L: few left", []),
        ("الكمية محدودة من مقاس لارج", []),
    ],
)
def test_few_are_left_of_a_size_and_not_of_all(reply: str, promises: list[str]) -> None:
    told = json.dumps({"products": [SHIRT]}, ensure_ascii=False)
    assert unsupported(reply, tool_results=[told], customer=[]).promises == promises


def test_how_many_sizes_are_left_out_is_no_count_of_pieces() -> None:
    cut = json.dumps({"products": [SHIRT | {"options_not_shown": "77 more: ask with the size or color"}]})
    assert unsupported("عنا منه 77 قطعة", tool_results=[cut], customer=[]).numbers == ["77"]
