"""Embeddings: what must lie near lies nearer than what must not, across scripts and spellings."""

import math

import pytest

from local.model.arabizi import skeleton, to_arabic
from local.model.embedding import DIMENSIONS, embed


def cosine(one: str, other: str) -> float:
    return sum(left * right for left, right in zip(embed(one), embed(other), strict=True))


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("red dress", "فستان أحمر", "شنطة سودا"),
        ("fustan a7mar", "فستان أحمر", "فستان أسود"),
        ("فستان أحمر", "Red satin evening dress, long", "Black leather handbag"),
        ("الفساتين الحمرا", "فستان أحمر", "بنطلون أحمر"),
        ("gift for mother", "هدية للأم", "مقاسات الأحذية"),
        ("قديش التوصيل للزرقا", "Delivery to Zarqa is 3 JOD", "Opening hours on Friday"),
        ("kam el tawseel", "رسوم التوصيل لكل المحافظات", "سياسة الإرجاع"),
        ("can I pay by card", "طرق الدفع: كاش أو فيزا", "التوصيل داخل عمان"),
        ("ghutra", "غترة", "قميص"),
        ("بلووزة", "بلوزة", "حزام"),
    ],
)
def test_the_same_meaning_lies_nearer_than_another(text: str, near: str, far: str):
    assert cosine(text, near) > cosine(text, far) + 0.1


@pytest.mark.parametrize("text", ["فستان أحمر", "red dress", "", "!", "a" * 5000])
@pytest.mark.parametrize("dimensions", [DIMENSIONS, 256, 1])
def test_every_vector_has_unit_length_and_is_the_same_each_time(text: str, dimensions: int):
    vector = embed(text, dimensions)
    assert len(vector) == dimensions
    assert math.hypot(*vector) == pytest.approx(1.0, abs=1e-5)
    assert vector == embed(text, dimensions)


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [("فستان", "fustan"), ("أحمر", "a7mar"), ("شنطة", "shanta"), ("توصيل", "tawseel"), ("خاتم", "5atem")],
)
def test_a_word_sounds_the_same_in_both_scripts(arabic: str, latin: str):
    assert skeleton(arabic) == skeleton(latin)


@pytest.mark.parametrize(
    ("latin", "arabic"), [("fustan", "فستان"), ("shanta", "شانتة"), ("7areer", "حارير"), ("zoom", "زوم")]
)
def test_an_unknown_arabizi_word_is_spelt_in_arabic_letters(latin: str, arabic: str):
    assert to_arabic(latin) == arabic
