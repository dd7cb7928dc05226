"""No spend past the shop's budget for its posts either: what one may cost at most is reserved before the model reads it.

A reservation is a row of the ledger beside the turns', under the same lock, so that neither takes the other's room. It is settled with what the
call has cost, in the transaction that keeps its draft, and ends by itself where the process died.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from catalog.post_draft import DRAFT_WITHIN, MOST_TOKENS, tool
from shared.app import App
from shared.database import Transaction, named_queries
from shared.model.client import Reply
from shared.model.families import ChatModel
from shared.model.prices import price_of
from shared.model.tokens import tokens_of
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: It outlives the call of each model that may be asked, and not by much.
RESERVED_FOR = timedelta(seconds=3 * DRAFT_WITHIN)


def worst_case(models: Sequence[ChatModel], messages: Sequence[Mapping[str, Any]]) -> Decimal:
    """By the dearest of the models that may answer, writing as much as it may."""
    read = tokens_of([*messages, {"content": json.dumps(tool(), ensure_ascii=False)}])
    return max(
        price_of(one.model).of(prompt=read, cached=0, completion=one.completion_tokens(MOST_TOKENS))
        for one in models
    )


async def reserve(app: App, tenant: TenantId, account: str, money: Decimal) -> UUID | None:
    """None when a budget has no room for as much."""
    entry = uuid4()
    wanted = {"tenant": tenant, "entry": entry, "account": account, "money": money, "within": RESERVED_FOR}
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["turn"], {"tenant": tenant})
        row = await tx.row(SQL["reserve"], wanted)
    return entry if row else None


async def settle(tx: Transaction, tenant: TenantId, entry: UUID, reply: Reply) -> None:
    """With what it has cost, which may be a little more than was reserved: of tokens only about how many is known before."""
    tokens = {
        "prompt": reply.prompt_tokens,
        "cached": reply.cached_tokens,
        "completion": reply.completion_tokens,
    }
    money = price_of(reply.model).of(**tokens)
    await tx.queue(SQL["settle"], {"tenant": tenant, "entry": entry, "money": money, **tokens})


async def release(app: App, tenant: TenantId, entry: UUID) -> None:
    """The model has not answered, and providers bill answers."""
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["release"], {"tenant": tenant, "entry": entry})
