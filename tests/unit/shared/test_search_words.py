"""What a customer's words are looked up as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.normalise import normalise
from shared.language.search_words import meaning_text, search_text


@pytest.mark.parametrize(
    ("asked", "among"),
    [
        ("عندكم كندرة سودا؟", {"كندره", "حذاء", "شوز", "اسود"}),
        ("أريد وشاحاً", {"وشاح", "شال"}),
        ("bdi kondara sooda", {"كندره", "حذاء", "سودا", "اسود"}),
        ("7a2ibet thaher", {"7a2ibet"}),
        ("والشنطة", {"والشنطه", "حقيبه"}),
        ("حذاء رياضي", {"سنيكرز", "trainers"}),
        ("فستااااان حلوووو", {"فستان", "حلو"}),
        ("كنزة صوفية", {"صوف", "wool"}),
        ("dresses", {"فستان", "dress"}),
        ("brown jaket", {"jacket", "جاكيت"}),
        ("فستن", {"فستان"}),
        ("weslatni maksoora", {"مكسوره"}),
    ],
)
def test_a_thing_is_looked_up_by_its_other_names(asked: str, among: set[str]) -> None:
    assert among <= set(search_text(asked).split())


@pytest.mark.parametrize(
    ("asked", "looked_up"),
    [
        ("عندكم", "عندكم"),
        ("do you have a red dress?", "red dress"),
        ("XL", "XL xl"),
        ('dress -red +"silk" (a|b) *', "dress red silk"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_only_asks_is_left_out_and_no_sign_becomes_an_operator(asked: str, looked_up: str) -> None:
    assert search_text(asked).startswith(looked_up)
    assert not set(search_text(asked)) & set('+|"()*~\\-')


def test_english_is_not_spelt_in_arabic_letters() -> None:
    assert "سون" not in search_text("black sun glasses").split()
    assert "سون" in search_text("nezarat sun").split()


def test_the_vector_stands_for_the_customers_words_and_for_their_arabic() -> None:
    assert meaning_text("3ndkom fustan a7mar?") == "3ndkom fustan a7mar?\nعندكم فستان احمر"
    assert meaning_text("do you have dresses?") == "do you have dresses?"
    assert meaning_text("عندكم فستان؟") == "عندكم فستان؟"


@given(st.text() | st.lists(st.sampled_from(["fustan", "كندره", "sdthka", "حذاء", "زهري"])).map(" ".join))
def test_however_much_is_asked_the_query_is_bounded(text: str) -> None:
    assert len(search_text(text).split()) <= 120
    assert len(meaning_text(text)) <= len(text) + 1 + 40 * 20 * 18


@given(st.text())
def test_a_query_is_empty_only_when_no_word_was_said(text: str) -> None:
    assert bool(search_text(text)) == bool(normalise(text))
