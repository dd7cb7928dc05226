"""Logs: one JSON object a line, with the place in the trace that everything in a task shares."""

import asyncio
import json
import logging
import re
from typing import Any
from uuid import UUID

import pytest

from shared.telemetry import adopt, event, traceparent, tracing

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = "b7ad6b7169203331"
PARENT = f"00-{TRACE}-{CALLER}-01"
W3C = re.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="igshop")
    return caplog


def lines(log: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(message) for message in log.messages]


def ids() -> tuple[str, ...]:
    """Trace, span and flags of the span at work, as whoever is called gets them."""
    found = W3C.fullmatch(traceparent())
    assert found
    return found.groups()


def test_an_event_is_one_line_of_json_with_its_fields_and_its_place_in_the_trace(
    log: pytest.LogCaptureFixture,
) -> None:
    with tracing(PARENT):
        event("send.blocked", reason="window_closed", tenant=UUID(int=1), note="سطر\nوسطر")
        _, span, _ = ids()
    assert "\n" not in log.messages[0]
    assert lines(log) == [
        {
            "event": "send.blocked",
            "trace": TRACE,
            "span": span,
            "parent": CALLER,
            "reason": "window_closed",
            "tenant": "00000000-0000-0000-0000-000000000001",
            "note": "سطر\nوسطر",
        }
    ]


def test_an_event_outside_of_any_trace_begins_one(log: pytest.LogCaptureFixture) -> None:
    event("app.started", level=logging.ERROR)
    (line,) = lines(log)
    assert (line["trace"], line["span"], line["parent"]) == (*ids()[:2], None)
    assert log.records[0].levelno == logging.ERROR


@pytest.mark.parametrize("flags", ["01", "00", "03"])
def test_work_is_a_span_of_its_own_in_the_trace_it_was_given(flags: str) -> None:
    with tracing(f"00-{TRACE}-{CALLER}-{flags}"):
        trace, span, passed_on = ids()
        assert (trace, passed_on) == (TRACE, flags)
        assert span != CALLER
        assert ids()[1] == span
    with tracing(f"00-{TRACE}-{CALLER}-{flags}"):
        assert ids()[1] != span


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "garbage",
        "00--",
        PARENT.upper(),
        PARENT + "-x",
        PARENT + "\n",
        f" {PARENT}",
        "0" * 5000,
        f"00-{'0' * 32}-{CALLER}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"ff-{TRACE}-{CALLER}-01",
        f"01-{TRACE}-{CALLER}-01x",
        f"01-{TRACE}-{CALLER}",
    ],
)
def test_what_is_no_traceparent_begins_a_new_trace(given: str | None, log: pytest.LogCaptureFixture) -> None:
    with tracing(given):
        event("x.y")
        trace, span, flags = ids()
    assert trace != TRACE
    assert flags == "01"
    assert lines(log) == [{"event": "x.y", "trace": trace, "span": span, "parent": None}]


@pytest.mark.parametrize("later", [f"01-{TRACE}-{CALLER}-01", f"cc-{TRACE}-{CALLER}-01-what.comes.later"])
def test_a_later_version_is_understood_as_far_as_it_is_known(later: str) -> None:
    with tracing(later):
        assert ids()[0] == TRACE


@pytest.mark.parametrize("given", [b"00-1", 7, ["00-1"], {"a": 1}])
def test_a_traceparent_of_another_type_begins_a_trace_too(given: Any) -> None:
    with tracing(given):
        assert W3C.fullmatch(traceparent())


def test_every_new_trace_is_another() -> None:
    with tracing(None):
        one = ids()
    with tracing(None):
        assert ids()[0] != one[0]


def test_work_can_go_on_in_the_trace_of_what_it_found_until_it_ends(log: pytest.LogCaptureFixture) -> None:
    with tracing(None):
        outer = ids()
        with tracing(traceparent()):
            adopt(PARENT)
            event("turn.begun")
            assert ids()[0] == TRACE
            adopt(None)
            event("turn.ended")
        assert ids() == outer
    begun, ended = lines(log)
    assert (begun["trace"], begun["parent"]) == (TRACE, CALLER)
    assert begun["span"] == ended["span"] != CALLER


async def test_tasks_side_by_side_keep_their_own_traces() -> None:
    async def work() -> tuple[str, str]:
        with tracing(None):
            before = traceparent()
            await asyncio.sleep(0)
            return before, traceparent()

    (one, one_later), (other, other_later) = await asyncio.gather(work(), work())
    assert one == one_later != other == other_later


async def test_what_a_thread_or_a_task_logs_belongs_to_the_span_that_started_it(
    log: pytest.LogCaptureFixture,
) -> None:
    async def in_a_task() -> None:
        event("from.task")

    with tracing(PARENT):
        await asyncio.to_thread(event, "from.thread")
        await asyncio.create_task(in_a_task())
        event("from.here")
    assert [(line["trace"], line["parent"]) for line in lines(log)] == [(TRACE, CALLER)] * 3
    assert len({line["span"] for line in lines(log)}) == 1
