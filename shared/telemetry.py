"""Logs as stable events: one JSON object a line, in the message text.

The Functions worker drops `extra=`, so the fields travel in the text; KQL reads them with `parse_json(message)`.
Fields are ids, counts, codes and delays. Message text, tokens, names and phone numbers are never fields.
"""

import json
import logging
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_trace: ContextVar[str | None] = ContextVar("traceparent", default=None)
_log = logging.getLogger("igshop")
#: W3C trace context. Anyone can send the header, so what does not look like one goes no further.
_TRACEPARENT = re.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")

# Their INFO lines are one per AMQP frame or HTTP request; the worker ships every record to the host.
for _noisy in ("azure", "httpx", "httpx2", "openai", "psycopg"):
    logging.getLogger(_noisy).setLevel(logging.WARNING)


def new_traceparent() -> str:
    """A W3C trace context header of our own, for a delivery that brought none."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def traceparent() -> str:
    """The trace this task works for."""
    current = _trace.get()
    if current is None:
        current = new_traceparent()
        _trace.set(current)
    return current


@contextmanager
def tracing(parent: str | None) -> Iterator[None]:
    """Everything logged or sent inside belongs to `parent`, or to a new trace when that is no W3C traceparent."""
    token = _trace.set(parent if parent and _TRACEPARENT.fullmatch(parent) else new_traceparent())
    try:
        yield
    finally:
        _trace.reset(token)


def event(name: str, *, level: int = logging.INFO, **fields: object) -> None:
    """Log one event, for example `event("send.blocked", reason="window_closed", tenant=…)`.

    ERROR is for what nobody will retry; a failure that gets a successor is INFO.
    """
    if _log.isEnabledFor(level):
        trace = (_trace.get() or "--").split("-")[1]
        _log.log(
            level, json.dumps({"event": name, "trace": trace, **fields}, default=str, ensure_ascii=False)
        )
