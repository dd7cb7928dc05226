"""The stand-in's mind: which tools to call next, or what to answer from what they returned.

It is deterministic and knows only its tables. What it says about the shop comes from this turn's tool results word for
word, so that a product that trusts a reply's numbers is tested against honest ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from local.model.conversation import Call, Conversation, read_conversation
from local.model.drafting import draft_asked_for
from local.model.intents import Language, Search, Understanding, about_product, understand
from local.model.markers import Marker
from local.model.notes import notes_asked_for
from local.model.ordering import (
    PROPOSE,
    STATUS,
    about_order_step,
    asks_about_order,
    asks_to_order,
    order_step,
)
from local.model.prices import Bounds, decimal_text
from local.model.quotes import advice_reply, delivery_reply
from local.model.relevance import about, satisfies
from local.model.replies import Answered, Found, courtesy_reply, full_reply
from local.model.strictness import conforming
from local.model.wording import wording

SEARCH, KNOWLEDGE, PERSON = "search_products", "answer_from_knowledge", "hand_to_person"
QUOTE, ADVICE = "delivery_quote", "size_advice"

MOST_SEARCHES = 2
MOST_QUESTIONS = 2
NO_TABLE = "no_table"

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
    if (draft := draft_asked_for(request)) is not None:
        return draft
    conversation = read_conversation(request["messages"])
    understood = _understood(conversation)
    tools = Toolbox.of(request)
    if conversation.rewriting:
        return wording(_answers_in(understood, conversation)).someone_will_answer
    if conversation.seen.transfer:
        return _about_transfer(understood, conversation, tools)
    if STATUS in tools.schemas and asks_about_order(conversation):
        step = about_order_step(conversation, _answers_in(understood, conversation))
        return step if isinstance(step, str) else [tools.call(step[0], {**step[1]})]
    named = bool(understood.searches)
    if PROPOSE in tools.schemas and asks_to_order(conversation, names_a_product=named):
        return _ordering(understood, conversation, tools)
    if missing := _missing(understood, conversation.calls, tools):
        return missing if tools.parallel else missing[:1]
    return _reply(understood, conversation)


def _understood(conversation: Conversation) -> Understanding:
    """What is shown is what «قديش؟» means; and to show it without a word asks for it."""
    shown = conversation.seen.products[-1:]
    meant = [about_product(one.en if _english(conversation) else one.ar) for one in shown]
    earlier = meant[0] if meant else conversation.earlier
    understood = understand(conversation.text, earlier, conversation.listed, conversation.language)
    if meant and not (understood.searches or understood.questions or understood.courtesies):
        understood.searches = meant
    return understood


def _english(conversation: Conversation) -> bool:
    said = understand(conversation.text, default=conversation.language)
    return said.language is Language.ENGLISH


def _about_transfer(understood: Understanding, conversation: Conversation, tools: Toolbox) -> str | Calls:
    """A person looks at money; no product is searched for."""
    if PERSON in tools.schemas and not any(call.name == PERSON for call in conversation.calls):
        summary = "The customer has sent a screenshot of a transfer."
        return [tools.call(PERSON, {"reason": "payment", "summary": summary})]
    return wording(_answers_in(understood, conversation)).transfer


def _ordering(understood: Understanding, conversation: Conversation, tools: Toolbox) -> str | Calls:
    """The product is the one spoken of, or the one that is named with the wish to order."""
    own = [search for search in understood.searches if conversation.earlier is None or search.product]
    wish = own[0] if own else conversation.earlier
    if wish is not None and not any(call.name == SEARCH for call in conversation.calls):
        return [tools.call(SEARCH, search_arguments(without_limits(wish)))]
    step = order_step(conversation, wish, _answers_in(understood, conversation))
    return step if isinstance(step, str) else [tools.call(PROPOSE, {**step})]


def _missing(understood: Understanding, calls: Sequence[Call], tools: Toolbox) -> Calls:
    """The planned calls that have no result yet; then, once, a wider search for each that found nothing."""
    planned = [
        *((SEARCH, search_arguments(search)) for search in understood.searches[:MOST_SEARCHES]),
        *_quotes(understood, tools),
        *((KNOWLEDGE, {"question": question}) for question in _questions(understood, calls, tools)),
    ]
    made = {name: sum(call.name == name for call in calls) for name in (SEARCH, QUOTE, KNOWLEDGE)}
    open_calls: Calls = []
    for name, arguments in planned:
        if made[name] > 0:
            made[name] -= 1
        elif name in tools.schemas:
            open_calls.append(tools.call(name, arguments))
    if open_calls or SEARCH not in tools.schemas:
        return open_calls
    wider = [tools.call(SEARCH, search_arguments(one)) for one in _wider_searches(understood, calls)]
    return wider or _advice_wanted(understood, calls, tools)


def _quotes(understood: Understanding, tools: Toolbox) -> Calls:
    if QUOTE not in tools.schemas:
        return []
    return [(QUOTE, {"area": one.area, "items": None}) for one in understood.destinations[:MOST_QUESTIONS]]


def _questions(understood: Understanding, calls: Sequence[Call], tools: Toolbox) -> list[str]:
    """A shop that has no table of areas may have written of delivery all the same."""
    told = any(call.name == QUOTE and call.result.get("delivery") == NO_TABLE for call in calls)
    about_areas = (
        [one.question for one in understood.destinations] if told or QUOTE not in tools.schemas else []
    )
    return list(dict.fromkeys([*understood.questions, *about_areas]))[:MOST_QUESTIONS]


def _advice_wanted(understood: Understanding, calls: Sequence[Call], tools: Toolbox) -> Calls:
    """Once there is a product to measure by: the best of those found for the last wish."""
    if not understood.measures or ADVICE not in tools.schemas or any(call.name == ADVICE for call in calls):
        return []
    found = _found(understood, calls)
    fitting = about(list(found[-1].result.get("products", [])), found[-1].search) if found else []
    return [tools.call(ADVICE, {"sku": one["sku"], **understood.measures}) for one in fitting[:1]]


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


def _answers_in(understood: Understanding, conversation: Conversation) -> Language:
    """As it is told; without that, Arabic to Arabizi, whose words few models spell."""
    if conversation.told is not None:
        return conversation.told
    return Language.ENGLISH if understood.language is Language.ENGLISH else Language.ARABIC


def _reply(understood: Understanding, conversation: Conversation) -> str:
    language = _answers_in(understood, conversation)
    words = wording(language)
    found = _found(understood, conversation.calls)
    answered = [
        Answered(str(call.arguments.get("question", "")), call.result)
        for call in conversation.calls
        if call.name == KNOWLEDGE
    ]
    told = _told(conversation.calls, language)
    if not found and not answered and not told:
        return courtesy_reply(understood, words)
    greeted = Marker.GREETING in understood.courtesies
    advised = any(call.name == ADVICE for call in conversation.calls)
    return full_reply([] if advised else found, answered, language, greeted=greeted, told=told)


def _told(calls: Sequence[Call], language: Language) -> list[str]:
    """What the shop's own tables said, in sentences."""
    quotes = (
        delivery_reply(call.result, language)
        for call in calls
        if call.name == QUOTE and call.result.get("delivery") != NO_TABLE
    )
    return [*quotes, *(advice_reply(call.result, language) for call in calls if call.name == ADVICE)]


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
