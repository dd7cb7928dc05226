"""Which size of a product's chart fits the customer's measures: exact decimals, pure, nothing that the chart does not say.

A size fits when each measure lies in its range. Measures between two neighbours leave both; a measure below the smallest
or above the largest size fits none; and measures that point to sizes further apart are no advice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shared.size_chart import Range, SizeChart

Verdict = Literal["fits", "between", "too_small", "too_large", "measures_differ"]


@dataclass(frozen=True, slots=True)
class Fit:
    verdict: Verdict  #: `too_small`: the largest size is; `too_large`: the smallest is
    sizes: tuple[str, ...]  #: from small to large; of none when none fits
    outside: tuple[str, ...] = ()  #: the measures that no size has


def fit(chart: SizeChart, measures: Mapping[str, Decimal]) -> Fit:
    """`measures` are some of the chart's own, at least one."""
    names = [row.size for row in chart.rows]
    last = len(names) - 1
    places = {
        measure: _places([row.ranges[measure] for row in chart.rows], value)
        for measure, value in measures.items()
    }
    below = tuple(measure for measure, (_, high) in places.items() if high < 0)
    above = tuple(measure for measure, (low, _) in places.items() if low > last)
    if below and above:
        return Fit("measures_differ", (), below + above)
    if below or above:
        return Fit("too_large" if below else "too_small", (), below or above)
    low = max(low for low, _ in places.values())
    high = min(high for _, high in places.values())
    if low <= high:
        return Fit("fits" if low == high else "between", tuple(names[low : high + 1]))
    # No size has all of the measures: neighbours are a choice, anything wider is none.
    low, high = high, low
    return Fit("between" if high - low == 1 else "measures_differ", tuple(names[low : high + 1]))


def _places(ranges: Sequence[Range], value: Decimal) -> tuple[int, int]:
    """The first and the last size that the value may be: the sizes that have it, or the two that it lies between.

    Outside of all it is -1 or one more than the last.
    """
    having = [place for place, (low, high) in enumerate(ranges) if low <= value <= high]
    if having:
        return having[0], having[-1]
    smaller = sum(high < value for _, high in ranges)
    if smaller in {0, len(ranges)}:
        outside = -1 if smaller == 0 else smaller
        return outside, outside
    return smaller - 1, smaller
