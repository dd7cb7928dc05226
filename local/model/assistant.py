"""The stand-in's mind: which tools to call next, or what to answer from what they returned.

It is deterministic and knows only its tables. What it says about the shop comes from this turn's tool results word for
word, so that a product that trusts a reply's numbers is tested against honest ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from local.model.conversation import Call, Conversation, read_conversation
from local.model.intents import Search, Understanding, understand
from local.model.markers import Marker
from local.model.notes import notes_asked_for
from local.model.prices import Bounds, decimal_text
from local.model.relevance import satisfies
from local.model.replies import Answered, Found, courtesy_reply, full_reply
from local.model.strictness import conforming
from local.model.wording import wording

SEARCH, KNOWLEDGE = "search_products", "answer_from_knowledge"

MOST_SEARCHES = 2
MOST_QUESTIONS = 2

Arguments = dict[str, Any]
Calls = list[tuple[str, Arguments]]


@dataclass(frozen=True)
class Toolbox:
    """The tools this request allows, by name, with the schema of their parameters."""

    schemas: Mapping[str, Mapping[str, Any]]
    parallel: bool

    @classmethod
    def of(cls, request: Mapping[str, Any]) -> "Toolbox":
        functions = [tool["function"] for tool in request.get("tools") or []]
        allowed = request.get("tool_choice") != "none"
        schemas = {function["name"]: function.get("parameters") or {} for function in functions if allowed}
        return cls(schemas, parallel=request.get("parallel_tool_calls", True) is not False)

    def call(self, name: str, values: Arguments) -> tuple[str, Arguments]:
        return name, conforming(self.schemas[name], values)


def answer(request: Mapping[str, Any]) -> str | Calls:
    """Text to send, or the tool calls to make first."""
    if (notes := notes_asked_for(request)) is not None:
        return notes
    conversation = read_conversation(request["messages"])
    understood = understand(
        conversation.text, conversation.earlier, conversation.listed, conversation.language
    )
    tools = Toolbox.of(request)
    if conversation.rewriting:
        return wording(understood.language).someone_will_answer
    if missing := _missing(understood, conversation.calls, tools):
        return missing if tools.parallel else missing[:1]
    return _reply(understood, conversation)


def _missing(understood: Understanding, calls: Sequence[Call], tools: Toolbox) -> Calls:
    """The planned calls that have no result yet; then, once, a wider search for each that found nothing."""
    planned = [
        *((SEARCH, search_arguments(search)) for search in understood.searches[:MOST_SEARCHES]),
        *((KNOWLEDGE, {"question": question}) for question in understood.questions[:MOST_QUESTIONS]),
    ]
    made = {name: sum(call.name == name for call in calls) for name in (SEARCH, KNOWLEDGE)}
    open_calls: Calls = []
    for name, arguments in planned:
        if made[name] > 0:
            made[name] -= 1
        elif name in tools.schemas:
            open_calls.append(tools.call(name, arguments))
    if open_calls or SEARCH not in tools.schemas:
        return open_calls
    return [tools.call(SEARCH, search_arguments(wider)) for wider in _wider_searches(understood, calls)]


def _wider_searches(understood: Understanding, calls: Sequence[Call]) -> list[Search]:
    """A size or a price that left nothing: look again without it, to say what there is instead."""
    searches = understood.searches[:MOST_SEARCHES]
    results = [call.result for call in calls if call.name == SEARCH]
    if len(results) != len(searches):
        return []
    return [
        without_limits(search)
        for search, result in zip(searches, results, strict=True)
        if came_to_nothing(search, result)
    ]


def without_limits(search: Search) -> Search:
    return replace(search, size=None, bounds=Bounds(), in_stock_only=False)


def came_to_nothing(search: Search, result: Mapping[str, Any]) -> bool:
    """Nothing fits, and it may be for the customer's own limits."""
    limited = search != without_limits(search)
    return limited and "products" in result and not satisfies(result["products"], search)


def search_arguments(search: Search) -> Arguments:
    return {
        "query": search.query,
        "min_price": decimal_text(search.bounds.low),
        "max_price": decimal_text(search.bounds.high),
        "size": search.size,
        "color": search.color,
        "in_stock_only": search.in_stock_only,
    }


def _reply(understood: Understanding, conversation: Conversation) -> str:
    words = wording(understood.language)
    found = _found(understood, conversation.calls)
    answered = [
        Answered(str(call.arguments.get("question", "")), call.result)
        for call in conversation.calls
        if call.name == KNOWLEDGE
    ]
    if not found and not answered:
        return courtesy_reply(understood, words)
    greeted = Marker.GREETING in understood.courtesies
    return full_reply(found, answered, understood.language, greeted=greeted)


def _found(understood: Understanding, calls: Sequence[Call]) -> list[Found]:
    """Each wish with the result that answers it: its own, or the wider one made after it."""
    made = [call for call in calls if call.name == SEARCH]
    wished = understood.searches[:MOST_SEARCHES]
    if len(made) < len(wished):
        wished = wished[: len(made)]
    found = [Found(search, call.result) for search, call in zip(wished, made, strict=False)]
    found += [
        Found(Search((str(call.arguments.get("query", "")),)), call.result) for call in made[len(wished) :]
    ]
    return _with_wider_results(found, len(wished))


def _with_wider_results(found: list[Found], wishes: int) -> list[Found]:
    first, wider = found[:wishes], found[wishes:]
    for at, one in enumerate(first):
        if wider and came_to_nothing(one.search, one.result):
            first[at] = replace(one, result=wider.pop(0).result, widened=True)
    return [*first, *wider]
