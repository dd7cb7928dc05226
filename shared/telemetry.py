"""Logs as stable events: one JSON object a line, in the message text, stamped with its place in a trace.

The Functions worker drops `extra=`, so the fields travel in the text; KQL reads them with `parse_json(message)`.
Fields are ids, counts, codes and delays. Message text, tokens, names and phone numbers are never fields.
docs/logs.md has every event. `trace`, `span` and `parent` are those of W3C trace context: whoever is given a span's
`traceparent` works as its child, so that the lines of one turn form a tree. asyncio copies them into tasks and threads.
"""

import json
import logging
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from shared.library_logs import restrain

restrain()
_log = logging.getLogger("igshop")
_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
#: Anyone can send the header, so what does not look like one goes no further. Later versions may append to it.
_TRACEPARENT = re.compile(
    "(?!ff|00.{54})[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?"
)


class Span(NamedTuple):
    trace: str
    id: str
    parent: str | None  #: the caller's span; None where the trace began
    flags: str


_span: ContextVar[Span | None] = ContextVar("span", default=None)


def traceparent() -> str:
    """The span at work as a header: what is sent with it is done as its child."""
    span = _current()
    return f"00-{span.trace}-{span.id}-{span.flags}"


@contextmanager
def tracing(parent: str | None) -> Iterator[None]:
    """Work inside as a child of `parent`, or in a new trace when that is no W3C traceparent."""
    token = _span.set(_child_of(parent))
    try:
        yield
    finally:
        _span.reset(token)


def adopt(parent: str | None) -> None:
    """From here to the end of the surrounding `tracing`, work as a child of `parent`; without one, go on as before."""
    if parent is not None:
        _span.set(_child_of(parent))


def event(name: str, *, level: int = logging.INFO, **fields: object) -> None:
    """Log one event, for example `event("send.blocked", reason="window_closed", tenant=…)`.

    ERROR is for what nobody will retry; a failure that gets a successor is INFO.
    """
    if _log.isEnabledFor(level):
        span = _current()
        stamp = {"event": name, "trace": span.trace, "span": span.id, "parent": span.parent}
        _log.log(level, _encode({**stamp, **fields}))


def _current() -> Span:
    span = _span.get()
    if span is None:
        span = _child_of(None)
        _span.set(span)
    return span


def _child_of(parent: object) -> Span:
    """Whatever came in its place begins a trace: anyone who can send a message can send a property of any type."""
    given = _TRACEPARENT.fullmatch(parent) if isinstance(parent, str) else None
    if given is None:
        return Span(secrets.token_hex(16), secrets.token_hex(8), None, "01")
    trace, caller, flags = given.groups()
    return Span(trace, secrets.token_hex(8), caller, flags)
