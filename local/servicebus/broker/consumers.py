"""Who receives: the plain receivers of a queue compete, each message goes to one of them.

Turn about, so that two receivers with credit share the work, and always the lowest sequence number first,
so that an abandoned message returns to its place and not to the end.
"""

import heapq
from collections import deque
from collections.abc import Callable
from typing import Protocol

from local.servicebus.broker.message import Message


class Consumer(Protocol):
    #: How many more messages the receiver wants.
    credit: int
    #: Receive-and-delete: what is handed out is gone.
    removes: bool

    def deliver(self, message: Message) -> None: ...


class Ready:
    """Available messages by sequence number; what became unavailable otherwise is skipped when its turn comes."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, Message]] = []

    def add(self, message: Message) -> None:
        heapq.heappush(self._heap, (message.sequence, message))

    def __bool__(self) -> bool:
        while self._heap and not self._heap[0][1].available:
            heapq.heappop(self._heap)
        return bool(self._heap)

    def pop(self) -> Message:
        return heapq.heappop(self._heap)[1]


class Competing:
    def __init__(self, hand_out: Callable[[Consumer, Message], None]) -> None:
        self._hand_out = hand_out
        self._ready = Ready()
        self._consumers: deque[Consumer] = deque()

    def join(self, consumer: Consumer) -> None:
        self._consumers.append(consumer)

    def leave(self, consumer: Consumer) -> None:
        if consumer in self._consumers:
            self._consumers.remove(consumer)

    def offer(self, message: Message) -> None:
        self._ready.add(message)
        self.pump()

    def pump(self) -> None:
        while self._ready and (consumer := self._next_with_credit()):
            self._hand_out(consumer, self._ready.pop())

    def _next_with_credit(self) -> Consumer | None:
        for _ in range(len(self._consumers)):
            self._consumers.rotate(-1)
            if self._consumers[-1].credit > 0:
                return self._consumers[-1]
        return None
