"""What a customer's words are looked up as: in one spelling, with what they may be in Arabic and what means the same.

A shop writes «حذاء», its customers «كندرة», `kondara` or "shoes". The groups of words are in synonyms.json. However much a
customer writes, the query stays short.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from shared.language.arabizi import arabic_of, known_readings, known_words, readings
from shared.language.colors import is_color
from shared.language.folded import folded_data
from shared.language.normalise import normalise
from shared.language.register import Register, register_of, says_nothing
from shared.language.spelling import one_edit_apart

_MOST_ASKED, _MOST = 40, 120
#: «فستاناً»: the alef that carries the case ending.
_CASE_ENDING = re.compile(r"[\u0621-\u064a]{3,}ا")
_WORD_OF_LETTERS = re.compile(r"[^\W\d_]{4,20}")
#: «صوفية» is of «صوف».
_OF_STUFF = re.compile(r"(?:ال)?([\u0621-\u064a]{3,})يه?")
_PLURAL = re.compile(r"[a-z]{3,}s")
_SYNTAX = re.compile(r"[^\w\u0640-\u0670.]")
_PARTICLES = ("وال", "بال", "فال", "عال", "لل", "ال", "و", "ب", "ل", "ع")


def search_text(text: str) -> str:
    """For the full-text side, with no sign of its query language.

    Words that only ask («عندكم», "do you have") are left out, unless nothing else is said. What is left stands there as it
    was written too, for an analyser that knows the spelling.
    """
    told = told_words(text)
    written = [word for word in _SYNTAX.sub(" ", text).split() if normalise(word) in told]
    return " ".join(list(dict.fromkeys([*written, *_expanded(told)]))[:_MOST])


def meaning_text(text: str) -> str:
    """For the vector: the customer's words, and what Arabizi of them is in Arabic, which embeddings know better."""
    words = normalise(text).split()[:_MOST_ASKED]
    read = list(map(arabic_of, words))
    return text if read == words else f"{text}\n{' '.join(read)}"


def told_words(text: str) -> list[str]:
    """Normalised, without those that only ask."""
    words = normalise(text).split()[:_MOST_ASKED]
    return [word for word in words if not _only_asks(word)] or words


def unknown_words(text: str) -> list[str]:
    """Those that no table here knows in any reading: a shop's own names, and what was mistyped."""
    return [word for word in told_words(text) if _is_unknown(word)]


def names_of(word: str) -> list[str]:
    """Of one normalised word: itself, what it may be in Arabic, and what means the same."""
    forms = [word, *_meant(word), *(() if says_nothing(word) else readings(word))]
    return list(dict.fromkeys([*forms, *(name for form in forms for name in _alike(form))]))


@lru_cache(maxsize=4096)
def _is_unknown(word: str) -> bool:
    known = known_readings(word) or word in known_words() or any(True for _ in _alike(word))
    return _WORD_OF_LETTERS.fullmatch(word) is not None and not known and not is_color(word)


@lru_cache(maxsize=4096)
def _meant(word: str) -> tuple[str, ...]:
    """Known words that an unknown one may be with a slip of the finger."""
    if not _is_unknown(word):
        return ()
    lengths = range(len(word) - 1, len(word) + 2)
    return tuple(one for length in lengths for one in _known_of(length) if one_edit_apart(one, word))


@cache
def _known_of(length: int) -> tuple[str, ...]:
    known = dict.fromkeys((*known_words(), *_synonyms().groups))
    return tuple(one for one in known if len(one) == length and _WORD_OF_LETTERS.fullmatch(one))


def _only_asks(word: str) -> bool:
    asking = _synonyms().asking
    return word in asking or arabic_of(word) in asking


def _expanded(words: list[str]) -> Iterator[str]:
    """All that was said before all that it may mean: what is cut off is the less certain."""
    yield from words
    for word in words:
        yield from _meant(word)
    spelt = known_readings if _is_english(words) else readings
    read = [() if says_nothing(word) else spelt(word) for word in words]
    for some in read:
        yield from some
    for word, some in zip(words, read, strict=True):
        for form in (word, *some):
            yield from _alike(form)
    first = [next(iter(some), word) for word, some in zip(words, read, strict=True)]
    for one, other in pairwise(first):
        yield from _alike(f"{one}_{other}")


def _is_english(words: list[str]) -> bool:
    """Then an unknown word would only be misspelt in Arabic. A word that is known to be English must be among them."""
    return any(map(says_nothing, words)) and register_of([" ".join(words)]) is not Register.ARABIZI


def _alike(word: str) -> Iterator[str]:
    groups = _synonyms().groups
    forms = [word, *(word.removeprefix(part) for part in _PARTICLES if word.startswith(part))]
    if _CASE_ENDING.fullmatch(word):
        forms.append(word.removesuffix("ا"))
        yield forms[-1]
    if (made_of := _OF_STUFF.fullmatch(word)) and made_of[1] in known_words():
        forms.append(made_of[1])
        yield forms[-1]
    if _PLURAL.fullmatch(word):
        forms += [word[:-1], word[:-2]]
    for form in forms:
        if form in groups:
            yield from groups[form]
            return


@dataclass(frozen=True, slots=True)
class _Synonyms:
    groups: Mapping[str, tuple[str, ...]]  #: by each word or pair of words, the others
    asking: frozenset[str]


@cache
def _synonyms() -> _Synonyms:
    data = folded_data("synonyms.json")
    groups: dict[str, tuple[str, ...]] = {}
    for line in data["groups"]:
        group = line.split()
        others = tuple(word for word in group if "_" not in word)
        for word in group:
            groups[word] = tuple(dict.fromkeys((*groups.get(word, ()), *others)))
    return _Synonyms(groups, frozenset(data["asking"].split()))
