"""Drafts of a conversation: one is open at most, made by the turn whose last message is its summary, and gone with its window."""

import json
from datetime import datetime
from pathlib import Path

from process.orders.priced import Priced
from shared.database import Row, Transaction, named_queries
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))


async def put(
    tx: Transaction, key: ConversationKey, turn_no: int, priced: Priced, *, expires_at: datetime
) -> None:
    """Behind the turn's commit in its transaction: it exists only if the turn won, and then it is the only open one."""
    turn = {**key.params, "turn_no": turn_no}
    await tx.queue(SQL["withdraw_for"], turn)
    await tx.queue(
        SQL["put"],
        {
            **turn,
            "kind": priced.request.kind,
            "order_no": priced.request.order_no,
            "digest": priced.digest,
            "request": json.dumps(priced.request.kept(), ensure_ascii=False),
            "lines": json.dumps([line.kept() for line in priced.lines], ensure_ascii=False),
            "delivery": json.dumps(priced.delivery, ensure_ascii=False),
            "payment": priced.request.payment,
            "currency": priced.currency,
            "total": priced.total,
            "expires_at": expires_at,
        },
    )


async def read(tx: Transaction, key: ConversationKey, draft_no: int) -> Row | None:
    return await tx.row(SQL["read"], {**key.params, "draft_no": draft_no})


async def read_open(tx: Transaction, key: ConversationKey) -> Row | None:
    return await tx.row(SQL["read_open"], key.params)


async def close(
    tx: Transaction, key: ConversationKey, draft_no: int, state: str, *, order_no: int | None = None
) -> None:
    """`order_no` is of the order that it has become."""
    await tx.queue(SQL["close"], {**key.params, "draft_no": draft_no, "state": state, "order_no": order_no})
