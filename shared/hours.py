"""When a shop's people are there: hours by weekday, other hours for a season or a holiday, in the shop's own time zone.

As it is kept in `shop.tenants`: {"week": {"sun": ["10:00-21:00"], …}, "seasons": [{"from": "2027-02-08",
"to": "2027-03-09", "week": {…}}, …]}. A season takes the whole week's place on its days, the last that names a day wins,
and one without hours is a holiday. Hours that end before they begin last past midnight: "20:00-02:00".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.errors import Misconfigured

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: A shop that does not open within this time is not said to open.
AHEAD = timedelta(days=30)
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", re.ASCII)

Span = tuple[time, time]
Week = Mapping[str, tuple[Span, ...]]  #: by day; a day that is missing is closed


@dataclass(frozen=True, slots=True)
class Season:
    first: date
    last: date
    week: Week


@dataclass(frozen=True, slots=True)
class Hours:
    zone: ZoneInfo
    week: Week
    seasons: tuple[Season, ...] = ()

    def open_until(self, now: datetime) -> datetime | None:
        """None while it is closed. Hours that end as others begin are one: who is open day and night does not close at midnight."""
        until = None
        for begin, end in self._around(now, timedelta(days=1)):
            if begin <= (until or now) < end:
                until = end
        return until

    def opens_next(self, now: datetime) -> datetime | None:
        """In the shop's own time; None when it does not within `AHEAD`, or has no hours."""
        found = (begin for begin, _ in self._around(now, AHEAD) if begin > now)
        opens = next(found, None)
        return opens.astimezone(self.zone) if opens else None

    def _around(self, now: datetime, ahead: timedelta) -> Iterator[tuple[datetime, datetime]]:
        """From yesterday's on, which may last past midnight; in UTC, so that a clock put back confuses nothing."""
        today = now.astimezone(self.zone).date()
        for days in range(-1, ahead.days + 1):
            day = today + timedelta(days=days)
            for opens, closes in sorted(self._on(day)):
                end = day if closes > opens else day + timedelta(days=1)
                yield self._at(day, opens), self._at(end, closes)

    def _on(self, day: date) -> tuple[Span, ...]:
        named = (season.week for season in reversed(self.seasons) if season.first <= day <= season.last)
        return next(named, self.week).get(DAYS[day.weekday()], ())

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def read_hours(kept: Mapping[str, Any], zone: str) -> Hours:
    """Raises Misconfigured, with a sentence, for what are no hours."""
    try:
        seasons = tuple(_season(season) for season in kept.get("seasons", ()))
        return Hours(zone_of(zone), _week(kept.get("week", {})), seasons)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Misconfigured(f"these are no opening hours: {error}") from None


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misconfigured(f"there is no time zone {name}: it is called as in Asia/Amman") from None


def _season(kept: Mapping[str, Any]) -> Season:
    season = Season(date.fromisoformat(kept["from"]), date.fromisoformat(kept["to"]), _week(kept["week"]))
    if season.last < season.first:
        raise ValueError(f"{season.first} is after {season.last}")
    return season


def _week(kept: Mapping[str, Any]) -> Week:
    if unknown := sorted(set(kept) - set(DAYS)):
        raise ValueError(f"{', '.join(unknown)} is no day: {', '.join(DAYS)} are")
    return {day: tuple(map(_span, spans)) for day, spans in kept.items()}


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r}: hours look like 10:00-21:00")
    opens, closes = (int(found[1]), int(found[2])), (int(found[3]) % 24, int(found[4]))
    if found[3] == "24" and found[4] != "00":
        raise ValueError(f"{text!r}: a day ends at 24:00")
    if opens == closes and text != "00:00-24:00":
        raise ValueError(f"{text!r} is no time at all")
    return time(*opens), time(*closes)
