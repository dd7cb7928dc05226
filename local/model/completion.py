"""Responses in the platform's shape, labelled as what they are: `…-local-stand-in`.

Token counts are estimates of the right order, equal for equal texts: enough to test budgets, useless as a bill.
"""

import base64
import json
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from local.model.scripts import Calls

FINGERPRINT = "local-stand-in"

#: UTF-8 bytes a token takes on average; Arabic letters have two.
_BYTES_PER_TOKEN = 4
#: Of gpt-4o for one of 768 by 960 points: four tiles.
TOKENS_A_PICTURE = 765


def label(model: str) -> str:
    return f"{model}-local-stand-in"


def tokens(text: str) -> int:
    return -(-len(text.encode()) // _BYTES_PER_TOKEN)


def chat_completion(
    request: Mapping[str, Any], answer: str | Calls, *, number: int, created: int
) -> dict[str, Any]:
    limit = request.get("max_completion_tokens") or request.get("max_tokens")
    message, finish = _message(answer, limit, number)
    prompt = _read(request)
    completion = tokens(message["content"] or json.dumps(message.get("tool_calls"), ensure_ascii=False))
    return {
        "id": f"chatcmpl-local-{number}",
        "object": "chat.completion",
        "created": created,
        "model": label(request["model"]),
        "system_fingerprint": FINGERPRINT,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish}],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
            "prompt_tokens_details": {"cached_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0},
        },
    }


def _read(request: Mapping[str, Any]) -> int:
    """A picture counts by its tiles, and not by the letters that it is written in."""
    written = [_without_pictures(message) for message in request["messages"]]
    pictures = sum(map(_pictures, request["messages"]))
    text = json.dumps([written, request.get("tools")], ensure_ascii=False)
    return tokens(text) + pictures * TOKENS_A_PICTURE


def _without_pictures(message: Mapping[str, Any]) -> Mapping[str, Any]:
    content = message.get("content")
    if not isinstance(content, list):
        return message
    return {**message, "content": [part for part in content if part["type"] != "image_url"]}


def _pictures(message: Mapping[str, Any]) -> int:
    content = message.get("content")
    return sum(part["type"] == "image_url" for part in content) if isinstance(content, list) else 0


def _message(answer: str | Calls, limit: int | None, number: int) -> tuple[dict[str, Any], str]:
    base = {"role": "assistant", "refusal": None}
    if isinstance(answer, str):
        text = _cut(answer, limit)
        return {**base, "content": text}, "stop" if text == answer else "length"
    calls = [
        {
            "id": f"call_local_{number}_{at}",
            "type": "function",
            "function": {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)},
        }
        for at, (name, arguments) in enumerate(answer)
    ]
    return {**base, "content": None, "tool_calls": calls}, "tool_calls"


def _cut(text: str, limit: int | None) -> str:
    if limit is None or tokens(text) <= limit:
        return text
    return text.encode()[: limit * _BYTES_PER_TOKEN].decode(errors="ignore")


def embedding_list(
    model: str, texts: Sequence[str], vectors: Sequence["array[float]"], *, as_base64: bool
) -> dict[str, Any]:
    used = sum(map(tokens, texts))
    data = [
        {"object": "embedding", "index": at, "embedding": _encoded(vector) if as_base64 else vector.tolist()}
        for at, vector in enumerate(vectors)
    ]
    usage = {"prompt_tokens": used, "total_tokens": used}
    return {"object": "list", "data": data, "model": label(model), "usage": usage}


def _encoded(vector: "array[float]") -> str:
    """Little-endian floats of four bytes, as the SDK reads them back."""
    return base64.b64encode(vector.tobytes()).decode()
