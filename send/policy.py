"""The gate: may this message leave now? One pure function, asked before every post.

Nothing else decides; the facts are read in the same transaction that claims the part, so an echo recorded before the
claim stops it. Source of the window: Meta, "Messaging window", 24 hours from the customer's last message.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WINDOW = timedelta(hours=24)


#: States of an account that its owner can end by connecting it again.
_STOPPED = ("token_dead", "blocked")


class Verdict(StrEnum):
    SEND = "send"
    HOLD = "echo_hold"  #: undecided whether the owner is typing: ask again when the hold ends
    PAUSED = "paused"
    WINDOW_CLOSED = "window_closed"
    ACCOUNT_CANNOT_SEND = "account_cannot_send"  #: the merchant has left
    ACCOUNT_STOPPED = "account_stopped"  #: until its owner connects it again: parts are kept
    ACCOUNT_BUSY = "account_busy"  #: it has used up a limit of Meta's: ask again when it may go on
    OPTED_OUT = "opted_out"  #: the customer wants no more of it


@dataclass(frozen=True, slots=True)
class Facts:
    """The conversation and its account as of `now`, all by the database's clock."""

    now: datetime
    account_state: str
    busy_until: datetime | None
    last_customer_at: datetime | None
    paused_until: datetime | None
    echo_hold_until: datetime | None
    opted_out: bool


def may_send(facts: Facts) -> Verdict:
    """What is final comes first: a part is kept only for as long as it may still be sent."""
    if facts.account_state not in {"active", *_STOPPED}:
        return Verdict.ACCOUNT_CANNOT_SEND
    if facts.opted_out:
        return Verdict.OPTED_OUT
    if facts.paused_until is not None and facts.now < facts.paused_until:
        return Verdict.PAUSED
    if facts.last_customer_at is None or facts.now - facts.last_customer_at >= WINDOW:
        return Verdict.WINDOW_CLOSED
    if facts.account_state in _STOPPED:
        return Verdict.ACCOUNT_STOPPED
    if facts.echo_hold_until is not None:
        return Verdict.HOLD
    if facts.busy_until is not None and facts.now < facts.busy_until:
        return Verdict.ACCOUNT_BUSY
    return Verdict.SEND


def may_look(facts: Facts) -> Verdict:
    """Whether Meta may be asked now what became of a post: nobody is written to, so only the account counts."""
    if facts.account_state != "active":
        return Verdict.ACCOUNT_STOPPED
    if facts.busy_until is not None and facts.now < facts.busy_until:
        return Verdict.ACCOUNT_BUSY
    return Verdict.SEND
