"""A customer says to have paid, by a screenshot or in words: the order says so, and nothing more. What the model alone says is none.

Whether a picture is forged, old or of another sum is for whoever sees the shop's account: only they mark an order paid.
"""

from collections.abc import Iterable
from pathlib import Path

from process.history import Line
from process.pictures import SHOWN
from shared.database import Transaction, named_queries
from shared.language.folded import fold
from shared.language.phrases import said
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))


def says_paid(waiting: Iterable[Line]) -> bool:
    return any(_shows(line) or _tells(line) for line in waiting)


def _shows(line: Line) -> bool:
    return any(kind in SHOWN for kind in line.attachments)


def _tells(line: Line) -> bool:
    return said("has paid").search(fold(line.words or "").text) is not None


async def claim(tx: Transaction, key: ConversationKey, turn_no: int) -> None:
    """Behind the turn's commit in its transaction."""
    await tx.queue(SQL["claim"], {**key.params, "turn_no": turn_no})
