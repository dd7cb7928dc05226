"""What stands near a word: its piece, its clause and its sentence; and what they speak of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.clauses import Divided
from shared.language.folded import fold
from shared.language.topics import Spoken, topics_in


def around(text: str, word: str) -> list[str]:
    divided = Divided(text)
    return [text[start:end].strip() for start, end in divided.around(text.index(word))]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("الساتان بـ 64.9 والميدي بـ 28.5، وكلهم عنا. تمام", "28.5", ["والميدي بـ 28.5،", "الساتان بـ 64.9 والميدي بـ 28.5،", "الساتان بـ 64.9 والميدي بـ 28.5، وكلهم عنا."]),
        ("12,5 JOD, or 1,250 fils", "fils", ["or 1,250 fils", "or 1,250 fils", "12,5 JOD, or 1,250 fils"]),
        ("• Satin\n• Midi - 28.5 JOD", "28.5", ["28.5 JOD", "28.5 JOD", "Midi - 28.5 JOD"]),
    ],
)  # fmt: skip
def test_what_is_around_a_word(text: str, word: str, expected: list[str]) -> None:
    assert around(text, word) == expected


@given(st.text("ab،,.\n —و!1 "))
def test_every_place_is_in_one_piece_of_one_clause_of_one_sentence(text: str) -> None:
    divided = Divided(text)
    for place in range(len(text)):
        piece, clause, sentence = divided.around(place)
        assert sentence[0] <= clause[0] <= piece[0] <= place < piece[1] <= clause[1] <= sentence[1]


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("التوصيل خلال يومين", {"delivery"}), ("tawseel la 3amman", {"delivery"}), ("7 days to exchange it", {"exchange"}),
        ("بتقدري ترجعيها", {"return"}), ("within 7 days of delivery", set()), ("7 أيام من التوصيل", set()), ("خصم على السعر", {"discount", "price"}),
    ],
)  # fmt: skip
def test_what_a_stretch_speaks_of(text: str, topics: set[str]) -> None:
    assert topics_in(text) == topics


def test_the_nearest_that_is_spoken_of_is_what_lasts() -> None:
    text = "التبديل مسموح، خلال 7 أيام، والتوصيل خلال يومين"
    spoken = Spoken(Divided(text))
    assert spoken.duration(text.index("7")) == {"exchange", "delivery"}
    assert spoken.duration(text.index("يومين")) == {"delivery"}
    assert spoken.near(text.index("7")) == frozenset()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("م ج ا ن ي", "مجاني"), ("f.r.e.e delivery", "free delivery"), ("f-r-e-e", "free"), ("S M L", "s m l"), ("S M L XL", "s m l xl"),
        ("a.b c.d", "a.b c.d"), ("1 2 3 4", "1 2 3 4"), ("قطن و صوف", "قطن و صوف"),
    ],
)  # fmt: skip
def test_letters_that_stand_apart_are_one_word(text: str, folded: str) -> None:
    assert fold(text).text == folded
