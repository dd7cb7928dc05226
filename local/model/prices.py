"""Bounds of a price in words: «تحت العشرين», "between 10 and 20", "20 JD"."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from local.model.markers import Marker


@dataclass(frozen=True)
class Bounds:
    low: Decimal | None = None
    high: Decimal | None = None

    def __bool__(self) -> bool:
        return self.low is not None or self.high is not None


def read_bounds(meanings: Sequence[object]) -> Bounds:
    """A number counts only beside a word that makes it a price; others are quantities, days or sizes."""
    numbers = [(at, meaning) for at, meaning in enumerate(meanings) if isinstance(meaning, Decimal)]
    prices = [(at, value) for at, value in numbers if not _is_size(meanings, at)]
    if not prices:
        return Bounds()
    at, value = prices[0]
    before = [
        meaning for meaning in meanings[:at] if isinstance(meaning, Marker) and meaning is not Marker.FILLER
    ]
    if len(prices) > 1 and (Marker.BETWEEN in before or _only_fillers(meanings, at, prices[1][0])):
        low, high = sorted((value, prices[1][1]))
        return Bounds(low, high)
    if before and before[-1] is Marker.OVER:
        return Bounds(low=value)
    priced = Marker.UNDER in before[-1:] or Marker.CURRENCY in meanings[at + 1 : at + 2]
    return Bounds(high=value) if priced else Bounds()


def _is_size(meanings: Sequence[object], at: int) -> bool:
    return at > 0 and meanings[at - 1] is Marker.SIZE


def _only_fillers(meanings: Sequence[object], start: int, end: int) -> bool:
    priced = Marker.CURRENCY in meanings
    return priced and all(
        meaning in {Marker.FILLER, Marker.CURRENCY, None} for meaning in meanings[start + 1 : end]
    )


def decimal_text(amount: Decimal | None) -> str | None:
    """As a tool takes it: no exponent, no trailing zeros."""
    if amount is None:
        return None
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
