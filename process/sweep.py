"""The sweeper: rings again for conversations whose doorbell seems lost. Nothing depends on a single doorbell.

Also for those whose owner has to be told that a customer waits.

It finds what is overdue by the database and leaves the work to the stages, so ringing once too often is harmless.
"""

from shared.app import App
from shared.contracts import Outgoing, SendDoorbell, TurnDoorbell
from shared.database import Row
from shared.telemetry import event
from shared.tenants import ConversationKey, TenantId

#: Two bells for each and one for each reminder, every 15 s: at most 50 a second.
MOST_RINGS = 250


async def sweep(app: App) -> int:
    """How many bells were rung."""
    async with app.database.crossing() as tx:
        reminders = await tx.queue(b"SELECT * FROM shop.owners_to_remind(%(most)s)", {"most": MOST_RINGS})
        rows = await tx.rows(b"SELECT * FROM shop.ring_overdue(%(most)s)", {"most": MOST_RINGS})
    bells: list[Outgoing] = []
    for row in rows:
        key = _key(row)
        bells += [TurnDoorbell.of(key).outgoing()] if row["unanswered"] else []
        bells += [SendDoorbell.of(key).outgoing()] if row["unsent"] else []
    bells += [TurnDoorbell.of(_key(row)).outgoing() for row in await reminders.fetchall()]
    if bells:
        await app.bus.send(*bells)
        event("sweep.rang", conversations=len(rows), bells=len(bells))
    return len(bells)


def _key(row: Row) -> ConversationKey:
    return ConversationKey(TenantId(row["tenant_id"]), row["account_id"], row["customer_id"])
