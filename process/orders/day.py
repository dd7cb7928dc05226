"""The day on which an order is wanted, as the model writes it down: an ISO date, today, tomorrow, a weekday, day/month.

The model knows no date, so what a customer calls "Thursday" becomes a date here, by the shop's own calendar.
"""

import re
from datetime import date, timedelta

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {name: place for place, day in enumerate(_WEEK) for name in (day, day[:3])} | {
    "tues": 1,
    "thur": 3,
    "thurs": 3,
}
_DAY_MONTH = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
_FRIDAY = 4
#: Nobody holds an order for longer.
AHEAD = timedelta(days=90)


def day_of(words: str, today: date) -> date | None:
    """None when it is no day, has passed or is too far ahead."""
    found = _day(words.strip().lower(), today)
    return found if found is not None and today <= found <= today + AHEAD else None


def _day(words: str, today: date) -> date | None:
    near = {"today": 0, "tomorrow": 1}
    if words in near:
        return today + timedelta(days=near[words])
    bare = words.removeprefix("next ").strip()
    if bare in _DAYS:
        ahead = (_DAYS[bare] - today.weekday()) % len(_WEEK)
        # «الخميس الجاي» is the one that comes: on a Thursday that of the next week.
        return today + timedelta(days=ahead or (len(_WEEK) if bare != words else 0))
    try:
        if match := _DAY_MONTH.fullmatch(words):
            found = date(int(match[3] or today.year), int(match[2]), int(match[1]))
            if match[3]:
                return found
            return found if found >= today else found.replace(year=today.year + 1)
        return date.fromisoformat(words)
    except ValueError:
        return None


def working_days_from(day: date, count: int) -> date:
    """So many working days later; couriers rest on Fridays."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() != _FRIDAY
    return day
