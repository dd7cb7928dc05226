"""Whether the platform would take a chat or embeddings request at all.

The rules that a product's own mistakes run into: tool messages must answer tool calls one for one, strict schemas must
be strict, parameters must belong to the model's family.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from local.model.embedding import DIMENSIONS
from local.model.errors import ApiError, unsupported
from local.model.families import CHAT_MODELS, EMBEDDING_MODELS, check_model, check_parameters
from local.model.strictness import check_strict

MAX_INPUTS = 2048

_ROLES = frozenset({"system", "developer", "user", "assistant", "tool"})
_TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def check_chat(body: Mapping[str, Any]) -> str:
    """The model's name, when the request is one the platform would answer."""
    model = check_model(body.get("model"), CHAT_MODELS)
    check_parameters(body, model)
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise ApiError(400, "Invalid 'messages': expected a non-empty array.", param="messages")
    for at, message in enumerate(messages):
        _check_message(message, at)
    _check_tool_sequence(messages)
    _check_tools(body)
    return model


def _check_message(message: Any, at: int) -> None:
    if not isinstance(message, dict) or message.get("role") not in _ROLES:
        raise ApiError(400, f"Invalid value for 'messages[{at}].role'.", param=f"messages[{at}].role")
    for call in message.get("tool_calls") or []:
        if not isinstance(call.get("id"), str) or not isinstance(call.get("function"), dict):
            raise ApiError(400, f"Invalid 'messages[{at}].tool_calls'.", param=f"messages[{at}].tool_calls")
    content = message.get("content")
    if content is None and not message.get("tool_calls"):
        expected = f"Invalid value for 'content': expected a string, got null at messages[{at}]."
        raise ApiError(400, expected, param=f"messages.[{at}].content")
    if isinstance(content, list):
        for part in content:
            if part.get("type") not in {"text", "image_url"}:
                raise unsupported(f"content parts of type '{part.get('type')}'")
    elif content is not None and not isinstance(content, str):
        raise ApiError(400, f"Invalid type for 'messages[{at}].content'.", param=f"messages[{at}].content")


def _check_tool_sequence(messages: Sequence[Mapping[str, Any]]) -> None:
    """Right after an assistant message with tool calls come the tool messages, one for each call, and nowhere else."""
    expected: set[str] = set()
    for at, message in enumerate(messages):
        if message["role"] == "tool":
            if message.get("tool_call_id") not in expected:
                raise ApiError(
                    400,
                    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with "
                    "'tool_calls'.",
                    param=f"messages.[{at}].role",
                )
            expected.discard(str(message["tool_call_id"]))
            continue
        _check_answered(expected, at)
        expected = {str(call["id"]) for call in message.get("tool_calls") or []}
    _check_answered(expected, len(messages))


def _check_answered(expected: set[str], at: int) -> None:
    if expected:
        raise ApiError(
            400,
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
            f"The following tool_call_ids did not have response messages: {', '.join(sorted(expected))}",
            param=f"messages.[{at}].role",
        )


def _check_tools(body: Mapping[str, Any]) -> None:
    tools = body.get("tools")
    if tools is None:
        for name in ("tool_choice", "parallel_tool_calls"):
            if body.get(name) is not None:
                raise ApiError(
                    400, f"Invalid value: '{name}' is only allowed when 'tools' are specified.", param=name
                )
        return
    if body.get("tool_choice") not in (None, "auto", "none"):
        raise unsupported("forcing a tool")
    if not isinstance(tools, list) or not tools:
        raise ApiError(400, "Invalid 'tools': expected a non-empty array.", param="tools")
    for at, tool in enumerate(tools):
        function = tool.get("function") or {}
        if tool.get("type") != "function":
            raise unsupported(f"tools of type '{tool.get('type')}'")
        if not _TOOL_NAME.fullmatch(function.get("name") or ""):
            raise ApiError(400, f"Invalid 'tools[{at}].function.name'.", param=f"tools[{at}].function.name")
        if function.get("strict"):
            check_strict(function["name"], function.get("parameters") or {}, at)


def check_embeddings(body: Mapping[str, Any]) -> tuple[str, list[str], int]:
    """Model, texts and dimensions."""
    model = check_model(body.get("model"), EMBEDDING_MODELS)
    given = body.get("input")
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not 1 <= len(texts) <= MAX_INPUTS:
        raise ApiError(400, f"Invalid 'input': expected 1 to {MAX_INPUTS} texts.", param="input")
    if not all(isinstance(text, str) for text in texts):
        raise unsupported("token arrays as input")
    if not all(texts):
        raise ApiError(400, "Invalid 'input': input cannot be an empty string.", param="input")
    dimensions = body.get("dimensions") or DIMENSIONS
    if not isinstance(dimensions, int) or not 1 <= dimensions <= DIMENSIONS:
        raise ApiError(
            400, f"Invalid value for 'dimensions': must be at most {DIMENSIONS}.", param="dimensions"
        )
    if body.get("encoding_format", "float") not in {"float", "base64"}:
        raise ApiError(400, "Invalid value for 'encoding_format'.", param="encoding_format")
    return model, texts, dimensions
