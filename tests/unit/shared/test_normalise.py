"""One spelling for what customers and shops write in many; the same on both sides of the index."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.language.normalise import normalise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("أحمر", "احمر", id="hamza"),
        pytest.param("إيشارب", "ايشارب", id="hamza below"),
        pytest.param("آخر", "اخر", id="madda"),
        pytest.param("مستشفى", "مستشفي", id="alef maqsura"),
        pytest.param("شنطة", "شنطه", id="taa marbuta"),
        pytest.param("فُسْتَانٌ", "فستان", id="short vowels"),
        pytest.param("فستـــان", "فستان", id="tatweel"),
        pytest.param("ﻓﺴﺘﺎﻥ", "فستان", id="presentation forms"),
        pytest.param("١٢٫٥", "12.5", id="Arabic-Indic digits and decimal point"),
        pytest.param("۱۲", "12", id="Persian digits"),
        pytest.param("١٬٢٥٠", "1250", id="thousands"),
        pytest.param("Red DRESS", "red dress", id="capitals"),
        pytest.param("Ｒｅｄ", "red", id="full width"),
        pytest.param("عندكم؟ فستان، أحمر!", "عندكم فستان احمر", id="punctuation"),
        pytest.param("12.5.", "12.5", id="a full stop behind a number"),
        pytest.param("dress.red", "dress red", id="a point between words"),
        pytest.param("  a \n b ", "a b", id="blanks"),
        pytest.param("👗 فستان 👗", "فستان", id="emoji"),
        pytest.param("", "", id="nothing"),
        pytest.param("حلووو", "حلو", id="drawn out"),
        pytest.param("كتييييير", "كتير", id="drawn out within a word"),
        pytest.param("حلوو", "حلو", id="a long vowel twice at the end"),
        pytest.param("اللله", "الله", id="a word with two of a letter"),
        pytest.param("مممتاااز", "ممتاز", id="two runs, one of them two letters"),
        pytest.param("تغيير", "تغيير", id="two that are meant"),
        pytest.param("helloooo", "hello", id="Latin drawn out"),
        pytest.param("cooool", "cool", id="Latin with two"),
        pytest.param("XXXL", "xxxl", id="a size"),
        pytest.param("1000", "1000", id="zeros"),
        pytest.param("café", "cafe", id="accents"),
    ],
)
def test_these_are_the_same(one: str, other: str) -> None:
    assert normalise(one) == normalise(other) == other


@given(st.text())
def test_normalised_text_is_words_divided_by_single_blanks(text: str) -> None:
    shown = normalise(text)
    assert shown == " ".join(shown.split())


@given(st.text() | st.text("أإآٱىئؤةگڤپچـ٠۹٫٬ابتثلهوييoeEx abcABC123.,؟!½ﷲ\u064b\u0651"))
@example("A:A:A:A")
@example("a.a.a.a b c d")
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_normalised_text_is_no_longer_than_unicode_can_make_it(text: str) -> None:
    assert len(normalise(text)) <= 18 * len(text)
