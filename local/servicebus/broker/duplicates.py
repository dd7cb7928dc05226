"""Duplicate detection: a message id seen within the window is accepted from its sender and dropped.

The window counts from the first sending and is not prolonged by a repetition, or a sender that repeats
itself often enough would never be heard again.
"""

from collections import OrderedDict
from typing import NamedTuple


class Seen(NamedTuple):
    at: float
    sequence: int


class Duplicates:
    def __init__(self, window: float) -> None:
        self._window = window
        #: In the order of sending, which is the order of leaving the window.
        self._seen: OrderedDict[str, Seen] = OrderedDict()

    def find(self, message_id: str) -> int | None:
        """The sequence number the id was first sent under."""
        seen = self._seen.get(message_id)
        return None if seen is None else seen.sequence

    def note(self, message_id: str, seen: Seen) -> None:
        self._seen[message_id] = seen

    def forget(self, now: float) -> list[str]:
        """Drop and name the ids that have left the window."""
        gone = []
        while self._seen:
            message_id, seen = next(iter(self._seen.items()))
            if seen.at + self._window > now:
                break
            del self._seen[message_id]
            gone.append(message_id)
        return gone
