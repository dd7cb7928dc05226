"""One request builder for every model family: what one accepts, another answers with 400.

gpt-4o takes `temperature`; the GPT-5 family refuses it, wants `reasoning_effort` and counts what it thinks among the
completion's tokens. Of the first GPT-5 models `none` is not known, and `minimal` turns parallel tool calls off; since 5.1
there is `none`. The families are a table beside this file.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from shared.errors import Misconfigured

TABLE = Path(__file__).with_suffix(".json")
#: A reply fits a direct message: three short ones at most.
REPLY_TOKENS = 800


@dataclass(frozen=True, slots=True)
class Family:
    request: Mapping[str, Any]  #: what each of its requests has
    reasoning_tokens: int  #: room for thinking, beside the reply


@dataclass(frozen=True, slots=True)
class ChatModel:
    """A model as the provider calls it, and which it is: a deployment on Azure has a name of its own."""

    name: str
    model: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """`gpt-4o`, or `name=gpt-5.1` when the name does not begin with the model's. Raises Misconfigured."""
        name, _, model = (part.strip() for part in text.partition("="))
        parsed = cls(name, model or name)
        if not name or _family_of(parsed.model) is None:
            raise Misconfigured(
                f"{text[:60]!r} names no model whose requests are known ({', '.join(_families())}); "
                "of a deployment with a name of its own write name=model"
            )
        return parsed

    @property
    def family(self) -> Family:
        family = _family_of(self.model)
        if family is None:
            raise Misconfigured(f"{self.model[:60]!r} is a model of no known family")
        return family

    def completion_tokens(self, wanted: int = REPLY_TOKENS) -> int:
        """The limit that leaves room for so many that are read."""
        return wanted + self.family.reasoning_tokens


def chat_request(
    model: ChatModel, messages: Sequence[Any], tools: Sequence[Any], *, most_tokens: int = REPLY_TOKENS
) -> dict[str, Any]:
    """Keyword arguments for `chat.completions.create`."""
    request: dict[str, Any] = {
        "model": model.name,
        "messages": list(messages),
        "max_completion_tokens": model.completion_tokens(most_tokens),
    }
    if tools:
        request |= {"tools": list(tools), "parallel_tool_calls": True}
    return {**request, **model.family.request}


def _family_of(model: str) -> Family | None:
    names = [name for name in _families() if model.startswith(name)]
    return _families()[max(names, key=len)] if names else None


@cache
def _families() -> dict[str, Family]:
    families = json.loads(TABLE.read_text(encoding="utf-8"))["families"]
    return {name: Family(**row) for name, row in families.items()}
