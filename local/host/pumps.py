"""Messages from a queue into a function: which may run side by side, and what becomes of each afterwards.

A message is completed when its function has succeeded and abandoned when it has failed; there is no third way.
Messages of one session run strictly one after the other. Sessions are accepted a few at a time, up to the
limit, so that an idle host holds a handful of links and not hundreds. A message whose settling fails, because
its lock or the connection is gone, comes again.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from local.host.indexing import LoadedFunction
from local.host.invoke import Invoker
from local.host.locks import Renewal
from local.host.metadata import trigger_input
from local.servicebus.client import Client, ConnectionLostError, Delivery, Receiver, SessionLink
from local.servicebus.errors import BrokerError

_log = logging.getLogger("Host.ServiceBus")
#: accepts that wait side by side for the next available session of one queue
_PENDING_ACCEPTS = 4
#: how long the broker holds an accept or a receive before it is asked again
_PATIENCE_SECONDS = 60.0

Taken = TypeVar("Taken")


@dataclass(frozen=True)
class Subscription:
    """A function and its queue."""

    function: LoadedFunction
    queue: str
    binary: bool
    invoker: Invoker
    renewal: Renewal = field(kw_only=True)
    #: waits after so many failures in a row
    pause: Callable[[int], Awaitable[None]] = field(kw_only=True)

    async def handle(self, link: Receiver | SessionLink, delivery: Delivery) -> None:
        datum, metadata = trigger_input(delivery, delivery.lock_token, binary=self.binary)
        result = await self.invoker.invoke(self.function, datum, metadata)
        await (link.abandon(delivery) if result.error else link.complete(delivery))


class Pump(ABC):
    def __init__(self, subscription: Subscription, limit: int) -> None:
        self._subscription = subscription
        self._limit = limit
        self._places = asyncio.Semaphore(limit)
        self._working: set[asyncio.Task[None]] = set()
        #: of these, the ones that only wait for a next message and may be interrupted
        self._idle: set[asyncio.Task[None]] = set()
        self._finishing = False

    async def run(self, client: Client) -> None:
        """Receive until the connection is lost; what the broker refuses is logged and asked for again."""
        failures = 0
        while True:
            try:
                await self._receive(client)
            except* BrokerError as refused:
                _log.error("'%s' cannot receive: %s", self._subscription.function.name, refused.exceptions[0])
            await self._subscription.pause(failures)
            failures += 1

    def take_no_more(self) -> None:
        self._finishing = True
        for task in self._idle:
            task.cancel()

    async def finish(self) -> None:
        """Wait for the messages being handled; nothing may be receiving any more."""
        if self._working:
            await asyncio.wait(self._working)

    @abstractmethod
    async def _receive(self, client: Client) -> None: ...

    async def _take(self, ask: Callable[[], Awaitable[Taken | None]]) -> Taken | None:
        """Get one session or message into a free place; without one the place stays free."""
        await self._places.acquire()
        found = None
        try:
            found = await ask()
        finally:
            if found is None:
                self._places.release()
        return found

    def _work(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run in the place taken, beside the receiving: losing the connection does not end a handler."""
        task = asyncio.create_task(coroutine)
        self._working.add(task)
        task.add_done_callback(self._worked)

    def _worked(self, task: asyncio.Task[None]) -> None:
        self._working.discard(task)
        self._places.release()


class SessionPump(Pump):
    def __init__(self, subscription: Subscription, limit: int, idle_timeout: float) -> None:
        super().__init__(subscription, limit)
        self._idle_timeout = idle_timeout

    async def _receive(self, client: Client) -> None:
        async with asyncio.TaskGroup() as accepts:
            for _ in range(min(_PENDING_ACCEPTS, self._limit)):
                accepts.create_task(self._accept(client))

    async def _accept(self, client: Client) -> None:
        accept = partial(client.accept_session, self._subscription.queue, timeout=_PATIENCE_SECONDS)
        while True:
            if (link := await self._take(accept)) is not None:
                self._work(self._serve(link))

    async def _serve(self, link: SessionLink) -> None:
        try:
            async with self._subscription.renewal.of(link.locked_until, link.renew_lock) as renewal:
                while delivery := await self._next(link):
                    renewal.restart()
                    await self._subscription.handle(link, delivery)
        except (BrokerError, ConnectionLostError) as error:
            _log.warning("Session '%s' of '%s' was lost: %s", link.session_id, link.queue, error)
        finally:
            await link.close()

    async def _next(self, link: SessionLink) -> Delivery | None:
        """The session's next message, or None when it is drained or the host is stopping."""
        task = asyncio.current_task()
        assert task is not None
        if self._finishing:
            return None
        self._idle.add(task)
        try:
            return await link.receive(self._idle_timeout)
        except asyncio.CancelledError:
            task.uncancel()  # only `take_no_more` cancels here: the session is closed in good order
            return None
        finally:
            self._idle.discard(task)


class QueuePump(Pump):
    _receiver: Receiver | None = None

    async def _receive(self, client: Client) -> None:
        receiver = self._receiver = await client.open_receiver(self._subscription.queue)
        receive = partial(receiver.receive, _PATIENCE_SECONDS)
        while True:
            if (delivery := await self._take(receive)) is not None:
                self._work(self._handle(receiver, delivery))

    async def _handle(self, receiver: Receiver, delivery: Delivery) -> None:
        locked_until = delivery.locked_until or delivery.enqueued_time
        try:
            async with self._subscription.renewal.of(locked_until, lambda: receiver.renew_lock(delivery)):
                await self._subscription.handle(receiver, delivery)
        except (BrokerError, ConnectionLostError) as error:
            _log.warning("A message of '%s' could not be settled: %s", self._subscription.queue, error)

    async def finish(self) -> None:
        await super().finish()
        if self._receiver:
            await self._receiver.close()
