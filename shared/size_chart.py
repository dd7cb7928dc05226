"""A product's own size chart: its sizes from small to large, each with the range of every measure that it fits.

    [{"size": "S", "height_cm": [150, 162], "weight_kg": [45, 55]}, {"size": "M", …}]

Neighbouring ranges may overlap or leave a gap, as real charts do; they never run backwards.
"""

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

#: Every measure a chart may have, with what a person can measure: 1.65 is no height in centimetres.
MEASURES: dict[str, tuple[int, int]] = {
    "height_cm": (40, 230),
    "weight_kg": (2, 250),
    "chest_cm": (30, 180),
    "waist_cm": (30, 180),
    "hips_cm": (30, 200),
    "foot_length_cm": (7, 35),
    "age_years": (0, 18),
}

Range = tuple[Decimal, Decimal]
_Size = Annotated[str, Field(min_length=1, max_length=30, pattern=r"^[^\x00]*$")]


class SizeRow(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    size: _Size
    height_cm: Range | None = None
    weight_kg: Range | None = None
    chest_cm: Range | None = None
    waist_cm: Range | None = None
    hips_cm: Range | None = None
    foot_length_cm: Range | None = None
    age_years: Range | None = None

    @model_serializer(mode="wrap")
    def _without_what_is_not_measured(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in whole(self).items() if value is not None}

    @property
    def ranges(self) -> dict[str, Range]:
        return {name: found for name in MEASURES if (found := getattr(self, name)) is not None}

    @model_validator(mode="after")
    def _are_ranges(self) -> Self:
        if not self.ranges:
            raise ValueError(f"size {self.size} needs at least one of {', '.join(MEASURES)}")
        for name, (low, high) in self.ranges.items():
            least, most = MEASURES[name]
            if not least <= low <= high <= most:
                raise ValueError(f"{name} of size {self.size} must be [from, to] within {least} and {most}")
        return self


class SizeChart(RootModel[tuple[SizeRow, ...]]):
    model_config = ConfigDict(frozen=True)

    @property
    def rows(self) -> tuple[SizeRow, ...]:
        return self.root

    @property
    def measures(self) -> list[str]:
        return list(self.rows[0].ranges)

    @model_validator(mode="after")
    def _goes_from_small_to_large(self) -> Self:
        if not self.rows:
            raise ValueError("a size chart needs at least one size; leave it out when there is none")
        for one, following in pairwise(self.rows):
            if one.ranges.keys() != following.ranges.keys():
                raise ValueError(f"sizes {one.size} and {following.size} must have the same measures")
            for name in one.ranges:
                if (
                    one.ranges[name] > following.ranges[name]
                    or one.ranges[name][1] > following.ranges[name][1]
                ):
                    raise ValueError(f"{name} must grow from size {one.size} to size {following.size}")
        if len({row.size for row in self.rows}) < len(self.rows):
            raise ValueError("a size stands in the chart twice")
        return self
