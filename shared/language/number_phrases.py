"""Atoms gathered into numbers: digits with their thousands, words with the words they add up with, and fractions.

«خمسة وعشرين», "3 آلاف", «دينارين ونص», "two and a half", "half a dinar". Places are those of the folded text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from shared.language.number_atoms import Atom, atoms
from shared.language.number_words import Link, Sum, vocabulary
from shared.language.units import Unit, units

_ARTICLE = re.compile(r" (?:of )?an?(?= )")


@dataclass(slots=True)
class Phrase:
    """A number while it is read. `behind` is where its unit ends, or the number when it has none."""

    value: Decimal
    shown: str
    start: int
    end: int
    behind: int
    weak: bool = False
    words: bool = False
    priced: bool = False
    unit: Unit | None = None
    budget: bool = False
    floor: bool = False
    listed: bool = False  #: its unit stands behind a later number
    parts: tuple["Phrase", ...] = ()

    @classmethod
    def of(cls, atom: Atom) -> "Phrase":
        return cls(
            atom.worth, atom.shown, atom.start, atom.end, atom.end,
            weak=atom.weak, words=atom.words, priced=atom.priced, unit=atom.unit,
            parts=tuple(map(cls.of, atom.parts)),
        )  # fmt: skip

    def grow(self, text: str, value: Decimal, end: int) -> None:
        self.value, self.end, self.behind = value, end, end
        self.shown, self.words, self.weak, self.parts = text[self.start : end], True, False, ()


def number_phrases(text: str) -> Iterator[Phrase]:
    waiting = list(atoms(text))[::-1]
    while waiting:
        first = waiting.pop()
        if first.fraction and waiting and waiting[-1].dozen and _stands_before(text, first, waiting[-1]):
            first = _of_dozen(text, first, waiting.pop())
        one = _fraction_alone(text, first) if first.fraction else Phrase.of(first)
        if one is None:
            continue
        if not first.fraction:
            if first.unit is None:
                _take_words(text, one, waiting)
            _take_fraction(text, one, waiting)
        while waiting and waiting[-1].start < one.end:
            waiting.pop()
        yield one


def _stands_before(text: str, fraction: Atom, dozen: Atom) -> bool:
    return text[fraction.end : dozen.start] in {" ", " a "}


def _of_dozen(text: str, fraction: Atom, dozen: Atom) -> Atom:
    """«نص درزن», "half a dozen"."""
    shown = text[fraction.start : dozen.end]
    return replace(dozen, worth=fraction.worth * dozen.worth, shown=shown, start=fraction.start)


def _take_words(text: str, one: Phrase, waiting: list[Atom]) -> None:
    total = Sum.of(one.value, latin=one.shown[0].isascii())
    while waiting and waiting[-1].words and not waiting[-1].fraction and waiting[-1].unit is None:
        link = _link(text, one.end, waiting[-1])
        if link is None or _in_a_unit(text, one.end, waiting[-1]):
            return
        following = waiting[-1]
        if not (total.dozens() if following.dozen else total.take(following.worth, link)):
            return
        one.grow(text, total.worth, waiting.pop().end)


def _in_a_unit(text: str, end: int, following: Atom) -> bool:
    """Of «3 بالمية» the hundred is no number."""
    unit = units().behind(text, end)
    return unit is not None and unit[1] > following.start


def _take_fraction(text: str, one: Phrase, waiting: list[Atom]) -> None:
    """«خمسة ونص», and with the unit between: «3 دنانير ونص»; «إلا ربع» takes away."""
    if not waiting or not waiting[-1].fraction:
        return
    fraction = waiting[-1]
    following = None if one.unit else units().behind(text, one.end)
    if sign := _sign(text, one.end, fraction):
        unit = one.unit
    elif following and (sign := _sign(text, following[1], fraction)):
        unit = following[0]
    else:
        return
    waiting.pop()
    one.grow(text, one.value + sign * fraction.worth, fraction.end)
    one.unit = unit


def _sign(text: str, end: int, fraction: Atom) -> int:
    if end > fraction.start:
        return 0
    if text[end : fraction.start].strip() in vocabulary().less:
        return -1
    return 1 if _link(text, end, fraction) == "and" else 0


def _fraction_alone(text: str, fraction: Atom) -> Phrase | None:
    """«نص دينار», "half a dinar"; «دينار ونص» begins with its unit. «نص كم» is a sleeve, and no number."""
    article = _ARTICLE.match(text, fraction.end)
    following = units().behind(text, article.end() if article else fraction.end)
    if following:
        unit, end = following
        value, start = fraction.worth, fraction.start
    elif before := _unit_before(text, fraction):
        unit, start = before
        value, end = 1 + fraction.worth, fraction.end
    else:
        return None
    return Phrase(value, text[start:end], start, end, end, words=True, unit=unit)


def _unit_before(text: str, fraction: Atom) -> tuple[Unit, int] | None:
    place = fraction.start
    if not fraction.linked:
        linking = re.search(r" (?:and a|w|wa|u|و) $", text[:place][-8:])
        if not linking:
            return None
        place -= len(linking[0])
    return units().just_before(text, place)


def _link(text: str, end: int, following: Atom) -> Link | None:
    gap = text[end : following.start]
    if gap in {"", " ", "-"}:
        return "and" if following.linked else "plain"
    return "and" if gap.strip().removesuffix(" a") in vocabulary().links else None
