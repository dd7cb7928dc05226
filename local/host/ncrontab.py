"""Schedules in the platform's six-field NCRONTAB, and when one fires next.

Second, minute, hour, day, month, day of week, all in UTC; a five-field expression has second 0. Unlike in
Unix cron a day must fit both the day and the day-of-week field. The answer is a pure function of the last
moment, so a schedule can be checked without waiting for it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_PART = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")
#: a leap day that must also be a given weekday can be 40 years away
_HORIZON_DAYS = 366 * 41


class ScheduleError(ValueError):
    """Not an NCRONTAB expression, or one that never fires."""


@dataclass(frozen=True)
class _Field:
    name: str
    low: int
    high: int
    names: Sequence[str] = ()

    def parse(self, text: str) -> tuple[int, ...]:
        found = {value for part in text.split(",") for value in self._range(part)}
        return tuple(sorted(found))

    def _range(self, part: str) -> range:
        match = _PART.fullmatch(part)
        if not match:
            raise ScheduleError(f"{part!r} is not a {self.name}")
        first, last, step = match.group("first", "last", "step")
        if first == "*":
            low, high = self.low, self.high
        else:
            low = self._value(first)
            high = self._value(last) if last else (self.high if step else low)
        if low > high or step == "0":
            raise ScheduleError(f"{part!r} is not a range of {self.name}s")
        return range(low, high + 1, int(step or 1))

    def _value(self, text: str) -> int:
        for index, name in enumerate(self.names):
            if len(text) > 2 and name.startswith(text.lower()):
                return index + self.low
        if not text.isdecimal() or not self.low <= int(text) <= self.high:
            raise ScheduleError(f"{text!r} is not a {self.name} from {self.low} to {self.high}")
        return int(text)


_FIELDS = (
    _Field("second", 0, 59),
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of week", 0, 6, _DAYS),
)


class Schedule:
    def __init__(self, expression: str) -> None:
        fields = expression.split()
        if len(fields) == len(_FIELDS) - 1:
            fields.insert(0, "0")
        if len(fields) != len(_FIELDS):
            raise ScheduleError(f"{expression!r} has {len(fields)} fields; an NCRONTAB expression has six")
        parsed = [field.parse(text) for field, text in zip(_FIELDS, fields, strict=True)]
        self._seconds, self._minutes, self._hours, self._days, self._months, self._weekdays = parsed
        self._expression = expression

    def after(self, moment: datetime) -> datetime:
        """The first fitting second later than `moment`."""
        start = moment.replace(microsecond=0) + timedelta(seconds=1)
        if self._fits(start) and (found := self._in_day(start)):
            return found
        day = start.replace(hour=0, minute=0, second=0)
        for ahead in range(1, _HORIZON_DAYS):
            if self._fits(candidate := day + timedelta(days=ahead)):
                return candidate.replace(
                    hour=self._hours[0], minute=self._minutes[0], second=self._seconds[0]
                )
        raise ScheduleError(f"{self._expression!r} never fires")

    def _fits(self, day: datetime) -> bool:
        return (
            day.month in self._months
            and day.day in self._days
            and day.isoweekday() % 7 in self._weekdays  # Sunday is 0
        )

    def _in_day(self, start: datetime) -> datetime | None:
        for hour in self._hours:
            if hour < start.hour:
                continue
            for minute in self._minutes:
                if (hour, minute) < (start.hour, start.minute):
                    continue
                same_minute = (hour, minute) == (start.hour, start.minute)
                for second in self._seconds:
                    if not same_minute or second >= start.second:
                        return start.replace(hour=hour, minute=minute, second=second)
        return None
