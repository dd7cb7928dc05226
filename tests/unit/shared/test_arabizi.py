"""Arabizi in Arabic letters: known words in whatever spelling, and bounded guesses at unknown ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.arabizi import MOST, known_readings, readings


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("bdi", "بدي"), ("badi", "بدي"), ("2adesh", "قديش"), ("2adeish", "قديش"), ("adesh", None), ("7elo", "حلو"), ("3ndkom", "عندكم"),
        ("3andkom", "عندكم"), ("sho", "شو"), ("shu", "شو"), ("fustan", "فستان"), ("fostan", "فستان"), ("fstan", "فستان"),
        ("shanta", "شنطه"), ("elshanta", "شنطه"), ("kondara", "كندره"), ("3abaye", "عبايه"), ("3abayeh", "عبايه"), ("a7mar", "احمر"),
        ("aswad", "اسود"), ("taw9eel", "توصيل"), ("tawseel", "توصيل"), ("6alab", "طلب"), ("talab", "طلب"), ("5atem", "خاتم"),
        ("khatem", "خاتم"), ("ma7al", "محل"), ("wasi3", "واسع"), ("9oof", "صوف"), ("soof", "صوف"), ("fadda", "فضه"),
    ],
)  # fmt: skip
def test_known_words_are_found_in_their_spellings(written: str, meant: str | None) -> None:
    found = known_readings(written)
    assert (meant in found) if meant else not found


@pytest.mark.parametrize(
    ("written", "likeliest"), [("ktan", "كتان"), ("2oton", "قطن"), ("shantet", "شنطه"), ("sooda", "سودا")]
)
def test_the_likeliest_comes_first(written: str, likeliest: str) -> None:
    assert known_readings(written)[0] == likeliest


def test_what_only_sounds_like_it_from_far_is_another_word() -> None:
    assert "قطن" not in known_readings("ktan")


@pytest.mark.parametrize(
    ("written", "all_of"),
    [
        ("satra", {"ساتره", "صاتره", "ساطره"}),  # s and t
        ("dabdoob", {"دابدوب", "ضابدوب", "دبدوب"}),  # d, and a vowel that is not written
        ("halbat", {"هالبات", "حالبات", "هلبات"}),  # h
    ],
)
def test_what_is_ambiguous_keeps_its_alternatives(written: str, all_of: set[str]) -> None:
    assert not known_readings(written)
    assert all_of <= set(readings(written))


@pytest.mark.parametrize("text", ["", "فستان", "12", "red dress", "a" * 500, "2", "_", "é"])
def test_what_is_no_word_of_it_has_no_reading(text: str) -> None:
    assert readings(text) == known_readings(text) == ()


@given(st.text() | st.text("abdhst'2357kougx", max_size=24))
def test_no_word_has_too_many_readings(text: str) -> None:
    for some in (readings(text), known_readings(text)):
        assert len(some) == len(set(some)) <= MOST
        assert all(reading and not reading.isascii() for reading in some)
