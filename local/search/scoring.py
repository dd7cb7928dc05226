"""Functions of a scoring profile: a number of the document makes what its words have scored count for more.

Of the kinds that the service has, magnitude is here; distance, freshness and tag are refused rather than ignored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local.search.errors import invalid, unsupported

_NUMBERS = frozenset({"Edm.Int32", "Edm.Int64", "Edm.Double"})


@dataclass(frozen=True)
class Magnitude:
    field: str
    boost: float
    start: float
    end: float
    beyond: bool  #: what lies past the end counts as much as the end

    def factor(self, value: Any) -> float:
        if not isinstance(value, (int, float)):
            return 1.0
        place = (value - self.start) / (self.end - self.start)
        if place > 1:
            place = 1.0 if self.beyond else 0.0
        return 1 + (self.boost - 1) * max(place, 0.0)


def magnitudes(profile: Mapping[str, Any]) -> tuple[Magnitude, ...]:
    return tuple(_magnitude(function) for function in profile.get("functions") or [])


def boosted(boosts: Sequence[Magnitude], document: Mapping[str, Any]) -> float:
    """The functions are added up, as the service does unless it is told otherwise."""
    return 1 + sum(boost.factor(document.get(boost.field)) - 1 for boost in boosts)


def check_functions(body: Mapping[str, Any], filterable: Mapping[str, str]) -> None:
    """`filterable` are the fields that a function may read, with their types."""
    for profile in body.get("scoringProfiles") or []:
        if profile.get("functionAggregation") not in {None, "sum"}:
            raise unsupported(f"the function aggregation '{profile['functionAggregation']}'")
        for one in magnitudes(profile):
            if filterable.get(one.field) not in _NUMBERS:
                raise invalid(
                    f"definition : A magnitude function needs a filterable number, and '{one.field}' is none."
                )
            if one.boost <= 0 or one.boost == 1 or one.start == one.end:
                raise invalid(f"definition : The function of '{one.field}' boosts nothing.")


def _magnitude(function: Mapping[str, Any]) -> Magnitude:
    if function.get("type") != "magnitude" or function.get("interpolation") not in {None, "linear"}:
        raise unsupported(f"scoring functions of type '{function.get('type')}'")
    parameters = function.get("magnitude") or {}
    try:
        return Magnitude(
            function["fieldName"],
            function["boost"],
            parameters["boostingRangeStart"],
            parameters["boostingRangeEnd"],
            beyond=bool(parameters.get("constantBoostBeyondRange")),
        )
    except KeyError as missing:
        raise invalid(f"definition : A scoring function needs {missing}.") from None
