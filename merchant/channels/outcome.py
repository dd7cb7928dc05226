"""What became of one attempt to tell somebody something, in words that every channel shares."""

from dataclasses import dataclass
from enum import StrEnum

from shared.errors import SourceUnavailable, SourceUnusable


class Verdict(StrEnum):
    SENT = "sent"  #: the other side has taken it
    LATER = "later"  #: away or busy: worth another attempt
    FAILED = "failed"  #: it will never take this
    GONE = "gone"  #: there is nobody any more


@dataclass(frozen=True, slots=True)
class Outcome:
    verdict: Verdict
    reason: str | None = None  #: one word, never what the other side wrote
    after: float | None = None  #: seconds that it wants us to wait


def not_called(error: SourceUnavailable | SourceUnusable) -> Outcome:
    """A name that is unknown now may be known in a minute."""
    if isinstance(error, SourceUnavailable):
        return Outcome(Verdict.LATER, "unreachable")
    later = error.reason == "unknown_host"
    return Outcome(Verdict.LATER if later else Verdict.FAILED, error.reason)


def seconds(retry_after: str | None) -> float | None:
    """A date is left aside: few send one, and our own backoff is there."""
    return float(retry_after) if retry_after and retry_after.isdecimal() and len(retry_after) < 8 else None
