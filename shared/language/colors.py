"""Colours by one name each, in whatever language, gender and spelling: «سودا», `aswad` and "black" are black.

What a shop writes and what a customer asks meet in these names; a colour that has none is itself, normalised. The words
are in colors.json.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from shared.language.arabizi import known_readings
from shared.language.folded import folded_data
from shared.language.normalise import normalise
from shared.language.tokens import Token, tokens

_MOST_WORDS = 2
_PARTICLES = ("ال", "بال", "و", "b", "bl", "el", "al")


@dataclass(frozen=True, slots=True)
class SaidColors:
    names: tuple[str, ...] = ()
    said: frozenset[int] = frozenset()  #: which of the tokens said so


def color_names(written: Iterable[str]) -> list[str]:
    """Of a shop's own words, for the index."""
    phrases = (normalise(one).replace(" ", "_") for one in written)
    return list(dict.fromkeys(_color_of(one) or one for one in phrases if one))


def is_of_color(asked: str, written: Sequence[str]) -> bool:
    """Whether a customer who says so means what a shop calls so, in one language or the other.

    A word of a name will do: «أزرق سماوي» is asked for as «أزرق»; «coral pink» as "coral" only by a shop's whole name.
    """
    own = set(color_names(written))
    named = colors_in(tokens(asked))
    said = {*named.names, *color_names([asked])}
    unknown = color_names(word for word in asked.split() if not is_color(normalise(word)))
    of_words = set(color_names(word for one in written for word in one.split()))
    return not said.isdisjoint(own | of_words) or not own.isdisjoint(unknown)


def is_color(word: str) -> bool:
    return _color_of(word) is not None


def wanted_colors(said: Sequence[str]) -> tuple[str, ...]:
    """With those that people call by the same word: a sky-blue dress is a blue one."""
    near = _colors().near
    return tuple(dict.fromkeys(name for one in said for name in (one, *near.get(one, ()))))


def colors_in(some: Sequence[Token]) -> SaidColors:
    """What is not wanted («مش أسود») is none of them."""
    found: list[str] = []
    said: set[int] = set()
    for at in range(len(some)):
        for length in range(_MOST_WORDS, 0, -1):
            own = set(range(at, at + length))
            name = None if own & said else _color_of("_".join(token.word for token in some[at : at + length]))
            if name and at + length <= len(some) and not _denied(some, at):
                found.append(name)
                said |= own
    return SaidColors(tuple(dict.fromkeys(found)), frozenset(said))


def _denied(some: Sequence[Token], at: int) -> bool:
    return at > 0 and some[at - 1].word in _colors().nots


def _color_of(phrase: str) -> str | None:
    by_word = _colors().by_word
    if phrase in _colors().english:
        return None
    bare = (phrase.removeprefix(part) for part in _PARTICLES if phrase.startswith(part))
    for word in (phrase, *bare, *known_readings(phrase)):
        if name := by_word.get(word):
            return name
    return None


@dataclass(frozen=True, slots=True)
class _Colors:
    by_word: Mapping[str, str]
    near: Mapping[str, tuple[str, ...]]
    english: frozenset[str]  #: that only sound like an Arabic colour
    nots: frozenset[str]


@cache
def _colors() -> _Colors:
    data = folded_data("colors.json")
    by_word = {word: name for name, words in data["colors"].items() for word in words.split()}
    near = {name: tuple(some.split()) for name, some in data["near"].items()}
    return _Colors(by_word, near, frozenset(data["english"].split()), frozenset(data["not"].split()))
