"""What Meta tells of its quotas with an answer, and what it asks of us."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.graph.usage import STOP_UNTOLD, Usage, read_usage, spacing

APP, BUSINESS = "x-app-usage", "x-business-use-case-usage"
DAY = 86400.0


def business(*uses: Any) -> dict[str, str]:
    return {BUSINESS: json.dumps({"17841400000000001": list(uses)})}


@pytest.mark.parametrize(
    ("headers", "usage"),
    [
        pytest.param({APP: '{"call_count":28,"total_time":25,"total_cputime":31}'}, Usage(31, None), id="the fullest of the app's quotas"),
        pytest.param(business({"type": "instagram", "call_count": 100, "total_cputime": 25, "total_time": 25, "estimated_time_to_regain_access": 19}), Usage(100, 1140.0), id="an account that is throttled: minutes"),
        pytest.param({APP: '{"call_count":90}'} | business({"call_count": 85}), Usage(90, None), id="the fuller of the two headers"),
        pytest.param(business({"call_count": 3}, {"call_count": 81, "estimated_time_to_regain_access": 0}), Usage(81, None), id="the fullest of several uses; no minutes are no wait"),
        pytest.param(business({"estimated_time_to_regain_access": 2}, {"estimated_time_to_regain_access": 5}), Usage(None, 300.0), id="the longest of several waits, and no quota told"),
        pytest.param(business({"type": "messenger"}, {"estimated_time_to_regain_access": 5}), Usage(None, 300.0), id="one that says it beside one that does not"),
        pytest.param({APP: '{"call_count":79.9}'}, Usage(79, None), id="not yet eighty"),
        pytest.param({APP: '{"call_count":240}'}, Usage(100, None), id="more than everything"),
        pytest.param({APP: '{"call_count":0}'}, Usage(0, None), id="nothing used is said"),
        pytest.param({APP: '{"call_count":1e400}'}, Usage(100, None), id="a number without end"),
        pytest.param({APP: '{"call_count":' + "9" * 400 + "}"}, Usage(100, None), id="a number of four hundred digits"),
        pytest.param(business({"estimated_time_to_regain_access": 10**400}), Usage(None, DAY), id="never again: a day at most"),
        pytest.param({}, None, id="absent does not mean zero"),
        pytest.param({APP: "{}"}, None, id="an app that says nothing"),
        pytest.param({BUSINESS: "{}"}, None, id="no account"),
        pytest.param({APP: "not JSON", BUSINESS: ""}, None, id="not JSON"),
        pytest.param({APP: "[1]", BUSINESS: "[1]"}, None, id="lists"),
        pytest.param({APP: "7", BUSINESS: "null"}, None, id="neither list nor object"),
        pytest.param({BUSINESS: '{"178":{"call_count":100}}'}, None, id="a use that is in no list"),
        pytest.param({BUSINESS: "[" * 50_000}, None, id="nested beyond reading"),
        pytest.param({APP: '{"call_count":true,"total_time":"95","total_cputime":null}'}, None, id="figures that are none"),
        pytest.param({APP: '{"call_count":NaN,"total_time":-3}'}, None, id="no number and less than none"),
        pytest.param(business({"estimated_time_to_regain_access": "soon"}), None, id="in words"),
        pytest.param({APP: "?"} | business({"call_count": 85}), Usage(85, None), id="one header that cannot be read hides no other"),
    ],
)  # fmt: skip
def test_what_the_headers_say(headers: dict[str, str], usage: Usage | None) -> None:
    assert read_usage(headers) == usage


@pytest.mark.parametrize(
    ("usage", "seconds"),
    [
        (Usage(99, None), None),
        (Usage(None, None), None),
        (Usage(100, None), STOP_UNTOLD),
        (Usage(100, 1140.0), 1140.0),
        (Usage(40, 60.0), 60.0),
    ],
)
def test_an_account_stops_at_a_hundred_per_cent_or_when_meta_names_a_time(
    usage: Usage, seconds: float | None
) -> None:
    assert usage.stop_for == seconds


@pytest.mark.parametrize(("percent", "seconds"), [(0, 0), (79, 0), (80, 1), (81, 2), (90, 11), (99, 20), (100, 21)])  # fmt: skip
def test_from_eighty_per_cent_on_posts_are_spaced_out(percent: int, seconds: float) -> None:
    assert spacing(percent) == seconds


HEADER = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["178", "call_count", "estimated_time_to_regain_access"]), inner)
    ),
    max_leaves=8,
)


@given(HEADER, HEADER)
def test_whatever_the_headers_hold_the_answer_is_within_bounds(app: Any, uses: Any) -> None:
    usage = read_usage({APP: json.dumps(app), BUSINESS: json.dumps(uses)})
    if usage is not None:
        assert usage.percent is None or 0 <= usage.percent <= 100
        assert usage.regain_after is None or 0 < usage.regain_after <= DAY
