"""Which order of a shop goes next into its own system, claimed under a lease.

What is to be told is found by comparing: orders of which the shop's system does not know, and those that it has otherwise than they are.
So whoever takes, changes or cancels an order rings, and notes nothing. An attempt that left no word is seen by its lease; the
next one first looks whether the order is there.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from shared.app import App
from shared.connectors.connections import Connection, Kind
from shared.connectors.order import Order, Taken
from shared.crypto import Column
from shared.database import Row, Transaction, named_queries
from shared.tenants import ConversationKey, TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: All calls of one attempt have 60 s; whoever holds an order longer is gone.
LEASE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: float


@dataclass(frozen=True, slots=True)
class Digests:
    """Of an order as a shop's system was told of it."""

    told: bytes | None
    told_goods: bytes | None

    @property
    def params(self) -> dict[str, bytes | None]:
        return {"told": self.told, "told_goods": self.told_goods}


@dataclass(frozen=True, slots=True)
class Push:
    tenant: TenantId
    connection: Connection
    order: Order
    taken: Taken | None  #: what the shop's system has of it already
    cancelled: bool
    attempts: int  #: this one included
    first_tried_at: datetime
    customer: ConversationKey | None  #: none of one who was forgotten
    account: str | None
    customer_waits: bool  #: to hear what became of a change or a cancellation
    told: Digests = field(repr=False)  #: by this attempt
    had: Digests = field(repr=False)  #: from those before

    @property
    def place(self) -> dict[str, Any]:
        return {"tenant": self.tenant, "order_no": self.order.order_no, "attempts": self.attempts}


async def take(app: App, tenant: TenantId) -> Push | Wait | None:
    """Raises SealBroken for credentials that were not sealed for this shop."""
    async with app.database.tenant(tenant) as tx:
        connector = await tx.row(SQL["connector"], {"tenant": tenant})
        if connector is None:
            return None
        where = {"tenant": tenant, "kind": connector["kind"]}
        await note(tx, tenant, connector)
        row = await tx.row(SQL["next"], where)
        if row is None:
            return None
        if row["ready_at"] > row["now"]:
            return Wait((row["ready_at"] - row["now"]).total_seconds())
        place = {"tenant": tenant, "order_no": row["order_no"], "lease": LEASE}
        told = Digests(row["told"], row["told_goods"])
        claimed = await tx.row(SQL["claim"], {**place, **told.params})
    assert claimed is not None
    opened = app.keys.open(connector["credentials"], tenant=tenant, column=Column.CREDENTIALS)
    connection = Connection(Kind(connector["kind"]), connector["address"], tuple(json.loads(opened)))
    return _push(tenant, connection, row, claimed, told)


async def note(tx: Transaction, tenant: TenantId, connector: Row) -> None:
    """What is to be told, from now on a row of its own."""
    where = {"tenant": tenant, "kind": connector["kind"], "since": connector["orders_since"]}
    await tx.queue(SQL["note_new"], where)
    await tx.queue(SQL["note_changes"], where)


async def overdue(tx: Transaction, tenant: TenantId, grace: timedelta) -> bool:
    connector = await tx.row(SQL["connector"], {"tenant": tenant})
    if connector is None:
        return False
    await note(tx, tenant, connector)
    return await tx.row(SQL["overdue"], {"tenant": tenant, "grace": grace}) is not None


def _push(tenant: TenantId, connection: Connection, row: Row, claimed: Row, told: Digests) -> Push:
    account, customer = row["account_id"], row["customer_id"]
    return Push(
        tenant=tenant,
        connection=connection,
        order=Order.of(row),
        taken=Taken(row["shop_id"], row["shop_number"]) if row["shop_id"] is not None else None,
        cancelled=row["state"] == "cancelled",
        attempts=claimed["attempts"],
        first_tried_at=claimed["first_tried_at"],
        customer=ConversationKey(tenant, account, customer) if customer is not None else None,
        account=account,
        customer_waits=row["customer_waits"],
        told=told,
        had=Digests(row["had"], row["had_goods"]),
    )
