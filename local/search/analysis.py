"""From text to search terms, by the analyser a field names.

Index and query must pass through the same analyser or nothing is found; an analyser this stand-in does not know is
therefore an error when the index is created, not a silent fallback. `standard` folds nothing but case.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from local.search import arabic

Analyser = Callable[[str], list[str]]

#: Letters, digits and Arabic vowel marks; an apostrophe inside a word belongs to it.
_WORD = re.compile("[\\w\u064b-\u065f\u0670]+(?:['’][\\w]+)*")

_ENGLISH = """
a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was
will with
"""
_ARABIC = "من في الي علي عن هذا هذه هو هي مع او ثم ما لا ان كل التي الذي"

_ENGLISH_STOPS = frozenset(_ENGLISH.split())
_ARABIC_STOPS = frozenset(_ARABIC.split())

_IRREGULAR = {
    "scarves": "scarf",
    "women": "woman",
    "men": "man",
    "children": "child",
    "feet": "foot",
    "knives": "knife",
}
_VOWEL = re.compile("[aeiouy]")


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def standard(text: str) -> list[str]:
    return [word.lower() for word in words(text)]


def english(text: str) -> list[str]:
    return [english_stem(word) for word in standard(text) if word not in _ENGLISH_STOPS]


def arabic_or_other(text: str) -> list[str]:
    """Shops mix scripts in one field, so Latin words in an Arabic field are lower-cased and kept."""
    folded = (word.lower() for word in words(arabic.fold(text)))
    return [_arabic_stem(word) for word in folded if word not in _ARABIC_STOPS]


DEFAULT = "standard.lucene"

ANALYSERS: dict[str, Analyser] = {
    DEFAULT: standard,
    "en.microsoft": english,
    "en.lucene": english,
    "ar.microsoft": arabic_or_other,
    "ar.lucene": arabic_or_other,
    "keyword": lambda text: [text],
    "whitespace": lambda text: text.split(),
}

_arabic_stem = lru_cache(maxsize=16_384)(arabic.stem)


@lru_cache(maxsize=16_384)
def english_stem(word: str) -> str:
    """Plurals, -ing and -ed; two forms of a word meet, though not always in a word."""
    word = word.replace("’", "'").removesuffix("'s")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    return _drop_e(_drop_participle(_singular(word)))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _drop_participle(word: str) -> str:
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) >= 3 and _VOWEL.search(base) and not word.endswith("eed"):
            doubled = base[-1] == base[-2] and base[-1] not in "lsz"
            return base[:-1] if doubled else base
    return word


def _drop_e(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("e") else word
