"""The size that a customer names in a sentence: «مقاس ٣٨», `nemra 41`, "in medium", «اكس لارج», «عمرها ست سنين», "boots 39".

"Large bag" and «شنطة كبيرة» describe a thing, so words that also describe are a size only behind «مقاس», "size" or "in", or
at the end. A bare number is one where shoes and abayas have theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from shared.language.folded import folded_data
from shared.language.sizes import is_size_word
from shared.language.tokens import Token, numbers, places, tokens
from shared.language.units import BARE

_MOST_WORDS = 3
_OLDEST = 16
_BARE = range(34, 63)


@dataclass(frozen=True, slots=True)
class SaidSize:
    size: str = ""  #: for `written_sizes`; empty when none was said
    said: frozenset[int] = frozenset()  #: which of the text's tokens said so


def size_in(text: str, *, besides: frozenset[int] = frozenset()) -> SaidSize:
    """`besides` are tokens that mean something else: a price's."""
    some = tokens(text)
    free = [at for at in range(len(some)) if at not in besides and some[at].word]
    return (
        _introduced(some, free)
        or _age(text, some, besides)
        or _letters(some, free)
        or _bare_number(text, some, free)
        or SaidSize()
    )


def _introduced(some: Sequence[Token], free: list[int]) -> SaidSize | None:
    words = _words()
    for at in free:
        introduced = some[at].word in words["introduce"]
        if introduced or some[at].word in words["in"]:
            for length in range(_MOST_WORDS, 0, -1):
                said = range(at + 1, at + 1 + length)
                if set(said) <= set(free) and is_size_word(_joined(some, said)):
                    return _said(some, said, at)
            if introduced and at - 1 in free and some[at - 1].word.isdecimal():
                return _said(some, [at - 1], at)
    return None


def _age(text: str, some: Sequence[Token], besides: frozenset[int]) -> SaidSize | None:
    for number in numbers(text):
        own = places(some, number)
        following = some[own[-1] + 1].word if own and own[-1] + 1 < len(some) else ""
        whole = number.value == int(number.value) and 0 < number.value <= _OLDEST
        if whole and following in _words()["years"] and not besides & set(own):
            return SaidSize(f"{int(number.value)} سنوات", frozenset([*own, own[-1] + 1]))
    return None


def _letters(some: Sequence[Token], free: list[int]) -> SaidSize | None:
    words = _words()
    for at in free:
        for length in range(_MOST_WORDS, 0, -1):
            said = range(at, at + length)
            if set(said) <= set(free) and _joined(some, said) in words["letters_alone"]:
                return _said(some, said)
    last = free[-1:]
    if last and len(free) > 1 and some[last[0]].word in words["letters_last"]:
        return _said(some, last)
    return None


def _bare_number(text: str, some: Sequence[Token], free: list[int]) -> SaidSize | None:
    counts = {number.start for number in numbers(text) if number.unit != BARE}
    bare = [at for at in free if some[at].word.isdecimal() and some[at].start not in counts]
    if len(bare) == 1 and len(free) > 1 and int(some[bare[0]].word) in _BARE:
        return _said(some, bare)
    return None


def _said(some: Sequence[Token], said: Sequence[int], *beside: int) -> SaidSize:
    return SaidSize(" ".join(some[at].word for at in said), frozenset([*said, *beside]))


def _joined(some: Sequence[Token], said: Sequence[int]) -> str:
    return "_".join(some[at].word for at in said)


@cache
def _words() -> dict[str, frozenset[str]]:
    data = folded_data("size_words.json")
    return {name: frozenset(words.split()) for name, words in data.items()}
