"""Instagram counts bytes: every message fits, no letter is broken, no word is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.graph.text import MAX_BYTES, split_text

TEXTS = st.text() | st.text("اب ت.؟\n!👗a", max_size=1500) | st.text("ab", min_size=900, max_size=2500)


@given(TEXTS)
def test_every_message_fits_and_together_they_say_the_same(text: str) -> None:
    parts = split_text(text)
    assert all(1 <= len(part.encode()) <= MAX_BYTES for part in parts)
    assert all(part == part.strip() for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.lists(st.text("ابتث", min_size=1, max_size=40), max_size=200))
def test_words_shorter_than_a_message_are_never_broken(words: list[str]) -> None:
    assert " ".join(split_text(" ".join(words))).split() == words


@given(TEXTS, st.integers(4, 40))
def test_any_limit_that_holds_one_letter_will_do(text: str, limit: int) -> None:
    assert all(1 <= len(part.encode()) <= limit for part in split_text(text, limit))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param(" \n ", [], id="only blanks"),
        pytest.param("  hi  ", ["hi"], id="blanks around"),
        pytest.param("x" * 1000, ["x" * 1000], id="exactly full"),
        pytest.param("x" * 1001, ["x" * 1000, "x"], id="one letter too many, no seam"),
        pytest.param("ب" * 501, ["ب" * 500, "ب"], id="five hundred Arabic letters are full"),
        pytest.param("x" * 999 + "ب", ["x" * 999, "ب"], id="a letter of two bytes is not cut in two"),
        pytest.param("x" * 998 + "👗", ["x" * 998, "👗"], id="an emoji of four bytes is not cut in four"),
        pytest.param("a" * 600 + ". " + "b" * 300 + " " + "c" * 300, ["a" * 600 + ".", "b" * 300 + " " + "c" * 300], id="at the end of a sentence rather than of a word"),
        pytest.param("أ" * 300 + "؟ " + "ب" * 250, ["أ" * 300 + "؟", "ب" * 250], id="an Arabic question mark ends a sentence"),
        pytest.param("a" * 600 + "\n\n" + "b. " * 100 + "c" * 200, ["a" * 600, ("b. " * 100 + "c" * 200)], id="at the end of a line rather than of a sentence"),
        pytest.param("hi " + "x" * 1200, ["hi", "x" * 1000, "x" * 200], id="a word longer than a message"),
        pytest.param("x" * 1000 + " y", ["x" * 1000, "y"], id="the blank that ends the last word lies just behind the limit"),
    ],
)  # fmt: skip
def test_where_a_text_is_cut(text: str, parts: list[str]) -> None:
    assert split_text(text) == parts
