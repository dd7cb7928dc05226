"""Who answers a customer that the assistant hands over, and when: as the shop's own hours say, or without a time.

Computed here and never by the model, which is given the sentence with the tool's result; so the fact guard finds it there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from shared.errors import Misconfigured
from shared.hours import DAYS, Hours, read_hours

#: A shop that closes sooner is not promised to answer before it does.
STAYS_OPEN = timedelta(minutes=30)

Day = Literal["some_time", "today", "later_today", "tomorrow", "on_a_day", "on_a_date"]


@dataclass(frozen=True, slots=True)
class When:
    """`opens` is of the shop's own clock; without one no time is known, or the shop is open."""

    day: Day = "some_time"
    opens: datetime | None = None

    @property
    def fields(self) -> dict[str, str]:
        """For the sentences of wording.json, which have names for days in their own language."""
        if self.opens is None:
            return {}
        return {
            "time": f"{self.opens:%H:%M}",
            "day": DAYS[self.opens.weekday()],
            "date": f"{self.opens.day}/{self.opens.month}",
        }


SOME_TIME = When()


def when_people_answer(kept: Mapping[str, Any], zone: str, now: datetime) -> When:
    """Of what the shop's row has; hours that cannot be read promise nothing."""
    if not kept:
        return SOME_TIME
    try:
        return when_open(read_hours(kept, zone), now)
    except Misconfigured:
        return SOME_TIME


def when_open(hours: Hours, now: datetime) -> When:
    until, opens = hours.open_until(now), hours.opens_next(now)
    if until is not None and until - now >= STAYS_OPEN:
        return When("today")
    if opens is None:
        return SOME_TIME
    return When(_day((opens.date() - now.astimezone(hours.zone).date()).days), opens)


def _day(days: int) -> Day:
    match days:
        case 0:
            return "later_today"
        case 1:
            return "tomorrow"
        case _:
            return "on_a_day" if days < len(DAYS) else "on_a_date"
