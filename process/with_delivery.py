"""Whether a sum is told with the delivery or without it: «84 مع التوصيل», «بتدفع 84 عند الاستلام», "81 plus delivery"."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from shared.language.folded import fold, folded_data
from shared.language.phrases import said

_NUMBER = re.compile(r"(?<!\w)\d[\d.,]*(?!\w)")
_PLUS_BEHIND = re.compile(r"\+|زائد|\bplus\b")


class Beside(NamedTuple):
    """What stands right before and behind a number, folded, up to the next numbers."""

    ahead: str
    behind: str
    follows: bool  #: another number stands before
    goes_on: bool  #: and one behind

    @classmethod
    def of(cls, ahead: str, behind: str) -> "Beside":
        before, after = _NUMBER.split(fold(ahead).text), _NUMBER.split(fold(behind).text)
        return cls(before[-1].strip(), after[0].strip(), len(before) > 1, len(after) > 1)


def _is_among(found: Iterable[tuple[int | None, int | None]], place: int) -> bool:
    """Of the number behind such words, else of the one before: «84 مع التوصيل», "with delivery: 84"."""
    return any(place == (before if behind is None else behind) for before, behind in found)


def is_with_delivery(clause: str, place: int) -> bool:
    return _is_among(_told(clause, _with_delivery()), place)


def names_it_apart(clause: str) -> bool:
    """Whether delivery is only named as what is in or not: then the clause speaks of something else."""
    folded = fold(clause).text
    return any(words.search(folded) for words in (_with_delivery(), _without_delivery()))


def is_paid_at_the_door(piece: str, beside: Beside) -> bool:
    """All of it, as «بتدفع 84 عند الاستلام» and "cash on delivery: 84" say; in «الفستان 28.5 والدفع عند الاستلام» it is not told how much."""
    if _PLUS_BEHIND.search(beside.behind):
        return False
    ahead = beside.ahead.rstrip(" :=")
    if said("the door behind").match(beside.behind) or said("the door ahead").search(ahead):
        return True
    folded = fold(piece).text
    return said("paid").search(folded) is not None and said("at the door").search(folded) is not None


def is_without_delivery(clause: str, place: int) -> bool:
    """«81 بدون توصيل», "without delivery 81"; "81 plus delivery is 84" is so of the 81 alone."""
    added = (before for before, _ in _told(clause, _plus_delivery()))
    return place in added or _is_among(_told(clause, _without_delivery()), place)


@lru_cache(64)
def _told(clause: str, words: re.Pattern[str]) -> tuple[tuple[int | None, int | None], ...]:
    """Where the numbers before and behind such words are; asked once for each number of a clause."""
    folded = fold(clause)
    places = []
    for found in words.finditer(folded.text):
        start, end = folded.span(found.start(), found.end())
        behind = re.search(r"\d", clause[end:])
        places.append((_last_digits(clause[:start]), end + behind.start() if behind else None))
    return tuple(places)


def _last_digits(text: str) -> int | None:
    found = list(re.finditer(r"\d[\d.,٫]*", text))
    return found[-1].start() if found else None


@cache
def _with_delivery() -> re.Pattern[str]:
    delivery = _delivery()
    return any_word(
        rf"(?<!غير )(?<!not )(?:{words_of('with')}) ?{delivery}",
        rf"{delivery}(?: is)? (?:{words_of('included')})",
        words_of("at_the_door"),
    )


@cache
def _without_delivery() -> re.Pattern[str]:
    return any_word(rf"(?:{words_of('without')}) ?{_delivery()}")


@cache
def _plus_delivery() -> re.Pattern[str]:
    return any_word(rf"(?:\+|زائد|plus) ?{_delivery()}", rf"و?{_delivery()}(?: is)? (?:{words_of('on_top')})")


def _delivery() -> str:
    return rf"(?:ال|لل|بال|el |the )?(?:{words_of('delivery')})"


def words_of(name: str) -> str:
    """Those of topics.json, one or the other."""
    words = folded_data("topics.json")[name].split()
    return "|".join(re.escape(word).replace(r"\*", r"\w*").replace("_", " ") for word in words)


def any_word(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)")
