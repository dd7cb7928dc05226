"""Which invocation is running: what a handler may ask of `func.Context`, and what a log line is stamped with.

The id follows a handler into the tasks it starts, but not into `asyncio.to_thread` or threads of its own
unless the code there sets `context.thread_local_storage.invocation_id`; the platform's worker is no kinder.
"""

import asyncio
import secrets
import threading
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import azure.functions as func

_thread = threading.local()
_current: ContextVar[str | None] = ContextVar("invocation_id", default=None)


def enter(invocation_id: str) -> None:
    """Mark the running task, and every task it starts, as part of this invocation."""
    _current.set(invocation_id)


def enter_thread(invocation_id: str | None) -> None:
    _thread.invocation_id = invocation_id


def current_invocation_id() -> str | None:
    try:
        in_task = asyncio.current_task() is not None
    except RuntimeError:  # a thread without a loop
        in_task = False
    return _current.get() if in_task else getattr(_thread, "invocation_id", None)


def trace_parent(incoming: str | None) -> str:
    """A new span, in the trace of the caller's `traceparent` header where there is one."""
    parts = (incoming or "").split("-")
    trace_id = parts[1] if len(parts) == 4 and len(parts[1]) == 32 else secrets.token_hex(16)
    return f"00-{trace_id}-{secrets.token_hex(8)}-01"


@dataclass(frozen=True)
class TraceContext:
    trace_parent: str
    trace_state: str = ""
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def Traceparent(self) -> str:  # noqa: N802 - the worker's older spelling, still the documented one
        return self.trace_parent

    @property
    def Tracestate(self) -> str:  # noqa: N802 - as above
        return self.trace_state

    @property
    def Attributes(self) -> dict[str, str]:  # noqa: N802 - as above
        return self.attributes


@dataclass(frozen=True)
class RetryContext:
    """Queue functions are retried by the broker, so the platform's counters stay at nothing."""

    retry_count: int = 0
    max_retry_count: int = 0
    exception: None = None


class Context(func.Context):
    def __init__(self, invocation_id: str, function_name: str, folder: str, parent: str | None) -> None:
        self._invocation_id = invocation_id
        self._function_name = function_name
        self._folder = folder
        self._trace = TraceContext(trace_parent(parent))

    @property
    def invocation_id(self) -> str:
        return self._invocation_id

    @property
    def thread_local_storage(self) -> Any:
        return _thread

    @property
    def function_name(self) -> str:
        return self._function_name

    @property
    def function_directory(self) -> str:
        return self._folder

    @property
    def trace_context(self) -> Any:
        return self._trace

    @property
    def retry_context(self) -> Any:
        return RetryContext()
