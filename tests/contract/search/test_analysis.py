"""Analysers as tables: which spellings and forms meet in one term, and which must not."""

import pytest

from local.search.analysis import ANALYSERS

ARABIC = ANALYSERS["ar.microsoft"]
ENGLISH = ANALYSERS["en.microsoft"]
STANDARD = ANALYSERS["standard.lucene"]


@pytest.mark.parametrize(
    "forms",
    [
        "فستان الفستان والفستان بالفستان للفستان وفستان فساتين الفساتين فُسْتان فستـــان",
        "شنطة شنطه الشنطة شنط والشنط شنطات",
        "هدية هديه هدايا الهدايا للهدايا",
        "أحمر احمر الأحمر حمرا حمراء الحمراء",
        "بنطلون البنطلون وبنطلون بناطيل للبنطلون",
        "بلوزة البلوزة بلايز بلوزات",
        "عباية العباءة عبايات",
        "مقاس المقاس مقاسات",
        "توصيل التوصيل للتوصيل",
        "وسادة الوسادة",
        "٢٠ 20",
        "Zara ZARA",
    ],
)
def test_forms_of_one_arabic_word_meet(forms: str):
    assert len({tuple(ARABIC(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("فستان", "قميص"), ("وردي", "ورد"), ("لون", "ون"), ("بنت", "بنات"), ("ولد", "لد"), ("أسود", "سود")],
)
def test_different_arabic_words_stay_apart(one: str, other: str):
    assert ARABIC(one) != ARABIC(other)


@pytest.mark.parametrize(
    "forms",
    [
        "dress Dresses DRESS dress's",
        "gift gifts",
        "scarf scarves",
        "shoe shoes",
        "delivery deliveries",
        "exchange exchanges exchanged exchanging",
        "shop shopping shopped",
        "watch watches",
        "size sizes",
    ],
)
def test_forms_of_one_english_word_meet(forms: str):
    assert len({tuple(ENGLISH(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("red", ["red"]),
        ("ring", ["ring"]),
        ("need", ["need"]),
        ("this is the bus", ["bus"]),
        ("glass", ["glass"]),
    ],
)
def test_short_words_keep_their_letters_and_stop_words_go(text: str, terms: list[str]):
    assert ENGLISH(text) == terms


def test_standard_folds_case_and_nothing_else():
    assert STANDARD("Red-Dresses فُستان أحمر") == ["red", "dresses", "فُستان", "أحمر"]
    assert STANDARD("O'Neill") == ["o'neill"]
