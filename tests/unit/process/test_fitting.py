"""The size by the chart: what fits, what lies between, and what no size has."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from process.fitting import Fit, fit
from shared.size_chart import SizeChart

#: Neighbours overlap in height, touch in weight and leave a gap at the chest.
DRESS = SizeChart.model_validate(
    [
        {"size": "S", "height_cm": [150, 163], "weight_kg": [45, 55], "chest_cm": [82, 87]},
        {"size": "M", "height_cm": [156, 168], "weight_kg": [55, 65], "chest_cm": [88, 93]},
        {"size": "L", "height_cm": [160, 173], "weight_kg": [65, 75], "chest_cm": [94, 100]},
        {"size": "XL", "height_cm": [164, 178], "weight_kg": [75, 86], "chest_cm": [101, 107]},
    ]
)


def judged(**measures: str) -> Fit:
    return fit(DRESS, {name: Decimal(value) for name, value in measures.items()})


@pytest.mark.parametrize(
    ("measures", "verdict", "sizes"),
    [
        pytest.param({"height_cm": "165", "weight_kg": "60"}, "fits", ("M",), id="both measures agree"),
        pytest.param({"weight_kg": "64.9"}, "fits", ("M",), id="one measure alone"),
        pytest.param({"height_cm": "150"}, "fits", ("S",), id="at the chart's very edge"),
        pytest.param({"weight_kg": "65"}, "between", ("M", "L"), id="where two ranges touch"),
        pytest.param({"chest_cm": "87.5"}, "between", ("S", "M"), id="in a gap"),
        pytest.param({"height_cm": "158", "weight_kg": "68"}, "between", ("M", "L"), id="two that differ by one size"),
        pytest.param({"weight_kg": "50", "chest_cm": "90"}, "between", ("S", "M"), id="one of each"),
        pytest.param({"height_cm": "162"}, "between", ("S", "M", "L"), id="a measure that three sizes have"),
        pytest.param({"height_cm": "162", "weight_kg": "60"}, "fits", ("M",), id="and a second that decides"),
        pytest.param({"weight_kg": "50", "chest_cm": "105"}, "measures_differ", ("S", "M", "L", "XL"), id="far apart"),
        pytest.param({"weight_kg": "44.99"}, "too_large", (), id="below the smallest"),
        pytest.param({"height_cm": "160", "weight_kg": "120"}, "too_small", (), id="above the largest, by one measure"),
        pytest.param({"weight_kg": "30", "chest_cm": "130"}, "measures_differ", (), id="below and above"),
    ],
)  # fmt: skip
def test_a_chart_gives_the_size(measures: dict[str, str], verdict: str, sizes: tuple[str, ...]) -> None:
    found = judged(**measures)
    assert (found.verdict, found.sizes) == (verdict, sizes)


def test_the_measure_that_no_size_has_is_named() -> None:
    assert judged(height_cm="160", weight_kg="120").outside == ("weight_kg",)


@given(st.decimals(40, 120, places=1), st.decimals(140, 190, places=1))
def test_a_size_that_is_said_to_fit_has_every_measure(weight: Decimal, height: Decimal) -> None:
    measures = {"weight_kg": weight, "height_cm": height}
    having = [
        row.size
        for row in DRESS.rows
        if all(row.ranges[name][0] <= value <= row.ranges[name][1] for name, value in measures.items())
    ]
    found = fit(DRESS, measures)
    assert (found.verdict == "fits") is (len(having) == 1)
    if having:
        assert list(found.sizes) == having
