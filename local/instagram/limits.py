"""How many calls of a kind Graph takes from one account in a second, as Meta states it.

Counted over a sliding window, the harsher of the ways in which it might be done. Private replies have a limit too, which
is of no use before there are comments to reply to.
"""

import json
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from local.instagram.errors import GraphError
from local.instagram.threads import Account

Counted = Literal["messages", "media", "conversations"]


@dataclass(frozen=True)
class Limits:
    """Calls a second. Meta's pages give 100 and 300 for messages; the harsher counts."""

    messages: int = 100
    media: int = 10  #: messages with audio or video
    conversations: int = 2


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
        now, times = self._clock(), self._times[account.user_id, kind]
        while times and now - times[0] >= 1.0:
            times.popleft()
        if len(times) >= getattr(self._limits, kind):
            raise GraphError(613, headers=throttled(account, 1))
        times.append(now)
