"""The tool loop of one turn: the model asks for tools, the tools answer, until it writes a reply.

Bounded in rounds and in time. The reply passes the fact guard or is written once more with the reason; a reply that
fails twice goes nowhere: the turn ends with a person.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from process.guard import Unsupported, unsupported
from process.tools import Shop, as_data, run_tool, schemas
from shared.errors import ModelUnavailable
from shared.language.storable import storable
from shared.model import Model, Reply

MAX_ROUNDS = 6
DEADLINE = 25.0
_CALL_WITHIN = 20.0


@dataclass(slots=True)
class Conversed:
    """What the loop came to. `text` is None when no reply may be sent, and `reason` says why."""

    text: str | None = None
    reason: str | None = None
    sentence: str | None = None  #: of the error that ended it, when one did
    model: str | None = None
    rounds: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    tool_results: list[str] = field(default_factory=list)

    def count(self, reply: Reply) -> None:
        self.rounds += 1
        self.model = reply.model
        self.prompt_tokens += reply.prompt_tokens
        self.completion_tokens += reply.completion_tokens


async def converse(
    shop: Shop, model: Model, messages: list[dict[str, Any]], *, customer: list[str]
) -> Conversed:
    """`messages` begins with the system prompt; `customer` is what this turn answers.

    Raises ModelUnavailable, SearchUnavailable, ModelRefused or Misconfigured.
    """
    outcome = Conversed()
    try:
        async with asyncio.timeout(DEADLINE):
            await _rounds(shop, model, list(messages), customer, outcome)
    except TimeoutError:
        raise ModelUnavailable(f"no reply within {DEADLINE:.0f} s") from None
    return outcome


async def _rounds(
    shop: Shop, model: Model, messages: list[dict[str, Any]], customer: list[str], outcome: Conversed
) -> None:
    corrected = False
    while outcome.rounds < MAX_ROUNDS:
        reply = await model.chat(messages, schemas(), within=_CALL_WITHIN)
        outcome.count(reply)
        messages.append(dict(reply.message))
        if reply.tool_calls:
            messages += await _run_tools(shop, reply, outcome)
            continue
        text = storable(reply.text or "").strip()
        wrong = unsupported(text, tool_results=outcome.tool_results, customer=customer)
        fault = _fault(text, wrong, cut=reply.cut)
        if fault is None or corrected:
            outcome.text, outcome.reason = (text, None) if fault is None else (None, fault)
            return
        corrected = True
        messages.append({"role": "system", "content": _correction(wrong, cut=reply.cut)})
    outcome.reason = "too_many_rounds"


async def _run_tools(shop: Shop, reply: Reply, outcome: Conversed) -> list[dict[str, Any]]:
    """Side by side, answered in the order they were asked."""
    results = await asyncio.gather(*(run_tool(shop, call) for call in reply.tool_calls))
    texts = [as_data(result) for result in results]
    # An error explains itself with numbers of ours; the shop has said none of them.
    outcome.tool_results += [
        text for result, text in zip(results, texts, strict=True) if "error" not in result
    ]
    return [
        {"role": "tool", "tool_call_id": call.id, "content": text}
        for call, text in zip(reply.tool_calls, texts, strict=True)
    ]


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
