"""What HTTP functions answer and timers raise when their work fails: never somebody else's words."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from traceback import format_exception
from typing import Any

import azure.functions as func
import pytest

from shared.errors import AgentError, DatabaseUnavailable, Misconfigured, Refused, Unexpected
from shared.rim import answer, on_time
from shared.telemetry import traceparent

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"
SECRET = "call 0791234567"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


def fails(error: BaseException) -> Callable[..., Awaitable[Any]]:
    async def work(*_: object) -> None:
        try:
            int(SECRET)
        except ValueError as cause:
            raise error from cause

    return work


def request(**headers: str) -> func.HttpRequest:
    return func.HttpRequest("POST", "/webhook", headers=headers, body=SECRET.encode())


async def answered(error: BaseException) -> tuple[int, str]:
    response = await answer("webhook", request(), fails(error))
    return response.status_code, response.get_body().decode()


async def test_an_answer_is_passed_on_and_was_made_in_the_callers_trace() -> None:
    async def work(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse(traceparent(), status_code=len(req.get_body()) + 200)

    response = await answer("webhook", request(traceparent=PARENT), work)
    assert response.status_code == 215
    assert response.get_body().decode().split("-")[1] == TRACE


@pytest.mark.parametrize(
    ("error", "status"),
    [(Refused(409, "no"), 409), (DatabaseUnavailable(SECRET), 503), (KeyError(SECRET), 500)],
)
async def test_the_apis_callers_get_a_problem_in_json_whatever_failed(error: Exception, status: int) -> None:
    asked = func.HttpRequest("GET", "https://shop.example/api/v1/conversations", body=b"")
    response = await answer("api", asked, fails(error))
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    told = json.loads(response.get_body())
    assert (told["type"], told["status"]) == ("about:blank", status)
    assert SECRET not in told["title"]


async def test_a_refusal_is_the_callers_to_read(log: pytest.LogCaptureFixture) -> None:
    assert await answered(Refused(413, "a delivery has at most 4 bytes")) == (
        413,
        "a delivery has at most 4 bytes",
    )
    (line,) = map(json.loads, log.messages)
    assert (line["event"], line["status"]) == ("request.refused", 413)


@pytest.mark.parametrize(
    ("error", "status", "sentence", "level"),
    [
        (DatabaseUnavailable("PostgreSQL: PoolTimeout"), 503, "PostgreSQL: PoolTimeout", logging.INFO),
        (Misconfigured("PUBLIC_URL is not set"), 500, "PUBLIC_URL is not set", logging.ERROR),
        (ValueError(SECRET), 500, "", logging.ERROR),
        (BaseExceptionGroup(SECRET, [ValueError(SECRET)]), 500, "", logging.ERROR),
    ],
)
async def test_any_other_failure_is_answered_plainly_and_told_by_class_and_place(
    error: Exception, status: int, sentence: str, level: int, log: pytest.LogCaptureFixture
) -> None:
    code, text = await answered(error)
    assert code == status
    assert text in {"not possible at the moment: try again later", "this failed on our side"}
    (record,), told = log.records, json.loads(log.messages[0])
    assert record.levelno == level
    assert (told["event"], told["function"], told["status"]) == ("request.failed", "webhook", status)
    assert (told["error"], told["sentence"]) == (type(error).__name__, sentence)
    assert told["where"][0].startswith("shared/rim.py:")
    assert told["where"][-1].endswith(" work")
    assert "0791234567" not in log.text


@pytest.mark.parametrize(
    ("error", "raised", "level"),
    [
        (DatabaseUnavailable("PostgreSQL: PoolTimeout"), DatabaseUnavailable, logging.INFO),
        (ValueError(SECRET), Unexpected, logging.ERROR),
    ],
)
async def test_a_timer_that_failed_fails_for_the_host_too_with_an_error_of_ours_alone(
    error: Exception, raised: type[AgentError], level: int, log: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(raised) as caught:
        await on_time("sweep", fails(error))
    assert "079" not in "".join(format_exception(caught.value))
    told = json.loads(log.messages[0])
    assert (told["event"], told["function"], told["error"]) == ("timer.failed", "sweep", type(error).__name__)
    assert log.records[0].levelno == level
    assert "0791234567" not in log.text


async def test_a_cancelled_invocation_ends_in_an_ordinary_error() -> None:
    """The worker never answers for a CancelledError, and the host would wait for minutes."""
    with pytest.raises(RuntimeError, match="cancelled"):
        await answered(asyncio.CancelledError())
    with pytest.raises(RuntimeError, match="cancelled"):
        await on_time("sweep", fails(asyncio.CancelledError()))
