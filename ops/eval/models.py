"""The two ends of a run that are not the product: a model that follows a scenario's script, and one who writes down.

The script proves that the machinery works, and nothing about how a real model answers.
"""

import json
from collections.abc import Sequence
from itertools import count
from typing import Any, Protocol

from ops.eval.scenario import Call, Turn
from shared.model.client import EMBEDDING_DIMENSIONS, Reply, ToolCall
from shared.model.families import REPLY_TOKENS

SCRIPTED = "scripted"
_NOTHING: dict[str, Any] = {"boolean": False, "string": "", "integer": 0, "array": []}


class Chats(Protocol):
    async def chat(
        self,
        messages: Sequence[Any],
        tools: Sequence[Any],
        *,
        within: float,
        cache_key: str,
        most_tokens: int = REPLY_TOKENS,
    ) -> Reply: ...

    async def embed(self, texts: Sequence[str]) -> list[list[float]]: ...

    async def close(self) -> None: ...


class ScriptedModel:
    """Plays one turn: its rounds of calls, then its reply. When it is asked again it says the same."""

    def __init__(self, turn: Turn) -> None:
        self._rounds = list(turn.calls)
        self._reply = turn.reply
        self._ids = count(1)

    async def chat(
        self,
        messages: Sequence[Any],
        tools: Sequence[Any],
        *,
        within: float,
        cache_key: str,
        most_tokens: int = REPLY_TOKENS,
    ) -> Reply:
        del messages, within, cache_key, most_tokens
        if self._rounds:
            return called(*(self._call(call, tools) for call in self._rounds.pop(0)))
        return said(self.text())

    def text(self) -> str | None:
        """The next reply; a model in a test says otherwise."""
        return self._reply

    def _call(self, call: Call, tools: Sequence[Any]) -> ToolCall:
        whole = _unasked(call.tool, tools) | call.arguments
        return ToolCall(f"call-{next(self._ids)}", call.tool, json.dumps(whole, ensure_ascii=False))

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [[0.0] * EMBEDDING_DIMENSIONS for _ in texts]

    async def close(self) -> None:
        """There is nothing to close."""


def _unasked(tool: str, tools: Sequence[Any]) -> dict[str, Any]:
    """What a model says of an argument that nobody asked about; strict schemas want all of them."""
    schemas = {one["function"]["name"]: one["function"]["parameters"] for one in tools}
    arguments = schemas.get(tool, {}).get("properties", {})
    empty: dict[str, Any] = {}
    for name, schema in arguments.items():
        if any(choice.get("type") == "null" for choice in schema.get("anyOf", ())):
            empty[name] = None
        elif schema.get("type") in _NOTHING:
            empty[name] = _NOTHING[schema["type"]]
    return empty


def said(text: str | None) -> Reply:
    return Reply(text, (), {"role": "assistant", "content": text}, SCRIPTED, 0, 0)


def called(*calls: ToolCall) -> Reply:
    asked = [
        {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
        for call in calls
    ]
    return Reply(None, calls, {"role": "assistant", "tool_calls": asked}, SCRIPTED, 0, 0)


class Watched:
    """A model, and what passed between it and the product."""

    def __init__(self, model: Chats) -> None:
        self._model = model
        self.begun = 0  #: messages that the turn began with
        self.messages: list[dict[str, Any]] = []

    async def chat(
        self,
        messages: Sequence[Any],
        tools: Sequence[Any],
        *,
        within: float,
        cache_key: str,
        most_tokens: int = REPLY_TOKENS,
    ) -> Reply:
        self.begun = self.begun or len(messages)
        reply = await self._model.chat(
            messages, tools, within=within, cache_key=cache_key, most_tokens=most_tokens
        )
        self.messages = [*messages, dict(reply.message)]
        return reply

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return await self._model.embed(texts)

    async def close(self) -> None:
        """The model is whoever's it was."""

    @property
    def steps(self) -> list[dict[str, Any]]:
        """What came after what was given: calls, results, replies and corrections."""
        return self.messages[self.begun :]
