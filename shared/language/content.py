"""The words of a text that say what it is about: without particles, numbers, currencies and what is said of any amount.

Two texts that share none speak of different things. The words that say nothing are in content.json.
"""

import re
from functools import cache

from shared.language.folded import folded_data
from shared.language.kept import kept
from shared.language.naming import tokens
from shared.language.number_words import word
from shared.language.units import units

_ARTICLE = re.compile(r"(?:[وف]?[بكع]?ال|[وف]?لل)(?=\w{3})")
#: They may also be the word's own: of «فستان» both forms are words of the text.
_PARTICLES = re.compile(r"[وفبل](?=\w{3})")
_PLURAL = re.compile(r"(?<=ss|ch|sh)es\Z|(?<=[a-rt-z])s\Z")
_SHORTEST = 3


@kept(1024)
def content_words(text: str) -> frozenset[str]:
    found = {form for token in tokens(text) if not token.word.isdigit() for form in _forms(token.word)}
    return frozenset(one for one in found if len(one) >= _SHORTEST and not _says_nothing(one))


def _forms(token: str) -> tuple[str, ...]:
    """Without what Arabic writes in one with it, or the ending of an English plural."""
    if token.isascii():
        return (_PLURAL.sub("", token) if len(token) > _SHORTEST else token,)
    bare = _without(_ARTICLE, token)
    return (bare,) if bare != token else (token, _without(_PARTICLES, token))


def _without(prefix: re.Pattern[str], token: str) -> str:
    found = prefix.match(token)
    return token[found.end() :] if found else token


def _says_nothing(one: str) -> bool:
    return one in _nothing() or one in units().by_phrase or word(one) is not None


@cache
def _nothing() -> frozenset[str]:
    return frozenset(
        form for one in folded_data("content.json")["nothing"].split() for form in (one, *_forms(one))
    )
