"""A Service Bus namespace for contract tests: the stand-in, or the real one behind CONTRACT_SERVICE_BUS.

The real namespace needs the queues and rules of NAMESPACE, made beforehand (the rules' own connection strings are
CONTRACT_SERVICE_BUS_SENDER and …_LISTENER); there `pass_time` really waits, while
the stand-in's clock is moved. Opening a link costs the SDK half a second and closing it as much again, so
plain senders and receivers are opened once, all at the same time, and shared, and the others' closing
(which is a second of sleep after the link is gone) is waited for at the end.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

from azure.servicebus import (
    NEXT_AVAILABLE_SESSION,
    ServiceBusMessage,
    ServiceBusReceiveMode,
    ServiceBusSubQueue,
)
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver, ServiceBusSender
from azure.servicebus.exceptions import OperationTimeoutError

from local.servicebus import Broker, Config, Server

PLAIN, SESSIONS, DEDUP, EXPIRING = "plain", "sessions", "dedup", "expiring"
LOCK_SECONDS, WINDOW_SECONDS, MOST_DELIVERIES = 30, 60, 3
ROOT = ("RootManageSharedAccessKey", "the root key of the tests")
NAMESPACE: dict[str, Any] = {
    "queues": [
        {"name": PLAIN, "lockDuration": LOCK_SECONDS, "maxDeliveryCount": MOST_DELIVERIES},
        {"name": SESSIONS, "requiresSession": True, "lockDuration": LOCK_SECONDS},
        {"name": DEDUP, "duplicateDetectionWindow": WINDOW_SECONDS},
        {"name": EXPIRING, "deadLetterOnExpiry": True},
    ],
    "rules": [
        {"name": ROOT[0], "key": ROOT[1], "claims": ["Manage"]},
        {"name": "sender", "key": "the sender's key", "claims": ["Send"]},
        {"name": "listener", "key": "the listener's key", "claims": ["Listen"]},
    ],
}


class Clock:
    """Real time, plus what the tests have let pass."""

    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> float:
        return time.time() + self.passed


class Namespace:
    def __init__(self, server: Server | None, clock: Clock) -> None:
        self.server = server
        self._clock = clock
        self.client = ServiceBusClient.from_connection_string(self.connection_string(), retry_total=0)
        self.senders: dict[str, ServiceBusSender] = {}
        self.receivers: dict[str, ServiceBusReceiver] = {}
        self.dead_letters: dict[str, ServiceBusReceiver] = {}
        self._closing: list[asyncio.Task[None]] = []

    def connection_string(self, rule: str = "RootManageSharedAccessKey") -> str:
        if self.server is not None:
            return self.server.connection_string(rule)
        name = "CONTRACT_SERVICE_BUS" if rule.startswith("Root") else f"CONTRACT_SERVICE_BUS_{rule.upper()}"
        return os.environ[name]

    async def pass_time(self, seconds: float) -> None:
        if self.server is None:
            await asyncio.sleep(seconds)
        else:
            self._clock.passed += seconds
            self.server.broker.wake()

    def now(self) -> float:
        return self._clock()

    @asynccontextmanager
    async def opened(self, link: Any) -> AsyncIterator[Any]:
        """The link, open; what it held is let go at the end of the block, the rest of its closing follows."""
        await link.__aenter__()
        try:
            yield link
        finally:
            self._closing.append(asyncio.create_task(link.close()))

    async def somebody_waits(self) -> None:
        """Until a receiver is waiting for a next available session."""
        if self.server is None:
            await asyncio.sleep(3)
            return
        queue = self.server.broker.find(SESSIONS)
        assert queue is not None
        assert queue.sessions is not None
        sessions = queue.sessions
        await until(lambda: bool(sessions._waiting))

    async def open_shared(self, stack: AsyncExitStack) -> None:
        """Side by side."""
        await stack.enter_async_context(self.client)
        for queue in (PLAIN, DEDUP, EXPIRING):
            self.senders[queue] = self.client.get_queue_sender(queue)
            self.receivers[queue] = self.client.get_queue_receiver(queue)
            self.dead_letters[queue] = self.client.get_queue_receiver(
                queue, sub_queue=ServiceBusSubQueue.DEAD_LETTER
            )
        self.senders[SESSIONS] = self.client.get_queue_sender(SESSIONS)
        links: list[Any] = [*self.senders.values(), *self.receivers.values(), *self.dead_letters.values()]
        await asyncio.gather(*(link.__aenter__() for link in links))
        stack.push_async_callback(self._close, links)

    async def _close(self, links: list[Any]) -> None:
        await asyncio.gather(*self._closing, *(link.close() for link in links))

    async def empty(self) -> None:
        """Nothing of one test is there for the next."""
        if self.server is not None:
            _empty(self.server.broker)
            return
        for queue in (PLAIN, DEDUP, EXPIRING):
            async with self.client.get_queue_receiver(
                queue, receive_mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE
            ) as receiver:
                while await receiver.receive_messages(max_message_count=100, max_wait_time=2):
                    pass
        with suppress(OperationTimeoutError):
            while True:
                await self._empty_one_session()

    async def _empty_one_session(self) -> None:
        async with self.client.get_queue_receiver(
            SESSIONS,
            session_id=NEXT_AVAILABLE_SESSION,
            max_wait_time=2,
            receive_mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE,
        ) as receiver:
            while await receiver.receive_messages(max_message_count=100, max_wait_time=1):
                pass


def _empty(broker: Broker) -> None:
    for name in (PLAIN, DEDUP, EXPIRING, SESSIONS):
        for path in (name, f"{name}/$deadletterqueue"):
            queue = broker.find(path)
            assert queue is not None
            for message in list(queue.messages.values()):
                if message.lock is not None:
                    queue.complete(message.lock.token)
                else:
                    queue._remove(message)


@asynccontextmanager
async def namespace() -> AsyncIterator[Namespace]:
    async with AsyncExitStack() as stack:
        clock, server = Clock(), None
        if "CONTRACT_SERVICE_BUS" not in os.environ:
            server = Server(Broker(Config.parse(NAMESPACE), clock=clock))
            await server.start()
            stack.push_async_callback(server.stop)
        it = Namespace(server, clock)
        await it.open_shared(stack)
        yield it


def message(body: str | bytes = "body", **given: Any) -> ServiceBusMessage:
    """A message with an id nobody else uses."""
    return ServiceBusMessage(body, **({"message_id": uuid4().hex} | given))


async def take(receiver: ServiceBusReceiver, count: int = 1) -> list[Any]:
    """That many messages, however they are portioned out."""
    got: list[Any] = []
    while len(got) < count:
        portion = await receiver.receive_messages(max_message_count=count - len(got), max_wait_time=5)
        assert portion, f"{len(got)} messages of {count} came"
        got += portion
    return got


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - the broker's insides ring no bell
            await asyncio.sleep(0.01)


def bodies(messages: list[Any]) -> list[str]:
    return [str(each) for each in messages]


@asynccontextmanager
async def inbound_alone() -> AsyncIterator[Server]:
    """A stand-in with the one queue of the product's that carries content; the rule is called `root`."""
    queue = {"name": "inbound", "requiresSession": True, "lockDuration": LOCK_SECONDS}
    root = {"name": "root", "key": "a key of the tests", "claims": ["Manage"]}
    server = Server(Broker(Config.parse({"queues": [queue], "rules": [root]})))
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
