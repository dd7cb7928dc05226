"""Instagram counts bytes: every message fits, no letter is broken, no word is lost."""

import unicodedata
from collections.abc import Callable

import pytest
import regex  # type: ignore[import-untyped]  # its stubs are a package of their own
from hypothesis import given
from hypothesis import strategies as st

from shared.reply.graphemes import graphemes, shows
from shared.reply.limits import BUTTON_TEXT, Limit, utf8_bytes, utf16_units
from shared.reply.split import split_text
from tests.unit.reply.texts import ARABIC, EMOJI, LATIN, NUMBERS, mixtures, texts

MARK = "\u0335"


def seen(text: str) -> str:
    """All but blanks, and what has no looks of its own."""
    return "".join(character for character in text if shows(character))


def places(parts: list[str], text: str) -> list[int]:
    """Where in the text each part begins and ends."""
    found, at = [], 0
    for part in parts:
        start = text.index(part, at)
        at = start + len(part)
        found += [start, at]
    return found


@given(texts)
def test_every_message_fits_and_together_they_say_the_same(text: str) -> None:
    parts = split_text(text)
    assert all(1 <= len(part.encode()) <= 1000 for part in parts)
    assert all(shows(part) for part in parts)
    assert seen("".join(parts)) == seen(text)


@given(texts, st.integers(4, 60), st.sampled_from([utf8_bytes, utf16_units]))
def test_any_limit_that_holds_a_code_point_will_do(
    text: str, most: int, counted: Callable[[str], int]
) -> None:
    parts = split_text(text, Limit(most, counted))
    assert all(1 <= counted(part) <= most for part in parts)
    assert seen("".join(parts)) == seen(text)


@given(mixtures, st.integers(100, 300))
def test_a_cut_is_where_one_letter_ends_and_another_begins(text: str, most: int) -> None:
    boundaries = {0, *(match.end() for match in regex.finditer(r"\X", text))}
    assert boundaries.issuperset(places(split_text(text, Limit(most, utf8_bytes)), text))


@given(st.lists(st.sampled_from([*ARABIC, *EMOJI, "re\u0301sume\u0301"]), max_size=300), st.integers(30, 90))
def test_no_message_begins_with_what_belongs_to_the_letter_before(words: list[str], most: int) -> None:
    for part in split_text("".join(words), Limit(most, utf8_bytes)):
        assert unicodedata.category(part[0]) not in {"Mn", "Me", "Mc"}
        assert part[0] not in "\u200d\ufe0f\u20e3🏽🏿"
        assert not part.endswith("\u200d")


@given(texts)
def test_what_was_split_is_not_split_again(text: str) -> None:
    for part in split_text(text):
        assert split_text(part) == [part]
    for part in split_text(text, BUTTON_TEXT):
        assert split_text(part, BUTTON_TEXT) == [part]


@given(st.lists(st.sampled_from([*ARABIC, *LATIN]) | st.text("ابتث", min_size=1, max_size=40), max_size=200))
def test_words_and_codes_shorter_than_a_message_are_never_broken(words: list[str]) -> None:
    assert " ".join(split_text(" ".join(words))).split() == " ".join(words).split()


@given(st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=60), st.sampled_from(["على", "اتصل", "or"]))
def test_a_phone_number_is_never_broken_at_its_blanks(numbers: list[str], word: str) -> None:
    parts = split_text(" ".join(f"{word} {number}" for number in numbers), Limit(60, utf8_bytes))
    found = [number for part in parts for number in part.split(word) if number.strip()]
    assert [number.strip() for number in found] == numbers


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param(" \n ", [], id="only blanks"),
        pytest.param("\u200f\u200b \ufe0f", [], id="only what cannot be seen"),
        pytest.param("  hi  ", ["hi"], id="blanks around"),
        pytest.param("x" * 1000, ["x" * 1000], id="exactly full"),
        pytest.param("x" * 1001, ["x" * 1000, "x"], id="one letter too many, no seam"),
        pytest.param("ب" * 501, ["ب" * 500, "ب"], id="five hundred Arabic letters are full"),
        pytest.param("x" * 999 + "ب", ["x" * 999, "ب"], id="a letter of two bytes is not cut in two"),
        pytest.param("x" * 998 + "👗", ["x" * 998, "👗"], id="an emoji of four bytes is not cut in four"),
        pytest.param("x" * 995 + "بَّ", ["x" * 995, "بَّ"], id="a letter keeps its vowel signs"),
        pytest.param("x" * 990 + "👨‍👩‍👧‍👦", ["x" * 990, "👨‍👩‍👧‍👦"], id="a family stays together"),
        pytest.param("x" * 990 + "👍🏿👍🏿", ["x" * 990 + "👍🏿", "👍🏿"], id="a hand keeps its colour"),
        pytest.param("🇯🇴" * 126, ["🇯🇴" * 125, "🇯🇴"], id="a flag is two code points"),
        pytest.param("x" * 996 + "🇯🇴", ["x" * 996, "🇯🇴"], id="and is not cut between them"),
        pytest.param("x" * 998 + "e\u0301", ["x" * 998, "e\u0301"], id="an accent stays on its letter"),
        pytest.param("x" * 999 + "\r\ny", ["x" * 999, "y"], id="the end of a line as Windows writes it"),
        pytest.param("x" * 999 + " \u0301y", ["x" * 999, " \u0301y"], id="a blank that bears an accent is no blank"),
        pytest.param("a" * 600 + ". " + "b" * 300 + " " + "c" * 300, ["a" * 600 + ".", "b" * 300 + " " + "c" * 300], id="at the end of a sentence rather than of a word"),
        pytest.param("أ" * 300 + "؟ " + "ب" * 250, ["أ" * 300 + "؟", "ب" * 250], id="an Arabic question mark ends a sentence"),
        pytest.param("أ" * 300 + ".» " + "ب" * 90 + " " + "ب" * 150, ["أ" * 300 + ".»", "ب" * 90 + " " + "ب" * 150], id="and so does a quotation that ends with it"),
        pytest.param("أهلا! " + "a" * 400 + " " + "b" * 700, ["أهلا! " + "a" * 400, "b" * 700], id="at the end of a word rather than of an early sentence, which would be a short message"),
        pytest.param("a" * 600 + "\n\n" + "b. " * 100 + "c" * 200, ["a" * 600, ("b. " * 100 + "c" * 200)], id="at the end of a line rather than of a sentence"),
        pytest.param("hi " + "x" * 1200, ["hi", "x" * 1000, "x" * 200], id="a word longer than a message"),
        pytest.param("x" * 1000 + " y", ["x" * 1000, "y"], id="the blank that ends the last word lies just behind the limit"),
        pytest.param("x" * 600 + " " + "y" * 399 + " z", ["x" * 600 + " " + "y" * 399, "z"], id="and is a seam like any other"),
        pytest.param("x" * 980 + " رقمنا +962 79 123 4567", ["x" * 980 + " رقمنا", "+962 79 123 4567"], id="before a phone number rather than inside it"),
        pytest.param("x" * 600 + " y" + "z" * 385 + " 25 دينار", ["x" * 600 + " y" + "z" * 385, "25 دينار"], id="a price keeps its unit"),
        pytest.param("1 " * 600, ["1 " * 499 + "1", "1 " * 99 + "1"], id="at a digit's blank when there is no other"),
        pytest.param("a" * 980 + " فستان\u00a0أحمر", ["a" * 980, "فستان\u00a0أحمر"], id="a no-break space is none"),
        pytest.param("x" + MARK * 1200, ["x" + MARK * 499, MARK * 500, MARK * 201], id="a letter larger than a message, between code points"),
        pytest.param("hi x" + MARK * 600, ["hi", "x" + MARK * 499, MARK * 101], id="and not together with the words before it"),
    ],
)  # fmt: skip
def test_where_a_text_is_cut(text: str, parts: list[str]) -> None:
    assert split_text(text) == parts


@given(texts)
def test_letters_joined_are_the_text(text: str) -> None:
    assert "".join(graphemes(text)) == text
