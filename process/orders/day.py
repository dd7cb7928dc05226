"""The day on which an order is wanted, as the model writes it down: an ISO date, today, tomorrow, a weekday, day/month.

The model knows no date, so what a customer calls "Thursday" becomes a date here, by the shop's own calendar.
"""

import re
from datetime import date, timedelta

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_MONTH = re.compile(r"(\d{1,2})[/.-](\d{1,2})")
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
    if words[:3] in _DAYS and words.isalpha():
        ahead = (_DAYS.index(words[:3]) - today.weekday()) % len(_DAYS)
        return today + timedelta(days=ahead)
    try:
        if match := _DAY_MONTH.fullmatch(words):
            found = date(today.year, int(match[2]), int(match[1]))
            return found if found >= today else found.replace(year=today.year + 1)
        return date.fromisoformat(words)
    except ValueError:
        return None
