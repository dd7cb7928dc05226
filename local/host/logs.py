"""The app's logs as one JSON object per line on standard error.

Installed on the root logger by `python -m local.host` only: a host inside a test logs through that test's
handlers. As on the platform `extra=` is dropped, tracebacks join the message, and host.json's levels are
applied by category prefix. A message that is itself a JSON object is nested, not quoted, so it stays readable.
"""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from local.host.context import current_invocation_id

_LEVELS = {
    "Trace": 1,
    "Debug": logging.DEBUG,
    "Information": logging.INFO,
    "Warning": logging.WARNING,
    "Error": logging.ERROR,
    "Critical": logging.CRITICAL,
    "None": logging.CRITICAL + 1,
}
#: what the worker calls system logs; customers never see them
_SYSTEM = ("azure.functions", "azure_functions_worker")


def install(log_levels: Mapping[str, str], *, debug: bool = False, stream: TextIO | None = None) -> None:
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(Levels(log_levels))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if debug else logging.INFO)


class Levels(logging.Filter):
    """host.json's `logging.logLevel`: the longest category prefix decides, then `default`, then Information."""

    def __init__(self, log_levels: Mapping[str, str]) -> None:
        super().__init__()
        self._levels = {category: _LEVELS.get(name, logging.INFO) for category, name in log_levels.items()}
        self._known: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(_SYSTEM):
            return False
        if record.name not in self._known:
            self._known[record.name] = self._level(record.name)
        return record.levelno >= self._known[record.name]

    def _level(self, category: str) -> int:
        fitting = [prefix for prefix in self._levels if _covers(prefix, category)]
        if fitting:
            return self._levels[max(fitting, key=len)]
        return self._levels.get("default", logging.INFO)


def _covers(prefix: str, category: str) -> bool:
    lower, prefix = category.lower(), prefix.lower()
    return lower == prefix or lower.startswith(prefix + ".")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)  # with the traceback below the message
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "category": record.name,
        }
        if invocation := current_invocation_id():
            line["invocation"] = invocation
        line["message"] = _readable(text)
        return json.dumps(line, ensure_ascii=False)


def _readable(text: str) -> Any:
    if not text.startswith("{"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
