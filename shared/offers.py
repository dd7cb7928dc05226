"""What a shop takes off an order: at most one offer of its own list, the best for the customer, by what code has counted.

What the goods cost before an offer decides whether it is had, and so do the least that an order comes to and the free delivery.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

MOST_OFFERS = 10
Bargaining = Literal["fixed", "offers", "person"]

_FILS = Decimal("0.001")
_Name = Annotated[str, Field(min_length=1, max_length=60)]
_Amount = Annotated[Decimal, Field(gt=0, lt=10**9, decimal_places=3)]


class Offer(BaseModel):
    """A part of what the goods cost or an amount, from a sum or a number of pieces on, up to a day of the shop's calendar."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name_ar: _Name
    name_en: _Name
    percent: Annotated[Decimal, Field(gt=0, lt=100, decimal_places=2)] | None = None
    amount: _Amount | None = None
    from_goods: _Amount | None = None
    from_pieces: Annotated[int, Field(ge=2, le=1000)] | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _takes_one_thing_off(self) -> Self:
        if (self.percent is None) == (self.amount is None):
            raise ValueError("an offer has either a percent or an amount")
        return self

    def off(self, goods: Decimal, pieces: int, today: date) -> Decimal:
        """In the shop's currency, never more than the goods cost; nothing where it is not had."""
        if self.is_over(today) or goods < (self.from_goods or 0) or pieces < (self.from_pieces or 0):
            return Decimal(0)
        if self.amount is not None:
            return min(self.amount, goods)
        assert self.percent is not None  # it has either
        return (goods * self.percent / 100).quantize(_FILS, ROUND_HALF_UP)

    def is_over(self, today: date) -> bool:
        return self.until is not None and today > self.until


_OFFERS = TypeAdapter(list[Offer])


def offers_of(kept: Sequence[Any]) -> list[Offer]:
    """Of JSON. Raises pydantic's ValidationError."""
    return _OFFERS.validate_python(kept)


def kept(offers: Iterable[Offer]) -> str:
    return _OFFERS.dump_json([*offers], exclude_none=True).decode()


def best(offers: Iterable[Offer], goods: Decimal, pieces: int, today: date) -> tuple[Offer, Decimal] | None:
    """The first of those that take the most off, with how much that is."""
    had = [(one, off) for one in offers if (off := one.off(goods, pieces, today))]
    return max(had, key=lambda one: one[1], default=None)
