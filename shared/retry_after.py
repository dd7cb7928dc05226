"""How long a service asks to wait before it is asked again: the model, the search service and merchants' shops alike."""

import re
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime


def retry_after(headers: Mapping[str, str], *, clock: Callable[[], float] = time.time) -> float | None:
    """Seconds, from either of the headers that say so: a number of them, or the time when it is over."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        text = headers.get(name, "")
        if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text, re.ASCII):
            return float(text) * unit
        try:
            return max(parsedate_to_datetime(text).timestamp() - clock(), 0.0)
        except ValueError:
            continue
    return None
