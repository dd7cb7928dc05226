"""One request builder for every model family: what one accepts, another answers with 400.

gpt-4o takes `temperature`; the GPT-5 family refuses it and wants `reasoning_effort`. Both take
`max_completion_tokens`. Source: OpenAI and Azure model references, 2026.
"""

from collections.abc import Sequence
from typing import Any

#: A reply fits a direct message: three short ones at most.
MAX_COMPLETION_TOKENS = 800


def chat_request(model: str, messages: Sequence[Any], tools: Sequence[Any]) -> dict[str, Any]:
    """Keyword arguments for `chat.completions.create`."""
    request: dict[str, Any] = {
        "model": model,
        "messages": list(messages),
        "max_completion_tokens": MAX_COMPLETION_TOKENS,
    }
    if tools:
        request |= {"tools": list(tools), "parallel_tool_calls": True}
    return request | _tuning(model)


def _tuning(model: str) -> dict[str, Any]:
    if model.startswith("gpt-5"):
        # Of the first GPT-5 models `none` is not known, and `minimal` turns parallel tool calls off.
        return {"reasoning_effort": "none" if model.startswith("gpt-5.") else "low"}
    return {"temperature": 0.2}
