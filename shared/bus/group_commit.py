"""Many deliveries over one link: while one send is in flight, the next batch gathers.

An aio Service Bus sender must never be used by two tasks at once (it stalls, then hangs), and one send a delivery
behind a lock makes every delivery wait for all before it. Here one task owns the link; callers only wait for their
own delivery. A refused batch is sent again delivery by delivery, so that one bad message harms no neighbour.
"""

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.contracts import Outgoing
from shared.errors import BusUnavailable, Permanent

#: Service Bus Standard takes 256 KiB a batch; properties and framing of a message need up to OVERHEAD_BYTES.
BATCH_BYTES = 240 * 1024
OVERHEAD_BYTES = 512


class Link(Protocol):
    """A warm sender of one queue."""

    async def send(self, messages: Sequence[Outgoing]) -> None:
        """All or nothing. Raises BusUnavailable, or Permanent when the service refuses the content."""


@dataclass(slots=True)
class _Delivery:
    messages: Sequence[Outgoing]
    accepted: asyncio.Future[None]

    @property
    def size(self) -> int:
        return sum(len(message.body) + OVERHEAD_BYTES for message in self.messages)

    def settle(self, error: Exception | None = None) -> None:
        if self.accepted.done():
            return  # its caller gave up waiting; what was sent stays sent
        if error is None:
            self.accepted.set_result(None)
        else:
            self.accepted.set_exception(error)


class GroupCommit:
    def __init__(self, link: Link) -> None:
        self._link = link
        self._waiting: deque[_Delivery] = deque()
        self._owner: asyncio.Task[None] | None = None

    async def send(self, messages: Sequence[Outgoing]) -> None:
        """Returns when the service has accepted every message; cancelling the wait takes nothing back."""
        delivery = _Delivery(messages, asyncio.get_running_loop().create_future())
        self._waiting.append(delivery)
        if self._owner is None or self._owner.done():
            self._owner = asyncio.create_task(self._drain())
        await delivery.accepted

    async def close(self) -> None:
        """Let what is under way end."""
        if self._owner is not None:
            await self._owner

    async def _drain(self) -> None:
        group: list[_Delivery] = []
        try:
            while self._waiting:
                group = self._gather()
                await self._deliver(group)
        finally:
            # Whatever else may end this task, nobody shall wait for it for ever.
            _settle([*group, *self._waiting], BusUnavailable("the task that sends has ended"))
            self._waiting.clear()

    async def _deliver(self, group: list[_Delivery]) -> None:
        try:
            await self._post(group)
        except Permanent:
            await self._post_one_by_one(group)
        except BusUnavailable as error:
            _settle(group, error)
        else:
            _settle(group)

    def _gather(self) -> list[_Delivery]:
        group = [self._waiting.popleft()]
        size = group[0].size
        while self._waiting and (size := size + self._waiting[0].size) <= BATCH_BYTES:
            group.append(self._waiting.popleft())
        return group

    async def _post(self, group: list[_Delivery]) -> None:
        for batch in _batches([message for delivery in group for message in delivery.messages]):
            await self._link.send(batch)

    async def _post_one_by_one(self, group: list[_Delivery]) -> None:
        for delivery in group:
            try:
                await self._post([delivery])
            except (Permanent, BusUnavailable) as error:
                delivery.settle(error)
            else:
                delivery.settle()


def _settle(group: list[_Delivery], error: Exception | None = None) -> None:
    for delivery in group:
        delivery.settle(error)


def _batches(messages: list[Outgoing]) -> Iterator[list[Outgoing]]:
    """Cut at the size a batch may have; a message that is too large alone goes alone and is refused alone."""
    batch: list[Outgoing] = []
    size = 0
    for message in messages:
        cost = len(message.body) + OVERHEAD_BYTES
        if batch and size + cost > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(message)
        size += cost
    yield batch
