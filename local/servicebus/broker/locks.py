"""Peek locks of one queue, by token.

All locks of a queue last equally long, so the order of taking (or renewing) them is the order in which they
run out and nothing has to be searched or sorted.
"""

from collections import OrderedDict
from collections.abc import Iterator
from uuid import UUID

from local.servicebus.broker.message import Lock, Message

#: In a session a message's lock has no end of its own.
FOREVER = float("inf")


class Locks:
    def __init__(self) -> None:
        self._locked: OrderedDict[UUID, Message] = OrderedDict()

    def __len__(self) -> int:
        return len(self._locked)

    def take(self, message: Message, lock: Lock) -> None:
        message.lock = lock
        self._locked[lock.token] = message

    def living(self, token: UUID, now: float) -> Message | None:
        message = self._locked.get(token)
        if message is None or message.lock is None or message.lock.until <= now:
            return None
        return message

    def renew(self, token: UUID, until: float) -> None:
        self._locked[token].lock = Lock(token, until)
        self._locked.move_to_end(token)

    def open(self, message: Message) -> None:
        assert message.lock is not None
        del self._locked[message.lock.token]
        message.lock = None

    def next_deadline(self) -> float | None:
        for message in self._locked.values():
            return None if message.lock is None or message.lock.until == FOREVER else message.lock.until
        return None

    def expire(self, now: float) -> Iterator[Message]:
        """Open and name the locks that have run out, one at a time."""
        while self._locked:
            message = next(iter(self._locked.values()))
            if message.lock is None or message.lock.until > now:
                return
            self.open(message)
            yield message
