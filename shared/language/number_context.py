"""What the words around a number make of it: its unit, a price, a limit, or half of a price in two coins."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from shared.language.number_phrases import Phrase
from shared.language.number_words import vocabulary
from shared.language.units import BARE, PRICE, Unit, stripped, units

#: "2 or 3 pieces" promises no two pieces, but "10 or 12 JOD" are both prices.
_DASHES = {"-", "–", "—"}
_SHARED = {"money", "time", "clock", "percent", "measure"}


def with_units(text: str, phrases: Iterable[Phrase]) -> list[Phrase]:
    """From the last to the first, since numbers in a row have their unit behind the last."""
    found: list[Phrase] = []
    for one in phrases:
        if found and one.start < found[-1].behind:
            continue  # the hundred of «بالمية» is part of a unit
        if one.unit is None and (following := units().behind(text, one.end)):
            one.unit, one.behind = following
        found.append(one)
    for index in reversed(range(len(found))):
        one = found[index]
        since = found[index - 1].behind if index else 0
        following_one = found[index + 1] if index + 1 < len(found) else None
        ahead = [form for word in units().ahead(text, one.start, since) for form in stripped(word)]
        one.budget = not units().budgets.isdisjoint(ahead)
        one.floor = not units().floors.isdisjoint(ahead)
        one.unit = _unit(text, one, ahead, following_one)
    return found


def _unit(text: str, one: Phrase, ahead: Sequence[str], following: Phrase | None) -> Unit:
    before = next((units().before[word] for word in ahead if word in units().before), BARE)
    if one.unit and one.unit.kind == "time" and not units().ages.isdisjoint(ahead):
        return Unit("measure")
    if before.kind == "left" and (one.unit is None or one.unit.kind == "pieces"):
        return before
    if one.unit:
        return one.unit
    if not units().sizes.isdisjoint(ahead[:1]):
        return BARE  # «نمرة 38 بـ 27 دينار» has one price
    if following and following.unit and _shares(text, one, following):
        one.listed = True
        return following.unit
    if before != BARE:
        return before
    return PRICE if one.priced else BARE


def _shares(text: str, one: Phrase, following: Phrase) -> bool:
    if following.unit is None or following.unit.kind not in _SHARED:
        return False
    gap = text[one.end : following.start]
    between = gap.strip(" ,")
    if one.weak or (between in _DASHES and between != gap):
        return False  # "size 40 - 12.5 JOD" is no range
    return between in units().ranges if between else "," in gap and following.listed


def with_small_coins(text: str, found: Sequence[Phrase]) -> Iterator[Phrase]:
    """«2 دينار و500 فلس» is one price; its halves stay readable as parts."""
    waiting = list(found)[::-1]
    while waiting:
        one = waiting.pop()
        if waiting and (whole := _with_coins(text, one, waiting[-1])):
            waiting.pop()
            one = whole
        yield one


def _with_coins(text: str, one: Phrase, coins: Phrase) -> Phrase | None:
    if one.unit is None or coins.unit is None or not one.unit.name == coins.unit.name == "jod":
        return None
    between = text[one.behind : coins.start].strip(" ,")
    if not coins.unit.factor < one.unit.factor or (between and between not in vocabulary().links):
        return None
    value = one.value + coins.value * coins.unit.factor
    return replace(
        one, value=value, shown=text[one.start : coins.end], end=coins.end, weak=False, parts=(one, coins)
    )
