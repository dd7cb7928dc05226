"""How much of its quota an account has used, as Meta tells it with an answer, and what that asks of us.

`X-App-Usage` and `X-Business-Use-Case-Usage` are percentages; `estimated_time_to_regain_access` counts minutes. A
header that is absent or not understood says nothing: it never means that nothing has been used.
Source: Meta, "Rate limits".
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SLOW_FROM = 80
STOP_FROM = 100
#: Seconds without a post when a quota is full and Meta does not say until when.
STOP_UNTOLD = 300.0
#: Seconds; by then Meta's window has closed, whatever the header says.
LONGEST_STOP = 24 * 3600.0
_FIGURES = ("call_count", "total_time", "total_cputime")


@dataclass(frozen=True, slots=True)
class Usage:
    percent: int | None  #: of the fullest quota, at most 100; None when no quota was told
    regain_after: float | None  #: seconds until Meta serves this account again, when it does not now

    @property
    def stop_for(self) -> float | None:
        """Seconds in which nothing of this account may leave."""
        if self.regain_after is not None:
            return self.regain_after
        return STOP_UNTOLD if self.percent is not None and self.percent >= STOP_FROM else None


#: Is told the usage of every answer that says it, errors included.
Heard = Callable[[Usage], None]


def spacing(percent: int) -> float:
    """Seconds between two posts of one account: none below 80 %, 1 at 80 %, and one more for each per cent."""
    return float(max(percent - SLOW_FROM + 1, 0))


def read_usage(headers: Mapping[str, str]) -> Usage | None:
    """None when the answer does not say."""
    app = _decoded(headers.get("x-app-usage"))
    uses = [app, *_uses(_decoded(headers.get("x-business-use-case-usage")))]
    figures = [figure for use in uses if isinstance(use, dict) for figure in _numbers(use, *_FIGURES)]
    minutes = [
        figure
        for use in uses
        if isinstance(use, dict)
        for figure in _numbers(use, "estimated_time_to_regain_access")
    ]
    percent = int(min(max(figures), STOP_FROM)) if figures else None
    regain_after = min(60.0 * max(minutes), LONGEST_STOP) if minutes and max(minutes) > 0 else None
    return None if percent is None and regain_after is None else Usage(percent, regain_after)


def _decoded(header: str | None) -> Any:
    try:
        return json.loads(header) if header else None
    except (ValueError, RecursionError):
        return None


def _uses(by_business: Any) -> Iterator[Any]:
    """Every entry of every business that the header names: with one account's token, those are the account's."""
    for uses in by_business.values() if isinstance(by_business, dict) else ():
        yield from uses if isinstance(uses, list) else ()


def _numbers(use: dict[str, Any], *names: str) -> Iterator[float]:
    for name in names:
        value = use.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
            yield math.inf if value > 1e9 else float(value)
