"""The limits, and what an instance may do with the permits that it has leased: arithmetic without a clock.

A block is good for `span` and may be used at any moment of it, at once if need be. So its permits count against the
limit until `window` after its end: whatever the window, nobody can have called more often than `permits` in it. The
price is pace: a limit is used to the full only in `window` out of `window + span`. What is not used by then is given
back with the next lease of the same instance, or lost.

Source: Meta, "Rate limits" of Instagram messaging.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """The calls that have a limit of their own, for each account."""

    CONVERSATIONS = "conversations"
    MEDIA = "media"  #: posts with audio or video
    PRIVATE_REPLIES = "private_replies"  #: to comments on posts and reels


@dataclass(frozen=True, slots=True)
class Limit:
    permits: int  #: at most so many calls in any `window`
    window: timedelta
    block: int  #: how many an instance leases at once
    span: timedelta  #: for how long


LIMITS = {
    Kind.CONVERSATIONS: Limit(2, timedelta(seconds=1), 2, timedelta(seconds=0.5)),
    Kind.MEDIA: Limit(10, timedelta(seconds=1), 5, timedelta(seconds=0.5)),
    Kind.PRIVATE_REPLIES: Limit(750, timedelta(hours=1), 25, timedelta(minutes=1)),
}


@dataclass(slots=True)
class Share:
    """What one instance holds of one account's limit, by its own clock."""

    left: int = 0
    good_until: float = 0.0
    ask_from: float = 0.0  #: all permits are with others, or used, until then
    block_end: datetime | None = None  #: of the block, by the database's clock

    def take(self, now: float) -> bool:
        """Whether one call may leave now."""
        if not self.left or now >= self.good_until:
            return False
        self.left -= 1
        return True

    def unused(self, now: float) -> int:
        """What nobody can use any more."""
        return self.left if now >= self.good_until else 0

    def renew(
        self,
        *,
        granted: int,
        block_end: datetime | None,
        wait: float,
        span: float,
        asked_at: float,
        now: float,
    ) -> None:
        """A block's time runs from before it was asked for, so it has ended here when it ends for the database."""
        self.left, self.good_until = granted, asked_at + span
        self.block_end = block_end if granted else None
        self.ask_from = now if granted else now + wait

    def is_idle(self, now: float, window: float) -> bool:
        """Nothing is left of it that could be given back."""
        return now >= self.ask_from and (now >= self.good_until + window or not self.left)
