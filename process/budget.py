"""No spend past the budget: a turn's worst case is reserved before its first model call, and settled by its commit.

A reservation is a row of its own, known by its turn, and ends by itself, so that a process that died holds nothing for
long. A shop without a budget reserves nothing; what it spends is written down all the same.
"""

import json
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from process.loop import DEADLINE, MAX_ROUNDS
from process.tools import schemas
from shared.database import Answer, Database, Transaction, named_queries
from shared.model.families import ChatModel
from shared.model.prices import price_of, price_of_listening
from shared.model.tokens import tokens_in, tokens_of
from shared.telemetry import event
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: A reservation outlives every turn that may use it, and not by much.
RESERVED_FOR = timedelta(seconds=2 * DEADLINE + 30)
#: With this share of a budget spent the merchant is told.
LOW = Decimal("0.8")
#: What one round's tools may bring.
TOKENS_A_ROUND = 3_000
#: Nobody speaks faster.
TOKENS_A_SECOND = 8


def worst_case(
    models: Sequence[ChatModel],
    messages: Sequence[dict[str, Any]],
    *,
    seconds: int = 0,
    listener: str | None = None,
) -> Decimal:
    """If every round brings as much as it may, from the dearest of the models that may answer.

    `messages` begin with the system prompt, and the tools stand beside them in every request. `seconds` of voice notes
    are still to be heard, by `listener`.
    """
    begins = _tokens_of_request(messages) + seconds * TOKENS_A_SECOND
    return max(_of_rounds(model, begins) for model in models) + price_of_listening(listener, seconds)


def has_room(models: Sequence[ChatModel], reserved: Decimal, messages: Sequence[Any], spent: Decimal) -> bool:
    """Whether one more round stays within what was reserved: of what tools bring only the usual is known before."""
    read = _tokens_of_request(messages)
    return spent + max(_of_one(model, read) for model in models) <= reserved


def _tokens_of_request(messages: Sequence[Any]) -> int:
    return _tokens_of_tools() + tokens_of(messages)


@cache
def _tokens_of_tools() -> int:
    return tokens_in(json.dumps(schemas(), ensure_ascii=False))


def _of_rounds(model: ChatModel, begins: int) -> Decimal:
    written = model.completion_tokens()
    prompt = sum(begins + at * (TOKENS_A_ROUND + written) for at in range(MAX_ROUNDS))
    return price_of(model.model).of(prompt=prompt, cached=0, completion=MAX_ROUNDS * written)


def _of_one(model: ChatModel, read: int) -> Decimal:
    return price_of(model.model).of(prompt=read, cached=0, completion=model.completion_tokens())


async def reserve(database: Database, key: ConversationKey, *, turn_no: int, money: Decimal) -> bool:
    """Whether the shop may spend as much; then it is kept for this turn, and for no earlier one of its conversation."""
    async with database.tenant(key.tenant) as tx:
        await tx.queue(SQL["turn"], {"tenant": key.tenant})
        wanted = {"turn_no": turn_no, "money": money, "within": RESERVED_FOR}
        reserved = await tx.queue(SQL["reserve"], {**key.params, **wanted})
    if await reserved.fetchone() is not None:
        return True
    async with database.tenant(key.tenant) as tx:
        told = await tx.queue(SQL["tell_spent"], {"tenant": key.tenant, "money": money})
    for row in await told.fetchall():
        event("budget.spent", tenant=key.tenant, period=row["period"])
    return False


async def tell_low(tx: Transaction, key: ConversationKey) -> Answer:
    """The merchant, once a period, when most of a budget is spent; for `log_low`."""
    return await tx.queue(SQL["tell_low"], {"tenant": key.tenant, "most": LOW})


async def log_low(told: Answer, key: ConversationKey) -> None:
    for row in await told.fetchall():
        event("budget.low", tenant=key.tenant, period=row["period"])
