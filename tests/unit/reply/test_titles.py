"""Titles are short, whole in every letter, and no two the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reply.graphemes import graphemes
from shared.reply.limits import CHOICE_TITLE, utf16_units
from shared.reply.titles import distinct, one_line, shorten
from tests.unit.reply.texts import mixtures, texts


@given(texts)
def test_a_title_is_one_line_and_stays_it(text: str) -> None:
    line = one_line(text)
    assert not any(letter.isspace() and letter != " " for letter in graphemes(line))
    assert one_line(line) == line
    assert line.split() == text.split()


@given(texts)
def test_a_title_fits_and_what_fits_is_left_alone(text: str) -> None:
    title = shorten(text, CHOICE_TITLE)
    assert utf16_units(title) <= 20
    assert shorten(title, CHOICE_TITLE) == title
    assert title == text or title.endswith("…")


@given(mixtures.filter(lambda text: "ZALGO" not in text).map(one_line))
def test_what_is_left_of_a_title_are_whole_letters(text: str) -> None:
    title = shorten(text, CHOICE_TITLE)
    if title != text and max(map(utf16_units, graphemes(text))) < 20:
        kept = graphemes(title.removesuffix("…"))
        assert kept == graphemes(text)[: len(kept)]


@given(st.lists(texts, max_size=20))
def test_no_two_titles_read_the_same(titles: list[str]) -> None:
    told = distinct(titles, CHOICE_TITLE)
    assert len(set(told)) == len(told) == len(titles)
    assert all(utf16_units(title) <= 20 for title in told)
    assert distinct(told, CHOICE_TITLE) == told


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param("x" * 20, "x" * 20, id="twenty letters"),
        pytest.param("x" * 21, "x" * 19 + "…", id="twenty-one"),
        pytest.param("ب" * 20, "ب" * 20, id="twenty Arabic letters, though they are forty bytes"),
        pytest.param("👗" * 11, "👗" * 9 + "…", id="an emoji counts as two"),
        pytest.param("فستان سهرة طويل مطرز", "فستان سهرة طويل مطرز", id="a product that just fits"),
        pytest.param("فستان سهرة طويل، مطرز", "فستان سهرة طويل، مط…", id="and one that does not"),
        pytest.param("x" * 18 + " yyy", "x" * 18 + "…", id="no blank before the ellipsis"),
        pytest.param("x" * 15 + "👨‍👩‍👧‍👦", "x" * 15 + "…", id="a family is left out whole"),
        pytest.param("x" * 17 + "بَّ" + "ت", "x" * 17 + "…", id="so is a letter with its vowel signs"),
        pytest.param("x" + "\u0335" * 40, "x" + "\u0335" * 18 + "…", id="of a pile of marks, as many as fit"),
    ],
)  # fmt: skip
def test_where_a_title_ends(text: str, title: str) -> None:
    assert shorten(text, CHOICE_TITLE) == title


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        pytest.param(["M", "M", "M"], ["M", "M 2", "M 3"], id="the same thrice is numbered"),
        pytest.param(["M", "M 2", "M"], ["M", "M 2", "M 3"], id="by the next number that is free"),
        pytest.param(["عباية سوداء مطرزة بحرير", "عباية سوداء مطرزة بقطن"], ["عباية سوداء مطرزة ب…", "عباية سود…مطرزة بقطن"], id="what differs at its end shows its end"),
        pytest.param(["x" * 30, "x" * 40, "x" * 50], ["x" * 19 + "…", "x" * 9 + "…" + "x" * 10, "x" * 17 + "… 2"], id="and what cannot be told apart is numbered"),
    ],
)  # fmt: skip
def test_titles_that_would_read_the_same(titles: list[str], told: list[str]) -> None:
    assert distinct(titles, CHOICE_TITLE) == told
