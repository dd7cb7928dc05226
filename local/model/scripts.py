"""Answers a test lays out in advance, and the form they take over HTTP.

A scripted answer is text, a list of tool calls, a `Failure`, or a function of the request that returns one of these.
They are served in order, before the assistant answers anything itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.model.errors import ApiError

Request = dict[str, Any]
Calls = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Failure:
    status: int
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    message: str = "This failure was asked for by a test."

    def error(self) -> ApiError:
        return ApiError(self.status, self.message, code=self.code, headers=self.headers)


Answer = str | Calls | Failure
Script = Answer | Callable[[Request], Answer]


def perform(script: Script, request: Request) -> str | Calls:
    answer = script(request) if callable(script) else script
    if isinstance(answer, Failure):
        raise answer.error()
    return answer


def read_scripts(body: Any) -> list[Script]:
    """`{"answers": [{"text": …} | {"calls": [{"name", "arguments"}]} | {"error": {"status", …}}]}`."""
    answers = body.get("answers") if isinstance(body, dict) else None
    if not isinstance(answers, list):
        raise ApiError(400, "Expected an object with a list of answers.")
    return [_read_script(answer) for answer in answers]


def _read_script(answer: Any) -> Script:
    match answer:
        case {"text": str(text)}:
            return text
        case {"calls": [*calls]}:
            return [_read_call(call) for call in calls]
        case {"error": {"status": int(status)}}:
            error = answer["error"]
            return Failure(
                status, error.get("code"), error.get("headers") or {}, error.get("message") or Failure.message
            )
    raise ApiError(400, "An answer has a text, calls or an error with a status.")


def _read_call(call: Any) -> tuple[str, dict[str, Any]]:
    match call:
        case {"name": str(name), "arguments": dict(arguments)}:
            return name, arguments
    raise ApiError(400, "A call has a name and arguments.")
