"""A customer's text as a row of pieces: known things, intentions, numbers, sizes, and words that mean nothing here.

The longest known phrase wins («وين طلبي» is not «وين» and «طلبي»), an exact spelling wins over a stem, and articles and
conjunctions glued to a word are taken off only when the bare word is known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from local.model.arabizi import has_digit_letters, is_arabic, to_arabic
from local.model.lexicon import CONCEPTS, PLACES_TOO, Concept
from local.model.markers import PHRASES, Marker, Phrases
from local.model.numerals import numeral
from local.search import arabic
from local.search.analysis import english_stem

#: Wide enough for "the price of which one" kinds of phrases in the tables.
LONGEST_PHRASE = 5

_WORD = re.compile(r"\d+(?:[.,٫]\d+)?(?![^\W\d_])|[^\W_]+(?:['’][^\W_]+)*")
_SIZE = re.compile(r"\d?X{1,3}[SL]|X{1,3}[SL]|[SML]|[2-5]XL", re.IGNORECASE)
_GLUED = re.compile(
    r"(?<=\d)(?=[^\W\d_a-zA-Z])|(?<=[^\W\d_a-zA-Z])(?=\d)|(?<=\d)(?=(?:jds?|jod|dinars?)\b)", re.IGNORECASE
)
_SIZE_WORDS = {
    "سمول": "S",
    "ميديوم": "M",
    "ميديم": "M",
    "لارج": "L",
    "اكسلارج": "XL",
    "small": "S",
    "medium": "M",
    "large": "L",
}
_SIZE_PHRASES = {
    ("اكس", "لارج"): "XL",
    ("دبل", "اكس", "لارج"): "XXL",
    ("extra", "large"): "XL",
    ("x", "large"): "XL",
}


@dataclass(frozen=True)
class Size:
    value: str
    spelt: bool  #: as a word; English ones are sizes only where sizes are talked about


Meaning = Concept | Marker | Size | Decimal | None


@dataclass(frozen=True)
class Piece:
    words: tuple[str, ...]  #: as the customer wrote them
    meaning: Meaning

    @property
    def text(self) -> str:
        return " ".join(self.words)


def split_words(text: str) -> list[str]:
    return _WORD.findall(_GLUED.sub(" ", arabic.without_marks(text)))


def read(text: str) -> list[Piece]:
    words = split_words(text)
    spelt = [spelling(word) for word in words]
    pieces, at = [], 0
    while at < len(words):
        length, meaning = _longest(words, spelt, at)
        pieces.append(Piece(tuple(words[at : at + length]), meaning))
        at += length
    return pieces


def spelling(word: str) -> str:
    return arabic.fold(word).lower().replace("’", "'")


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    return arabic.stem(word) if is_arabic(word) else english_stem(word)


def _longest(words: list[str], spelt: list[str], at: int) -> tuple[int, Meaning]:
    for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
        phrase = tuple(spelt[at : at + length])
        if phrase in _SIZE_PHRASES:
            return length, Size(_SIZE_PHRASES[phrase], spelt=True)
        size = _size(words[at], spelt) if length == 1 else None
        meaning = size or _EXACT.get(phrase) or _STEMS.get(tuple(map(stem, phrase)))
        if meaning is not None:
            return length, meaning
    value, length = numeral(spelt[at : at + 3])
    if value is not None:
        return length, value
    return 1, next((known for bare in _bare_forms(spelt[at]) if (known := _known(bare))), None)


def place_of(piece: Piece) -> Concept | None:
    """Of a word that means something else as well: "zar2a" is blue, and a city."""
    word = spelling(piece.text)
    return next((place for bare in (word, *_bare_forms(word)) if (place := _PLACES.get(bare))), None)


def _size(word: str, spelt: list[str]) -> Size | None:
    if word.lower() in _SIZE_WORDS:
        return Size(_SIZE_WORDS[word.lower()], spelt=True)
    # One small Latin letter is a size only among Arabic words: "s" and "m" end many English ones.
    if _SIZE.fullmatch(word) and (len(word) > 1 or word.isupper() or any(map(is_arabic, spelt))):
        return Size(word.upper(), spelt=False)
    return None


def _known(word: str) -> Concept | Marker | None:
    return _EXACT.get((word,)) or _STEMS.get((stem(word),))


def _bare_forms(word: str) -> Iterator[str]:
    if has_digit_letters(word):
        yield arabic.fold(to_arabic(word))
    glued = (
        ("وال", "بال", "عال", "لل", "ال", "و", "ب", "ل", "ع")
        if is_arabic(word)
        else ("wel", "bel", "lel", "el", "al", "il", "w", "b")
    )
    yield from (word[len(part) :] for part in glued if word.startswith(part) and len(word) - len(part) >= 2)


def _tables() -> tuple[dict[tuple[str, ...], Concept | Marker], dict[tuple[str, ...], Concept | Marker]]:
    exact: dict[tuple[str, ...], Concept | Marker] = {}
    stems: dict[tuple[str, ...], Concept | Marker] = {}
    known: list[tuple[Concept | Phrases, Concept | Marker]] = [
        *((concept, concept) for concept in CONCEPTS),
        *((phrases, marker) for marker, phrases in PHRASES.items()),
    ]
    forms = ((form, meaning) for row, meaning in known for form in (*row.arabic, *row.english, *row.arabizi))
    for form, meaning in forms:
        words = tuple(map(spelling, split_words(form)))
        exact.setdefault(words, meaning)
        stems.setdefault(tuple(map(stem, words)), meaning)
    return exact, stems


_EXACT, _STEMS = _tables()
_PLACES = {
    word: concept for word, place in PLACES_TOO.items() for concept in CONCEPTS if concept.name == place
}
