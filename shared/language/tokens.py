"""The words of a text as they were typed, with their places and in the one spelling: what is understood can be taken out."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shared.language.normalise import normalise
from shared.language.numbers import Number, numbers_in

_TYPED = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Token:
    typed: str
    word: str  #: normalised; empty for signs alone, with `_` where a sign parts it
    start: int
    end: int


# The same text is read for prices, for sizes and for colours.
@lru_cache(maxsize=32)
def tokens(text: str) -> tuple[Token, ...]:
    return tuple(
        Token(found[0], normalise(found[0]).replace(" ", "_"), found.start(), found.end())
        for found in _TYPED.finditer(text)
    )


@lru_cache(maxsize=32)
def numbers(text: str) -> tuple[Number, ...]:
    return tuple(numbers_in(text))


def places(some: Sequence[Token], number: Number) -> list[int]:
    """Of the tokens that say a number."""
    return [at for at, token in enumerate(some) if token.start < number.end and number.start < token.end]


def without(some: Sequence[Token], taken: Collection[int]) -> str:
    return " ".join(token.typed for at, token in enumerate(some) if at not in taken)
