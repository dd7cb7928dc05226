"""When an alert is told, how often, and what is told together: pure arithmetic over alerts that are due.

Customers wait for some of them, so these are told again while nobody has seen to them. In a shop's quiet hours what is not
urgent is held back, and told at their end as one thing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from shared.alerts import AlertKind
from shared.hours import DAYS, read_hours

#: Until an alert is told again, by the round that has just been; after the last it is not.
AGAIN = (timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
REPEATED = frozenset({AlertKind.PERSON_WANTED, AlertKind.CUSTOMER_WAITING})
#: Due at once, more than these are told as one: a telephone that rings for each rings for none.
MOST_APART = 3


@dataclass(frozen=True, slots=True)
class Due:
    alert_id: UUID
    kind: str
    rounds: int  #: how often it has been told
    held: bool


@dataclass(frozen=True, slots=True)
class Plan:
    hold: list[Due] = field(default_factory=list)
    until: datetime | None = None  #: what is held is told then
    told: list[list[Due]] = field(default_factory=list)  #: each list is one notice


def plan(due: Sequence[Due], *, quiet_until: datetime | None, urgent: Collection[str]) -> Plan:
    """`due` oldest first."""
    held = [one for one in due if quiet_until is not None and one.kind not in urgent]
    now = [one for one in due if one not in held]
    summed = [one for one in now if one.held] if len(now) <= MOST_APART else now
    apart = [[one] for one in now if one not in summed]
    return Plan(held, quiet_until, apart + ([summed] if summed else []))


def again_after(one: Due) -> timedelta | None:
    """From this round to the next; None when it has been told often enough."""
    if one.kind not in REPEATED or one.rounds >= len(AGAIN):
        return None
    return AGAIN[one.rounds]


def quiet_until(now: datetime, quiet: str | None, zone: str) -> datetime | None:
    """`quiet` is like 22:00-08:00, by the shop's clock. None outside. Raises Misconfigured for what are no hours."""
    if not quiet:
        return None
    return read_hours({"week": {day: [quiet] for day in DAYS}}, zone).open_until(now)
