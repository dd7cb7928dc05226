"""The gate: may this message leave now? One pure function, asked before every post.

Nothing else decides; the facts are read in the same transaction that claims the part, so an echo recorded before the
claim stops it. Source of the window: Meta, "Messaging window", 24 hours from the customer's last message.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WINDOW = timedelta(hours=24)


class Verdict(StrEnum):
    SEND = "send"
    HOLD = "echo_hold"  #: undecided whether the owner is typing: ask again when the hold ends
    PAUSED = "paused"
    WINDOW_CLOSED = "window_closed"
    ACCOUNT_CANNOT_SEND = "account_cannot_send"


@dataclass(frozen=True, slots=True)
class Facts:
    """The conversation and its account as of `now`, all by the database's clock."""

    now: datetime
    account_state: str
    last_customer_at: datetime | None
    paused_until: datetime | None
    echo_hold_until: datetime | None


def may_send(facts: Facts) -> Verdict:
    """The first reason against sending, in the order in which a person would want to hear it."""
    if facts.account_state != "active":
        return Verdict.ACCOUNT_CANNOT_SEND
    if facts.paused_until is not None and facts.now < facts.paused_until:
        return Verdict.PAUSED
    if facts.last_customer_at is None or facts.now - facts.last_customer_at >= WINDOW:
        return Verdict.WINDOW_CLOSED
    if facts.echo_hold_until is not None:
        return Verdict.HOLD
    return Verdict.SEND
