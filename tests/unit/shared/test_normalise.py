"""One spelling for what customers and shops write in many; the same on both sides of the index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.normalise import is_arabic, normalise


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
    ],
)
def test_these_are_the_same(one: str, other: str) -> None:
    assert normalise(one) == normalise(other) == other


@given(st.text())
def test_normalised_text_is_words_divided_by_single_blanks(text: str) -> None:
    shown = normalise(text)
    assert shown == " ".join(shown.split())


@given(st.text("أإآٱىئؤةگڤپچـ٠۹٫٬ابتث abcABC123.,؟!\u064b\u0651"))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "arabic"),
    [("مرحبا", True), ("hello", False), ("بدي فستان size M", True), ("بدي dress size M", False), ("12.5", False), ("", False),
     ("👗", False), ("7ilu kteer", False)],
)  # fmt: skip
def test_the_script_of_most_letters_decides(text: str, arabic: bool) -> None:  # noqa: FBT001  # the table's
    assert is_arabic(text) is arabic
