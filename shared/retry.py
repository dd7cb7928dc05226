"""When to try again: pure arithmetic, shared by queue successors and by parts."""

import random
from collections.abc import Callable

FIRST_DELAY = 1.0
LONGEST_DELAY = 300.0
#: From here on the delay is the longest; counting further would overflow.
_DOUBLINGS = 9
#: After this long an answer is no longer wanted: Meta's window has closed.
GIVE_UP_AFTER = 24 * 3600.0


def successor_delay(attempt: int, *, after: float | None = None) -> float:
    """Seconds until try number `attempt` + 1: 1 s doubling to 5 min, or what the other side asked for if longer."""
    return max(min(FIRST_DELAY * 2.0 ** min(attempt, _DOUBLINGS), LONGEST_DELAY), after or 0.0)


def jittered(
    attempt: int, *, after: float | None = None, random: Callable[[], float] = random.random
) -> float:
    """The same with full jitter, so that conversations held up together do not come back together."""
    return max(successor_delay(attempt) * random(), after or 0.0)


def spread(wait: float, *, random: Callable[[], float] = random.random) -> float:
    """A wait that many share, drawn out by up to a tenth and at least a second, so that they do not come back together."""
    return wait + max(wait / 10.0, FIRST_DELAY) * random()
