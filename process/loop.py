"""The tool loop of one turn: the model asks for tools, the tools answer, until it writes a reply.

Bounded in rounds and in time. The reply passes the fact guard or is written once more with the reason; a reply that
fails twice goes nowhere: the turn ends with a person.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Self, TypeVar

from process.draft import HandOver
from process.guard import Unsupported, unsupported
from process.history import shortened
from process.links import without_links
from process.orders.priced import Priced
from process.orders.wishes import Wish
from process.orders.yes import Deed
from process.tools import Shop, as_data, fenced, run_tool, schemas
from shared.errors import ContentFiltered, ContextTooLong, ModelUnavailable
from shared.language.storable import storable
from shared.model.client import Model, Reply
from shared.model.prices import price_of
from shared.reply.model import Part

T = TypeVar("T")
#: Whether the money reaches for one more round, by what it would read and what is spent.
HasRoom = Callable[[Sequence[Any], Decimal], bool]

MAX_ROUNDS = 6
DEADLINE = 25.0
#: Tools that ask the search service.
SEARCHING = frozenset({"answer_from_knowledge", "search_products"})
#: So often the model may mend its calls.
MOST_WRONG_CALLS = 2
_CALL_WITHIN = 20.0


@dataclass(slots=True)
class Conversed:
    """What the loop came to. `text` is None when no reply may be sent, and `reason` says why."""

    text: str | None = None
    reason: str | None = None
    reply: list[Part] = field(default_factory=list)  #: the text, with what the tools put beside it
    hand_over: HandOver | None = None
    order: Priced | None = None  #: whose summary goes out behind the reply
    deed: Deed | None = None  #: what the customer said to a summary: the commit makes the reply of it
    sentence: str | None = None  #: of the error that ended it, when one did
    model: str | None = None
    rounds: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    money: Decimal = Decimal(0)  #: US dollars, so far
    searches: int = 0
    audio_seconds: int = 0  #: listened to
    tool_results: list[str] = field(default_factory=list)
    found: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  #: by its searches, by SKU
    missed: Sequence[str] = ()  #: searches of it that found nothing of the kind
    wishes: Sequence[Wish] = ()  #: what was wanted and cannot be had
    wrong_calls: int = 0  #: rounds in which a call was not one that a tool can run

    def ended(self, reason: str, *, text: str | None = None, sentence: str | None = None) -> Self:
        """Otherwise than by a reply; what it has cost stays."""
        self.text, self.reason, self.sentence, self.reply = text, reason, sentence, []
        return self

    def count(self, reply: Reply) -> None:
        self.rounds += 1
        self.model = reply.model
        self.pay(reply)

    def pay(self, reply: Reply) -> None:
        self.prompt_tokens += reply.prompt_tokens
        self.completion_tokens += reply.completion_tokens
        self.cached_tokens += reply.cached_tokens
        self.money += price_of(reply.model).of(
            prompt=reply.prompt_tokens, cached=reply.cached_tokens, completion=reply.completion_tokens
        )


async def converse(
    shop: Shop,
    model: Model,
    messages: list[dict[str, Any]],
    *,
    customer: list[str],
    outcome: Conversed,
    has_room: HasRoom = lambda _messages, _spent: True,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """`messages` begins with the system prompt; `customer` is what this turn answers; no further round begins without room.

    What it comes to is in `outcome`, and what it has cost also when it raises: ModelUnavailable, SearchUnavailable,
    DatabaseUnavailable, ModelRefused or Misconfigured.
    """
    try:
        async with asyncio.timeout(DEADLINE):
            ask = _Asking(shop, model, list(messages), clock)
            await _rounds(ask, customer, outcome, has_room)
    except TimeoutError:
        raise ModelUnavailable(f"no reply within {DEADLINE:.0f} s") from None


class _Asking:
    """The model's side of one turn: what it has been told so far, and how long it may still take."""

    def __init__(
        self, shop: Shop, model: Model, messages: list[dict[str, Any]], clock: Callable[[], float]
    ) -> None:
        self.shop, self.messages = shop, messages
        self._model, self._clock = model, clock
        self._ends = clock() + DEADLINE
        self._thread = len(messages)  #: of these, what was said before this turn's own rounds

    async def next(self) -> Reply:
        """Too long a thread is asked once more without its past; that is made out before anything is paid."""
        try:
            return await self._chat()
        except ContextTooLong:
            thread, rounds = self.messages[: self._thread], self.messages[self._thread :]
            kept = shortened(thread)
            if len(kept) == len(thread):
                raise
            self.messages, self._thread = [*kept, *rounds], len(kept)
            return await self._chat()

    async def _chat(self) -> Reply:
        left = self._ends - self._clock()
        if left <= 0:
            raise TimeoutError
        within = min(_CALL_WITHIN, left)
        # The system prompt and the tools are the tenant's, so all its turns begin alike.
        return await self._model.chat(
            self.messages, schemas(), within=within, cache_key=str(self.shop.tenant)
        )


async def _rounds(asking: _Asking, customer: list[str], outcome: Conversed, has_room: HasRoom) -> None:
    shop, corrected = asking.shop, False
    while outcome.rounds < MAX_ROUNDS:
        if outcome.rounds and not has_room(asking.messages, outcome.money):
            outcome.reason = "budget_spent"
            return
        reply = await asking.next()
        outcome.count(reply)
        if reply.declined:
            raise ContentFiltered("the model declined, or its answer was held back by the provider's filter")
        asking.messages.append(dict(reply.message))
        if reply.tool_calls:
            asking.messages += await _run_tools(shop, reply, outcome)
            if outcome.wrong_calls > MOST_WRONG_CALLS:
                outcome.reason = "wrong_calls"
                return
            continue
        text = storable(reply.text or "").strip()
        told = "\n".join([text, *shop.draft.written_by_model])
        claimed = without_links(told, outcome.tool_results)
        wrong = unsupported(claimed, tool_results=outcome.tool_results, customer=customer)
        fault = _fault(text, wrong, cut=reply.cut)
        if fault is None or corrected:
            outcome.text, outcome.reason = (text, None) if fault is None else (None, fault)
            outcome.reply = shop.draft.reply(text) if fault is None else []
            outcome.hand_over = shop.draft.hand_over
            outcome.order = shop.draft.order if fault is None else None
            return
        corrected = True
        shop.draft.choices = ()  # they are written anew with the text
        asking.messages.append({"role": "system", "content": _correction(wrong, cut=reply.cut)})
    outcome.reason = "too_many_rounds"


async def _run_tools(shop: Shop, reply: Reply, outcome: Conversed) -> list[dict[str, Any]]:
    """Side by side, answered in the order they were asked."""
    again = shop.draft.searched_again
    outcome.searches += sum(call.name in SEARCHING for call in reply.tool_calls)
    results = await _side_by_side([run_tool(shop, call) for call in reply.tool_calls])
    outcome.searches += shop.draft.searched_again - again
    texts = [as_data(result) for result in results]
    outcome.wrong_calls += any("error" in result for result in results)
    # An error explains itself with numbers of ours; the shop has said none of them.
    outcome.tool_results += [
        text for result, text in zip(results, texts, strict=True) if "error" not in result
    ]
    return [
        {"role": "tool", "tool_call_id": call.id, "content": fenced(text)}
        for call, text in zip(reply.tool_calls, texts, strict=True)
    ]


async def _side_by_side(work: list[Coroutine[Any, Any, T]]) -> list[T]:
    """What the first failure makes useless is stopped, so that nothing of a turn outlives it."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _fault(text: str, wrong: Unsupported, *, cut: bool) -> str | None:
    """Why this reply may not be sent, or None."""
    if wrong.numbers:
        return "unsupported_numbers"
    if wrong.promises:
        return "unsupported_promises"
    if cut:
        return "reply_cut"
    return None if text else "empty_reply"


def _correction(wrong: Unsupported, *, cut: bool) -> str:
    if wrong.numbers or wrong.promises:
        claims = [
            f"numbers that no tool result of this turn contains: {', '.join(wrong.numbers)}"
            if wrong.numbers
            else "",
            f"promises that no tool result of this turn makes: {', '.join(wrong.promises)}"
            if wrong.promises
            else "",
        ]
        return (
            f"Your reply has {' and '.join(filter(None, claims))}. "
            "Write it again with facts from the tools only, or say that someone from the shop will answer."
        )
    if cut:
        return (
            "Your reply was cut off because it was too long. Write it again in at most three short sentences."
        )
    return "Your reply was empty. Answer the customer."
