"""What is known of a customer beside the conversation: read by whoever holds the conversation's lock.

The recorder and the sender both decide by it, and neither may import the other.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from shared.database import Answer, Transaction, named_queries
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class Standing:
    opted_out_at: datetime | None = None  #: the customer wants to be left alone
    unreachable_at: datetime | None = None  #: Meta said that nothing reaches this person


async def ask(tx: Transaction, key: ConversationKey) -> Answer:
    """Queued behind the lock; `standing_in` reads it when the transaction has gone on."""
    return await tx.queue(SQL["read"], key.params)


async def standing_in(asked: Answer) -> Standing:
    row = await asked.fetchone()
    return Standing(**row) if row else Standing()


async def put(tx: Transaction, key: ConversationKey, standing: Standing) -> None:
    await tx.queue(SQL["put"], {**key.params, **asdict(standing)})


async def call_unreachable(tx: Transaction, key: ConversationKey) -> None:
    await tx.queue(SQL["unreachable"], key.params)
