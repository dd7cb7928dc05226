"""When a shop is open, and when it opens next: weekdays, past midnight, seasons, holidays, and clocks that are put back."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.children import ROOT
from shared.errors import Misconfigured
from shared.hours import AHEAD, DAYS, Hours, read_hours, zone_of

AMMAN = ZoneInfo("Asia/Amman")
WEEK = {
    **{day: ["10:00-14:00", "16:00-21:00"] for day in ("sat", "sun", "mon", "tue", "wed")},
    "thu": ["18:00-02:00"],
}
RAMADAN = {"from": "2027-02-08", "to": "2027-03-09", "week": {day: ["20:30-01:00"] for day in DAYS}}
FEAST = {"from": "2027-03-10", "to": "2027-03-12", "week": {}}
KEPT = {"week": WEEK, "seasons": [RAMADAN, FEAST]}


def amman(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMMAN)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        pytest.param("2026-11-29T10:00", "2026-11-29T14:00", id="from the first minute"),
        pytest.param("2026-11-29T14:00", None, id="to the last, and not through it"),
        pytest.param("2026-11-29T15:00", None, id="between two sittings"),
        pytest.param("2026-11-27T12:00", None, id="a day without hours"),
        pytest.param("2026-11-27T01:59", "2026-11-27T02:00", id="past midnight it is still yesterday's"),
        pytest.param("2027-02-10T12:00", None, id="a season has other hours"),
        pytest.param("2027-02-10T00:30", "2027-02-10T01:00", id="and its own nights"),
        pytest.param("2027-02-08T00:30", None, id="of which the first begins no day earlier"),
        pytest.param("2027-03-10T00:30", "2027-03-10T01:00", id="and the last reaches into the feast"),
        pytest.param("2027-03-10T12:00", None, id="a holiday"),
    ],
)
def test_a_shop_is_open_until_it_closes(now: str, until: str | None) -> None:
    hours = read_hours(KEPT, "Asia/Amman")
    assert hours.open_until(amman(now)) == (amman(until) if until else None)


@pytest.mark.parametrize("now", ["2026-11-29T00:00", "2026-11-29T12:00", "2026-11-29T23:59"])
def test_who_is_open_day_and_night_does_not_close_at_midnight(now: str) -> None:
    hours = read_hours({"week": {day: ["00:00-24:00"] for day in DAYS}}, "Asia/Amman")
    assert hours.open_until(amman(now)) == amman("2026-12-01T00:00")


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        pytest.param("2026-11-29T09:00", "2026-11-29T10:00", id="today"),
        pytest.param("2026-11-29T15:00", "2026-11-29T16:00", id="again today"),
        pytest.param("2026-11-29T22:00", "2026-11-30T10:00", id="tomorrow"),
        pytest.param("2026-11-27T12:00", "2026-11-28T10:00", id="after a day without hours"),
        pytest.param("2027-03-10T12:00", "2027-03-13T10:00", id="after the feast"),
        pytest.param("2027-02-07T22:00", "2027-02-08T20:30", id="as the season opens"),
    ],
)
def test_a_closed_shop_opens_when_its_hours_say(now: str, opens: str) -> None:
    found = read_hours(KEPT, "Asia/Amman").opens_next(amman(now))
    assert found == amman(opens)
    assert found is not None
    assert found.tzinfo == AMMAN  # to be written as the shop's own clock shows it


def test_the_season_that_is_named_last_counts() -> None:
    one_day = {"from": "2027-02-09", "to": "2027-02-09", "week": {"tue": ["09:00-24:00"]}}
    hours = read_hours({**KEPT, "seasons": [*KEPT["seasons"], one_day]}, "Asia/Amman")
    assert hours.open_until(amman("2027-02-09T12:00")) == amman("2027-02-10T00:00")


@pytest.mark.parametrize(
    "kept",
    [{}, {"week": {}}, {"week": WEEK, "seasons": [{"from": "2026-01-01", "to": "2028-01-01", "week": {}}]}],
)
def test_who_never_opens_is_not_said_to(kept: dict[str, Any]) -> None:
    hours = read_hours(kept, "Asia/Amman")
    assert hours.open_until(amman("2026-11-29T12:00")) is None
    assert hours.opens_next(amman("2026-11-29T12:00")) is None


def test_a_clock_that_is_put_back_opens_no_shop_twice() -> None:
    hours = read_hours({"week": {day: ["09:00-17:00"] for day in DAYS}}, "Europe/Berlin")
    night = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # half past midnight; at three it will be two again
    assert hours.opens_next(night) == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "kept",
    [
        {"week": {"friday": ["10:00-21:00"]}},
        {"week": {"fri": ["10-21"]}},
        {"week": {"fri": ["10:00-25:00"]}},
        {"week": {"fri": ["10:00-24:30"]}},
        {"week": {"fri": ["10:00-10:00"]}},
        {"week": {"fri": [10]}},
        {"week": ["fri"]},
        {"week": {}, "seasons": [{"from": "2027-03-09", "to": "2027-02-08", "week": {}}]},
        {"week": {}, "seasons": [{"from": "soon", "to": "2027-02-08", "week": {}}]},
        {"week": {}, "seasons": [{"week": {}}]},
    ],
)
def test_what_are_no_hours_are_refused_with_a_sentence(kept: dict[str, Any]) -> None:
    with pytest.raises(Misconfigured, match="no opening hours"):
        read_hours(kept, "Asia/Amman")


@pytest.mark.parametrize("name", ["Amman", "", "../etc/passwd", "Asia"])
def test_a_place_without_a_clock_is_no_time_zone(name: str) -> None:
    with pytest.raises(Misconfigured, match="no time zone"):
        zone_of(name)


TIMES = st.builds(lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(0, 23), st.integers(0, 59))
SPANS = st.tuples(TIMES, TIMES).filter(lambda span: span[0] != span[1]).map("-".join)
WEEKS = st.dictionaries(st.sampled_from(DAYS), st.lists(SPANS, max_size=2))
SEASONS = st.builds(
    lambda first, days, week: {
        "from": first.isoformat(),
        "to": (first + timedelta(days)).isoformat(),
        "week": week,
    },
    st.dates(date(2026, 11, 1), date(2027, 2, 1)),
    st.integers(0, 40),
    WEEKS,
)
MOMENTS = st.datetimes(datetime(2026, 11, 1), datetime(2027, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds it


@given(WEEKS, st.lists(SEASONS, max_size=2), MOMENTS)
def test_at_the_moment_it_is_said_to_open_a_shop_is_open(
    week: dict[str, list[str]], seasons: list[dict[str, Any]], now: datetime
) -> None:
    hours = read_hours({"week": week, "seasons": seasons}, "Asia/Amman")
    opens = hours.opens_next(now)
    if opens is None:
        assert not any(_open(hours, now + timedelta(hours=hour)) for hour in range(48, 24 * (AHEAD.days - 1)))
    else:
        assert opens > now
        assert _open(hours, opens)


def _open(hours: Hours, at: datetime) -> bool:
    return hours.open_until(at) is not None


def test_a_system_without_a_zone_database_knows_the_shops_zone() -> None:
    alone = {**os.environ, "PYTHONTZPATH": "", "PYTHONPATH": str(ROOT)}
    told = "from shared.hours import *; print(zone_of('Asia/Amman').utcoffset(datetime(2026, 11, 29)))"
    asked = subprocess.run(
        [sys.executable, "-c", told], env=alone, capture_output=True, text=True, check=True
    )
    assert asked.stdout.strip() == "3:00:00"
