"""Where a shop delivers, for what and in how many working days, as `delivery.json` tells it."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.stock import Text

_Id = Annotated[str, Field(pattern="^[a-z0-9-]{1,60}$")]
_Name = Annotated[Text, Field(min_length=1, max_length=100)]
_Days = Annotated[int, Field(ge=0, le=365)]


class Area(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    area_id: _Id = Field(alias="id")
    name_ar: _Name
    name_en: _Name
    aliases: tuple[_Name, ...] = ()
    governorate: _Id | None = None
    served: bool = True
    fee: Decimal | None = Field(default=None, ge=0, max_digits=12, decimal_places=3)
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    days_min: _Days | None = None
    days_max: _Days | None = None

    @model_validator(mode="after")
    def _says_all_or_nothing(self) -> Self:
        terms = (self.fee, self.currency, self.days_min, self.days_max)
        if self.served and None in terms:
            raise ValueError("an area that is served needs fee, currency, days_min and days_max")
        if not self.served and any(term is not None for term in terms):
            raise ValueError("an area that is not served has no fee, currency or days")
        if self.days_min is not None and self.days_max is not None and self.days_min > self.days_max:
            raise ValueError("days_max must not be below days_min")
        return self


class Delivery(BaseModel):
    """All of a shop's areas: what is not among them is unknown, and is asked about."""

    model_config = ConfigDict(frozen=True)

    free_from: Decimal | None = Field(default=None, gt=0, max_digits=12, decimal_places=3)
    areas: tuple[Area, ...]


def faults_between(areas: Sequence[Area]) -> list[tuple[int, str]]:
    """What is wrong with areas that are each well written: the row, from 1 on, and a sentence."""
    ids = Counter(area.area_id for area in areas)
    found = []
    for number, area in enumerate(areas, 1):
        if ids[area.area_id] > 1:
            found.append((number, f"id: {area.area_id!r} is another row's as well, ids must differ"))
        if area.governorate is not None and area.governorate not in ids:
            found.append((number, f"governorate: {area.governorate!r} must be the id of another row"))
    return found
