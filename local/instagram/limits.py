"""How many calls of a kind Graph takes from one account in which time, as Meta states it.

Counted over a sliding window, the harsher of the ways in which it might be done.
"""

import json
import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from local.instagram.errors import GraphError
from local.instagram.threads import Account

Counted = Literal["messages", "media", "conversations", "private_replies", "live_private_replies"]


@dataclass(frozen=True)
class Rate:
    calls: int
    seconds: float = 1.0


@dataclass(frozen=True)
class Limits:
    """Meta's pages give 100 and 300 messages a second; the harsher counts."""

    messages: Rate = Rate(100)
    media: Rate = Rate(10)  #: messages with audio or video
    conversations: Rate = Rate(2)
    private_replies: Rate = Rate(750, seconds=3600)  #: to comments under posts and reels
    live_private_replies: Rate = Rate(100)


METAS = Limits()


def throttled(account: Account, minutes: int) -> dict[str, str]:
    """The header that goes with a throttle: the quota is full, and for how long."""
    use = {"type": "instagram", "call_count": 100, "estimated_time_to_regain_access": minutes}
    return {"X-Business-Use-Case-Usage": json.dumps({account.user_id: [use]})}


class Limiter:
    def __init__(self, limits: Limits | None, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._times: dict[tuple[str, Counted], deque[float]] = defaultdict(deque)

    def admit(self, account: Account, kind: Counted) -> None:
        """Raises what Graph answers to one call too many; that one does not count."""
        if self._limits is None:
            return
        rate: Rate = getattr(self._limits, kind)
        now, times = self._clock(), self._times[account.user_id, kind]
        while times and now - times[0] >= rate.seconds:
            times.popleft()
        if len(times) >= rate.calls:
            left = times[0] + rate.seconds - now if times else rate.seconds
            raise GraphError(613, headers=throttled(account, math.ceil(left / 60)))
        times.append(now)
