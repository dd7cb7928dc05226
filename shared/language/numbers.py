"""Every number of a text with its place and unit, in whatever digits, words and forms it is written.

What can be read in two ways ("38,40" is a decimal or two sizes) carries its other reading as `parts`. Words that are
also ordinary words are numbers only beside a unit. No text makes the reading fail.
"""

from dataclasses import dataclass
from decimal import Decimal

from shared.language.folded import Folded, fold
from shared.language.number_context import with_small_coins, with_units
from shared.language.number_phrases import Phrase, number_phrases
from shared.language.units import BARE, PRICE, Unit


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal
    shown: str  #: Western digits, or the words as they were folded
    start: int
    end: int
    unit: Unit = BARE
    budget: bool = False  #: "under 20 JOD": a limit, no price
    floor: bool = False  #: "over 20 JOD"
    words: bool = False
    parts: tuple["Number", ...] = ()

    @property
    def amount(self) -> Decimal:
        """In the unit's measure: dinars, minutes, months."""
        return self.value * self.unit.factor


def numbers_in(text: str) -> list[Number]:
    """In the order of the text; `text[start:end]` is where each stands."""
    folded = fold(text)
    found = with_units(folded.text, number_phrases(folded.text))
    return [_public(one, folded) for one in with_small_coins(folded.text, found) if _counts(one)]


def _counts(one: Phrase) -> bool:
    return not one.weak or one.unit not in {None, BARE, PRICE, Unit("off")}


def _public(one: Phrase, folded: Folded) -> Number:
    start, end = folded.span(one.start, one.end)
    unit = one.unit or BARE
    if one.parts and one.parts[-1].unit is None:
        one.parts[-1].unit = unit
    parts = tuple(_public(part, folded) for part in one.parts) if _read_otherwise(one, unit) else ()
    return Number(one.value, one.shown, start, end, unit, one.budget, one.floor, one.words, parts)


def _read_otherwise(one: Phrase, unit: Unit) -> bool:
    """Dinars such as "25,000" may be 25 with their fils; "2 0 JOD" is not two prices, while "sizes 3 4" are two sizes."""
    if len(one.parts) == 1:
        return unit.kind == "money" and unit.name in {"jod", ""} and unit.factor == 1
    apart = one.shown.isdigit() and len(one.shown) == len(one.parts)
    return not (apart and unit.kind in {"money", "off", "percent"})
