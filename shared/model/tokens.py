"""About how many tokens a text is: enough to bound what is sent and to reserve what it may cost, not to bill."""

from collections.abc import Mapping, Sequence
from typing import Any

#: Letters of Arabic make about so many tokens; of English fewer.
TOKENS_A_LETTER = 0.7
#: A picture, at the most that providers count for one.
TOKENS_A_PICTURE = 1_500


def tokens_in(text: str) -> int:
    return int(len(text) * TOKENS_A_LETTER) + 1


def tokens_of(messages: Sequence[Mapping[str, Any]]) -> int:
    """Of all that is written and asked in them, with their pictures."""
    pictures = sum(_pictures(message.get("content")) for message in messages)
    return sum(map(_written, messages)) + pictures * TOKENS_A_PICTURE


def _written(message: Mapping[str, Any]) -> int:
    content = message.get("content") or ""
    written = [content] if isinstance(content, str) else [part["text"] for part in content if "text" in part]
    asked = [call["function"]["arguments"] for call in message.get("tool_calls", ())]
    return sum(map(tokens_in, (*written, *asked)))


def _pictures(content: Any) -> int:
    return sum(part["type"] == "image_url" for part in content) if isinstance(content, list) else 0
