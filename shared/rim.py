"""Where a trigger meets the platform. Nothing passes outwards but errors of ours, and no cause behind them.

Queues have consume.py; here is what an HTTP function answers when its work fails, and what a timer does.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import azure.functions as func

from shared.api.bare import bare_problem
from shared.errors import Refused, Retryable
from shared.faults import raised_in, sentence_of, told
from shared.gateway import only_through_gateway
from shared.telemetry import event, tracing

Respond = Callable[[func.HttpRequest], Awaitable[func.HttpResponse]]

_UNAVAILABLE = (503, "not possible at the moment: try again later")
_FAILED = (500, "this failed on our side")


@contextmanager
def invocation(parent: str | None) -> Iterator[None]:
    """One call of a trigger, as a child of the caller's traceparent."""
    with tracing(parent):
        try:
            yield
        except asyncio.CancelledError:
            # The worker never answers for an invocation that ends in CancelledError; the host would wait for minutes.
            raise RuntimeError("the invocation was cancelled") from None


async def answer(name: str, req: func.HttpRequest, work: Respond) -> func.HttpResponse:
    """What `work` answers, or a status and a plain sentence for what it raised: to the API's callers as a problem in JSON."""
    with invocation(req.headers.get("traceparent")):
        try:
            only_through_gateway(req.headers)
            return await work(req)
        except Refused as refusal:
            event("request.refused", function=name, status=refusal.status, reason=refusal.reason)
            return _said(req, refusal.status, refusal.reason)
        except Exception as error:  # noqa: BLE001  # the trigger's rim: whatever it is, the caller gets an answer
            status, said = _UNAVAILABLE if isinstance(error, Retryable) else _FAILED
            event(
                "request.failed",
                level=_level(error),
                function=name,
                status=status,
                error=type(error).__name__,
                sentence=sentence_of(error),
                where=raised_in(error),
            )
            return _said(req, status, said)


def _said(req: func.HttpRequest, status: int, sentence: str) -> func.HttpResponse:
    if urlsplit(req.url).path.startswith("/api/"):
        return bare_problem(status, sentence)
    return func.HttpResponse(sentence, status_code=status)


async def on_time(name: str, work: Callable[[], Awaitable[object]]) -> None:
    """One run of a timer; when it fails, the next one is the second try."""
    with invocation(None):
        try:
            await work()
        except Exception as error:  # noqa: BLE001  # the trigger's rim: whatever it is, the host counts a failure
            event(
                "timer.failed",
                level=_level(error),
                function=name,
                error=type(error).__name__,
                sentence=sentence_of(error),
                where=raised_in(error),
            )
            raise told(error, name) from None


def _level(error: Exception) -> int:
    return logging.INFO if isinstance(error, Retryable) else logging.ERROR
