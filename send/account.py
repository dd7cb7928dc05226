"""What Meta's answers mean for an account as a whole: it slows down, waits, or stops; the others go on.

An account below 80 % of its quotas costs no write. From there on each answer's percentage is kept, and of the account's
posts one leaves in each slot (`spacing`); the row is then locked once a slot, and for that account only.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from shared.database import Transaction, named_queries
from shared.errors import AccountBusy, AccountPaused
from shared.graph.usage import SLOW_FROM, STOP_FROM, Usage, spacing
from shared.telemetry import event
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: For a limit whose end Meta does not tell.
BUSY_UNTOLD = timedelta(minutes=1)
#: A percentage older than this says little of now, and slows nothing down.
USAGE_GOOD_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be kept of an answer."""

    percent: int | None
    stop: timedelta | None  #: how long nothing may leave
    reason: str | None

    @property
    def seconds(self) -> float:
        return self.stop.total_seconds() if self.stop is not None else 0.0


def slot_length(now: datetime, percent: int | None, told_at: datetime | None) -> timedelta:
    """The time between two posts of an account of which this was told last; zero for most."""
    if percent is None or told_at is None or now - told_at > USAGE_GOOD_FOR:
        return timedelta(0)
    return timedelta(seconds=spacing(percent))


def worth_keeping(heard: Sequence[Usage], *, slowed: bool) -> Told | None:
    """Nothing, as long as the account is far from its limits and was before."""
    if not heard:
        return None
    usage = heard[-1]
    stop = None if usage.stop_for is None else timedelta(seconds=usage.stop_for)
    if stop is None and not slowed and (usage.percent is None or usage.percent < SLOW_FROM):
        return None
    return Told(usage.percent, stop, "usage")


def told_by(error: AccountBusy) -> Told:
    """A quota is full then, whatever percentages say: the account begins again with one post a slot."""
    stop = BUSY_UNTOLD if error.after is None else timedelta(seconds=error.after)
    return Told(STOP_FROM, stop, str(error))


async def keep(tx: Transaction, key: ConversationKey, told: Told | None) -> None:
    if told is not None:
        where = {"tenant": key.tenant, "account": key.account}
        await tx.queue(
            SQL["told"], {**where, "percent": told.percent, "stop": told.stop, "reason": told.reason}
        )


async def take_slot(tx: Transaction, key: ConversationKey, length: timedelta) -> bool:
    slot = {"tenant": key.tenant, "account": key.account, "spacing": length}
    return await tx.row(SQL["take_slot"], slot) is not None


def tell_wait(key: ConversationKey, error: AccountBusy, told: Told) -> None:
    """A restriction is for a person to see; a limit passes by itself."""
    level = logging.ERROR if isinstance(error, AccountPaused) else logging.INFO
    event(
        "send.account_waits",
        level=level,
        **key.names,
        reason=str(error),
        code=error.code,
        wait=told.seconds,
    )
