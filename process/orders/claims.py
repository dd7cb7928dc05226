"""A customer says to have paid, by a screenshot or in words: the order says so, and nothing more.

Whether a picture is forged, old or of another sum is for whoever sees the shop's account: only they mark an order paid.
"""

from pathlib import Path

from shared.database import Transaction, named_queries
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))


async def claim(tx: Transaction, key: ConversationKey, turn_no: int) -> None:
    """Behind the turn's commit in its transaction."""
    await tx.queue(SQL["claim"], {**key.params, "turn_no": turn_no})
