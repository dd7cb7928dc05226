"""The words of a text as they were typed, with their places and in the one spelling: what is understood can be taken out."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.language.normalise import normalise

_TYPED = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Token:
    typed: str
    word: str  #: normalised; empty for signs alone, with `_` where a sign parts it
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    return [
        Token(found[0], normalise(found[0]).replace(" ", "_"), found.start(), found.end())
        for found in _TYPED.finditer(text)
    ]


def without(some: Sequence[Token], taken: Collection[int]) -> str:
    return " ".join(token.typed for at, token in enumerate(some) if at not in taken)
