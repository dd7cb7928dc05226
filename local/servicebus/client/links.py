"""Receiving links: one message at a time, settled with the broker's confirmation.

A receive that runs out of time takes its credit back and waits for the broker to agree, so that no message
can arrive for a receiver that has gone home and stay locked there.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from local.servicebus.client.delivery import Delivery, delivered
from local.servicebus.client.errors import ConnectionLostError, refusal
from local.servicebus.client.wire import WINDOW, Wire
from local.servicebus.errors import BrokerError
from local.servicebus.performatives import RECEIVER, Attach, Detach, Disposition, End, Flow, Transfer, pack
from local.servicebus.view import EPOCH, moment
from local.servicebus.vocabulary import (
    ACCEPTED,
    DEAD_LETTER,
    DESCRIPTION,
    EPOCH_TICKS,
    ERROR,
    FILTER_FIELD,
    LOCKED_UNTIL,
    MODIFIED,
    REASON,
    REJECTED,
    RELEASED,
    SESSION_FILTER,
    SOURCE,
    TARGET,
    TICKS_PER_SECOND,
    TIMEOUT,
)
from local.servicebus.wiretypes import Array, Described, Symbol, UInt

UNSETTLED, SECOND = 0, 1
HANDLE = 0

#: Sends one request to the queue's management node and answers with the body of the response.
Ask = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]


class Link:
    def __init__(self, wire: Wire, queue: str, name: str, ask: Ask) -> None:
        self.queue = queue
        self._wire = wire
        self._name = name
        self._ask = ask
        self._channel = wire.begin(self)
        self._arrived: deque[Delivery] = deque()
        self._first: Transfer | None = None
        self._parts: list[bytes] = []
        self._delivery_count = 0
        self._transfers = 0
        self._credit = 0
        self._draining = False
        self._error: BrokerError | ConnectionLostError | None = None
        self._settling: dict[int, asyncio.Future[None]] = {}
        #: Set whenever there may be something new to see for whoever waits.
        self._news = asyncio.Event()
        self._ended = asyncio.Event()
        self._attach: Attach | None = None

    # Opening and closing

    def _open(self, filters: dict[Any, Any] | None, properties: dict[Any, Any] | None) -> None:
        source = Described(SOURCE, [self.queue, *[None] * 6, filters])
        target = Described(TARGET, [self._name])
        self._write(
            Attach(self._name, HANDLE, RECEIVER, UNSETTLED, SECOND, source, target, properties=properties)
        )

    async def _attached(self) -> Attach:
        while self._attach is None:
            await self._hear()
        return self._attach

    async def close(self) -> None:
        """Let go: a session is free for others when this returns."""
        if self._error is None:
            self._error = ConnectionLostError("the link was closed")
            self._write(Detach(HANDLE, closed=True))
            self._wire.end(self._channel)
        await self._ended.wait()

    def abandon_attach(self) -> None:
        """Ask no longer to be attached; what was granted meanwhile goes back with the end."""
        if self._error is None:
            self._error = ConnectionLostError("the link was given up")
            self._wire.end(self._channel)

    # Receiving

    async def receive(self, timeout: float) -> Delivery | None:  # noqa: ASYNC109 - it bounds the service's wait, not ours
        if not self._arrived:
            if not self._credit:
                self._ask_for_one()
            try:
                async with asyncio.timeout(timeout):
                    await self._arrival()
            except TimeoutError:
                await self._take_credit_back()
        return self._arrived.popleft() if self._arrived else None

    def _ask_for_one(self) -> None:
        self._credit = 1
        self._flow(drain=False)

    async def _arrival(self) -> None:
        while not self._arrived:
            await self._hear()

    async def _take_credit_back(self) -> None:
        self._draining = True
        self._flow(drain=True)
        while self._draining:
            await self._hear()

    async def _hear(self) -> None:
        if self._error is not None:
            raise self._error
        self._news.clear()
        await self._news.wait()
        if self._error is not None:
            raise self._error

    # Settling

    async def complete(self, delivery: Delivery) -> None:
        await self._settle(delivery, Described(ACCEPTED, []))

    async def abandon(self, delivery: Delivery) -> None:
        await self._settle(delivery, Described(MODIFIED, [True]))

    async def dead_letter(self, delivery: Delivery, reason: str, description: str) -> None:
        info = {Symbol(REASON): reason, Symbol(DESCRIPTION): description}
        error = Described(ERROR, [DEAD_LETTER, description, info])
        await self._settle(delivery, Described(REJECTED, [error]))

    async def _settle(self, delivery: Delivery, state: Described) -> None:
        if self._error is not None:
            raise self._error
        number = delivery.delivery_id
        confirmed = self._settling[number] = asyncio.get_running_loop().create_future()
        self._write(Disposition(RECEIVER, number, number, settled=False, state=state))
        try:
            await confirmed
        finally:
            self._settling.pop(number, None)

    # The wire

    def _write(self, performative: tuple[Any, ...]) -> None:
        self._wire.write(self._channel, pack(performative))

    def _flow(self, *, drain: bool) -> None:
        self._write(
            Flow(self._transfers, WINDOW, 0, WINDOW, HANDLE, self._delivery_count, self._credit, drain=drain)
        )

    def on_performative(self, performative: Any, payload: bytes) -> None:
        match performative:
            case Transfer():
                self._on_transfer(performative, payload)
            case Disposition():
                self._on_disposition(performative)
            case Flow():
                if performative.drain and performative.handle == HANDLE:
                    self._delivery_count = performative.delivery_count or 0
                    self._credit, self._draining = 0, False
            case Attach():
                if performative.source is not None:
                    self._attach = performative
            case Detach():
                self._on_detach(performative)
            case End():
                self._fail(ConnectionLostError("the broker ended the link"))
                self._ended.set()
        self._news.set()

    def _on_transfer(self, transfer: Transfer, payload: bytes) -> None:
        self._transfers += 1
        self._first = self._first or transfer
        self._parts.append(payload)
        if transfer.more:
            return
        first, body = self._first, b"".join(self._parts)
        self._first, self._parts = None, []
        self._delivery_count += 1
        self._credit = max(0, self._credit - 1)
        assert first.delivery_id is not None
        assert first.delivery_tag is not None
        self._arrived.append(delivered(first.delivery_id, first.delivery_tag, body))

    def _on_disposition(self, disposition: Disposition) -> None:
        last = disposition.first if disposition.last is None else disposition.last
        for number, confirmed in self._settling.items():
            if disposition.first <= number <= last and not confirmed.done():
                _confirm(confirmed, disposition.state)

    def _on_detach(self, detach: Detach) -> None:
        if self._error is None:
            self._fail(refusal(detach.error))
            self._write(Detach(HANDLE, closed=True))
            self._wire.end(self._channel)

    def on_lost(self, error: ConnectionLostError) -> None:
        self._fail(error)
        self._ended.set()
        self._news.set()

    def _fail(self, error: BrokerError | ConnectionLostError) -> None:
        if self._error is None:
            self._error = error
        for confirmed in self._settling.values():
            if not confirmed.done():
                confirmed.set_exception(self._error)


def _confirm(confirmed: asyncio.Future[None], state: Any) -> None:
    """Rejected with an error is a refusal; without one it confirms a dead-lettering."""
    if isinstance(state, Described) and state.descriptor == REJECTED and state.value and state.value[0]:
        confirmed.set_exception(refusal(state.value[0]))
    else:
        confirmed.set_result(None)


class Receiver(Link):
    """Competes for the messages of a queue without sessions."""

    async def open(self) -> None:
        self._open(None, None)
        await self._attached()

    async def renew_lock(self, delivery: Delivery) -> datetime:
        body = await self._ask("renew-lock", {"lock-tokens": Array([delivery.lock_token])})
        return moment(body["expirations"][0]) or EPOCH

    async def close(self) -> None:
        """What arrived and was not taken goes back at once instead of staying locked."""
        if self._error is None and self._credit:
            await self._take_credit_back()
        while self._error is None and self._arrived:
            number = self._arrived.popleft().delivery_id
            released = Described(RELEASED, [])
            self._write(Disposition(RECEIVER, number, number, settled=True, state=released))
        await super().close()


class SessionLink(Link):
    """One session, locked for this link until it is closed or the lock runs out."""

    session_id: str = ""
    locked_until: datetime = EPOCH

    async def open(self, session_id: str | None, wait: float) -> None:
        """Raises BrokerError: TIMEOUT where no session became available, SESSION_CANNOT_BE_LOCKED where another has it."""
        self._open({SESSION_FILTER: session_id}, {TIMEOUT: UInt(int(wait * 1000))})
        self._ask_for_one()  # the first message comes along with the session
        attach = await self._attached()
        self.session_id = attach.source.value[FILTER_FIELD][SESSION_FILTER]
        ticks = (attach.properties or {}).get(LOCKED_UNTIL, EPOCH_TICKS)
        self.locked_until = EPOCH + timedelta(seconds=(ticks - EPOCH_TICKS) / TICKS_PER_SECOND)

    async def renew_lock(self) -> datetime:
        if self._error is not None:
            raise self._error
        body = await self._ask("renew-session-lock", {"session-id": self.session_id})
        self.locked_until = moment(body["expiration"]) or EPOCH
        return self.locked_until
