"""What is sent to the service as a query: a customer's words, and never their signs as its syntax."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.search_words import search_text, unknown_words
from shared.language.spelling import one_edit_apart
from shared.search.query import asked

SIGNS = '+-&|!(){}[]^"~*?:\\/'
HOSTILE = st.text() | st.text(f"{SIGNS} aب'0.") | st.lists(
    st.sampled_from(["AND", "OR", "NOT", "tenant_id:x", "name:(a", '"', "fustan~2", "a*", "/.*/", "\\", "x' or 1 eq 1", "&&", "فستان"])
).map(" ".join)  # fmt: skip


def terms_of(query: str) -> list[str]:
    """The words of a full Lucene query with their escapes undone, as the service reads them; a bare sign fails."""
    terms = re.findall(r"(?:\\.|[^\s\\])+", query)
    for term in terms:
        bare = re.sub(r"\\.", "", term.removesuffix("~1"))
        assert not set(bare) & set(SIGNS), term
        assert term not in {"AND", "OR", "NOT"}, term
    assert "".join(terms) == "".join(query.split())
    return [re.sub(r"\\(.)", r"\1", term) for term in terms]


@given(HOSTILE)
def test_no_text_becomes_syntax_even_when_nothing_was_taken_out_of_it(text: str) -> None:
    sent = asked(text, doubtful=text.split()[:2])["search_text"]
    assert [term.lower() for term in terms_of(sent)][: len(text.split())] == [
        word.lower() for word in text.split()
    ]


@given(HOSTILE)
def test_a_customers_words_are_words(text: str) -> None:
    sent = asked(search_text(text), doubtful=unknown_words(text))
    assert sent["query_type"] == "full"
    terms_of(sent["search_text"])
    assert "\\" not in sent["search_text"]


@given(HOSTILE)
def test_the_semantic_ranker_takes_the_simple_syntax_and_reads_the_sentence_beside_it(text: str) -> None:
    sent = asked(search_text(text), doubtful=["x"], sentence=text, semantic=True)
    assert sent["query_type"] == "semantic"
    assert not set(sent["search_text"]) & set(SIGNS)
    assert sent["semantic_query"] == (text or search_text(text))


def test_an_unknown_word_is_looked_for_with_a_letter_amiss() -> None:
    assert asked("brown lether", doubtful=["lether"])["search_text"] == "brown lether lether~1"


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("brown lether jacket", ["lether"]),
        ("فستان سودا", []),
        ("فستانن مخمل", ["فستانن"]),
        ("مايوه", ["مايوه"]),
        ("bdi fustan a7mar", []),
        ("XL 38 abc", []),
    ],
)
def test_words_that_some_table_knows_are_not_taken_for_slips(text: str, unknown: list[str]) -> None:
    assert unknown_words(text) == unknown


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("lether", "leather", True), ("jaket", "jacket", True), ("فستن", "فستان", True), ("abc", "acb", True), ("abc", "abd", True),
     ("abc", "abc", True), ("abc", "bcd", False), ("abc", "cba", False), ("ab", "abcd", False), ("", "a", True)],
)  # fmt: skip
def test_one_slip(one: str, other: str, apart: bool) -> None:  # noqa: FBT001  # the expected value
    assert one_edit_apart(one, other) is one_edit_apart(other, one) is apart


@given(st.text("abcd", max_size=6), st.text("abcd", max_size=6))
def test_one_slip_is_what_the_table_of_distances_says(one: str, other: str) -> None:
    assert one_edit_apart(one, other) is (distance(one, other) <= 1)


def distance(one: str, other: str) -> int:
    """Damerau and Levenshtein's, by the book."""
    table = {(row, -1): row + 1 for row in range(-1, len(one))}
    table |= {(-1, column): column + 1 for column in range(-1, len(other))}
    for row, a in enumerate(one):
        for column, b in enumerate(other):
            near = (
                table[row - 1, column] + 1,
                table[row, column - 1] + 1,
                table[row - 1, column - 1] + (a != b),
            )
            table[row, column] = min(near)
            if row and column and a == other[column - 1] and one[row - 1] == b:
                table[row, column] = min(table[row, column], table[row - 2, column - 2] + 1)
    return table[len(one) - 1, len(other) - 1]
