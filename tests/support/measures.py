"""How good a ranking is, against grades by key: hit at the first and among five, reciprocal rank, and gain (nDCG) of five."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

AT = 5


@dataclass(frozen=True, slots=True)
class Measured:
    hit1: float
    hit5: float
    mrr: float
    ndcg5: float


def measured(ranking: Sequence[str], grades: Mapping[str, int]) -> Measured:
    """The highest grade there is makes a hit; lower ones count for the gain alone."""
    best = max(grades.values(), default=0)
    place = next((at for at, key in enumerate(ranking) if best and grades.get(key) == best), None)
    ideal = _gain(sorted(grades.values(), reverse=True))
    gain = _gain([grades.get(key, 0) for key in ranking])
    return Measured(
        hit1=float(place == 0),
        hit5=float(place is not None and place < AT),
        mrr=0.0 if place is None else 1 / (place + 1),
        ndcg5=gain / ideal if ideal else 0.0,
    )


def mean(some: Sequence[Measured]) -> Measured:
    return Measured(*(fmean(getattr(one, name) for one in some) for name in Measured.__slots__))


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(at + 2) for at, grade in enumerate(grades[:AT]))
