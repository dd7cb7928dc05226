"""Logs: one JSON object a line, with the trace that everything in a task shares."""

import asyncio
import json
import logging
import re
from uuid import UUID

import pytest

from shared.telemetry import event, new_traceparent, traceparent, tracing

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
W3C = re.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-01")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="igshop")
    return caplog


def test_an_event_is_one_line_of_json_with_its_fields(log: pytest.LogCaptureFixture) -> None:
    with tracing(TRACE):
        event("send.blocked", reason="window_closed", tenant=UUID(int=1), note="سطر\nوسطر")
    (message,) = log.messages
    assert "\n" not in message
    assert json.loads(message) == {
        "event": "send.blocked",
        "trace": "0af7651916cd43dd8448eb211c80319c",
        "reason": "window_closed",
        "tenant": "00000000-0000-0000-0000-000000000001",
        "note": "سطر\nوسطر",
    }


def test_an_event_outside_of_any_trace_is_logged_too(log: pytest.LogCaptureFixture) -> None:
    event("app.started", level=logging.ERROR)
    assert json.loads(log.messages[0])["event"] == "app.started"
    assert log.records[0].levelno == logging.ERROR


@pytest.mark.parametrize(
    "given",
    [None, "", "garbage", "00--", TRACE.upper(), TRACE + "-x", TRACE + "\n", f" {TRACE}", "0" * 5000],
)
def test_what_is_no_traceparent_is_replaced(given: str | None, log: pytest.LogCaptureFixture) -> None:
    with tracing(given):
        event("x")
        assert W3C.fullmatch(traceparent())
        assert traceparent() == traceparent()
    assert re.fullmatch("[0-9a-f]{32}", json.loads(log.messages[0])["trace"])


def test_a_traceparent_is_kept_as_it_came() -> None:
    with tracing(TRACE):
        assert traceparent() == TRACE


def test_every_new_trace_is_another() -> None:
    assert W3C.fullmatch(new_traceparent())
    assert new_traceparent() != new_traceparent()


async def test_tasks_side_by_side_keep_their_own_traces() -> None:
    async def work() -> tuple[str, str]:
        with tracing(None):
            before = traceparent()
            await asyncio.sleep(0)
            return before, traceparent()

    (one, one_later), (other, other_later) = await asyncio.gather(work(), work())
    assert one == one_later != other == other_later


@pytest.mark.parametrize("library", ["azure.servicebus", "azure.core", "httpx", "openai", "psycopg.pool"])
def test_what_libraries_tell_of_every_request_is_not_shipped(library: str) -> None:
    assert not logging.getLogger(library).isEnabledFor(logging.INFO)
