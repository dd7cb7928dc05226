"""Log lines: one JSON object each, filtered by host.json's levels and nothing else."""

import io
import json
import logging
from typing import Any

import pytest

from local.host.logs import JsonLines, Levels


def line(record: logging.LogRecord) -> dict[str, Any]:
    text = JsonLines().format(record)
    assert "\n" not in text
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def record(
    message: str = "x", *, name: str = "shop", level: int = logging.INFO, **extra: Any
) -> logging.LogRecord:
    return logging.makeLogRecord(
        {"name": name, "levelno": level, "levelname": "INFO", "msg": message} | extra
    )


@pytest.mark.parametrize(
    ("message", "logged"),
    [
        ("plain", "plain"),
        ('{"event": "turn", "seconds": 1.5}', {"event": "turn", "seconds": 1.5}),
        ("{not json", "{not json"),
        ("سطر\nثان", "سطر\nثان"),
    ],
)
def test_a_message_that_is_json_is_nested_and_any_other_is_text(message: str, logged: object) -> None:
    assert line(record(message))["message"] == logged


def test_extra_fields_are_dropped_and_tracebacks_join_the_message() -> None:
    with pytest.raises(ValueError, match="why") as raised:
        int("why")
    caught = (raised.type, raised.value, raised.tb)
    logged = line(record("failed", exc_info=caught, tenant="acme"))
    assert logged.keys() == {"time", "level", "category", "message"}
    assert logged["message"].startswith("failed\nTraceback")
    assert logged["message"].endswith("invalid literal for int() with base 10: 'why'")


@pytest.mark.parametrize(
    ("levels", "category", "level", "kept"),
    [
        ({}, "shop", logging.INFO, True),
        ({}, "shop", logging.DEBUG, False),
        ({"default": "Warning"}, "shop", logging.INFO, False),
        ({"default": "Debug"}, "shop", logging.DEBUG, True),
        ({"default": "Warning", "Function": "Information"}, "Function.send", logging.INFO, True),
        ({"Function": "Error", "Function.send": "Trace"}, "Function.send", logging.DEBUG, True),
        ({"Function.send": "None"}, "Function.sender", logging.INFO, True),
        ({"function.SEND": "None"}, "Function.send", logging.CRITICAL, False),
        ({"Azure": "Warning"}, "azure.core", logging.INFO, False),
        ({"default": "Trace"}, "azure.functions.AsgiMiddleware", logging.ERROR, False),
    ],
)
def test_the_longest_prefix_in_host_json_decides(
    levels: dict[str, str], category: str, level: int, *, kept: bool
) -> None:
    assert Levels(levels).filter(record(name=category, level=level)) is kept


def test_a_handler_writes_one_line_for_each_record() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    for number in range(3):
        handler.handle(record(f"{number}\n"))
    assert [json.loads(text)["message"] for text in stream.getvalue().splitlines()] == ["0\n", "1\n", "2\n"]
