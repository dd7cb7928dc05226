"""What the model may call. A tool is one module of this package with a `TOOL`; adding the file adds the tool.

A tool gets its tenant from the turn, never from the model, and its result reaches the model as JSON data behind a fence.
"""

import json
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from process.answering import SOME_TIME, When
from process.draft import Draft
from shared.app import App
from shared.model.client import ToolCall
from shared.search.places import Place
from shared.tenants import ConversationKey, TenantId

if TYPE_CHECKING:
    from process.arguments import Arguments

A = TypeVar("A", bound="Arguments")
#: The prompt names it.
FENCE = "shop_data"


@dataclass(frozen=True, slots=True)
class Shop:
    """Whose turn it is, as the tools need it."""

    app: App
    tenant: TenantId
    index: Place  #: where its documents are
    draft: Draft = field(default_factory=Draft, compare=False)
    people_answer: When = SOME_TIME  #: whom the assistant hands over
    customer: ConversationKey | None = None  #: who may order; nobody does below a post


@dataclass(frozen=True, slots=True)
class Tool(Generic[A]):
    name: str
    description: str
    arguments: type[A]
    run: Callable[[Shop, A], Awaitable[dict[str, Any]]]


@cache
def tools() -> Mapping[str, Tool[Any]]:
    """Every tool by name, in one order for ever: the prompt's prefix must not change between turns."""
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = (import_module(f"{__name__}.{module}").TOOL for module in modules)
    return {tool.name: tool for tool in found}


@cache
def schemas() -> list[Any]:
    """The tools as strict JSON schemas for the request."""
    from openai import pydantic_function_tool

    return [
        _untitled(pydantic_function_tool(t.arguments, name=t.name, description=t.description))
        for t in tools().values()
    ]


def _untitled(schema: Any) -> Any:
    """Titles repeat the names that they stand under, in tokens of every turn."""
    if isinstance(schema, list):
        return [_untitled(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _untitled(value) for key, value in schema.items() if key != "title" or not isinstance(value, str)
    }


async def run_tool(shop: Shop, call: ToolCall) -> dict[str, Any]:
    """The tool's result, or `{"error": …}` for the model to mend its call. Outages raise."""
    from pydantic import ValidationError

    tool = tools().get(call.name)
    if tool is None:
        return {"error": f"there is no tool {call.name}"}
    try:
        arguments = tool.arguments.model_validate_json(call.arguments)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        return {"error": f"{'.'.join(map(str, first['loc'])) or 'arguments'}: {first['msg']}"}
    return await tool.run(shop, arguments)


def as_data(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, separators=(",", ":"))


def fenced(data: str) -> str:
    """Between marks that nothing inside can write: a catalogue's text may say anything, and stays what is quoted."""
    inside = data.replace("<", "\\u003c").replace(">", "\\u003e")  # the same text, as JSON reads it
    return f"<{FENCE}>{inside}</{FENCE}>"


def unfenced(content: str) -> str:
    """The data of a tool's message."""
    return content.removeprefix(f"<{FENCE}>").removesuffix(f"</{FENCE}>")
