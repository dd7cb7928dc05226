"""Links to a queue: senders, plain receivers and session receivers, each over the broker's engine."""

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from local.servicebus.broker.message import Message
from local.servicebus.broker.queue import Queue
from local.servicebus.broker.sessions import Session, Sessions
from local.servicebus.errors import BrokerError, Condition
from local.servicebus.links import Inlet, Outlet
from local.servicebus.messages import BATCH_FORMAT, parse, parse_batch, render
from local.servicebus.outcomes import CONFIRMED, settle
from local.servicebus.performatives import RECEIVER, Attach, Transfer
from local.servicebus.vocabulary import (
    ACCEPTED,
    EPOCH_TICKS,
    FILTER_FIELD,
    LOCKED_UNTIL,
    SESSION_FILTER,
    TICKS_PER_SECOND,
    TIMEOUT,
)
from local.servicebus.wiretypes import DecodeError, Described, Long

if TYPE_CHECKING:
    from local.servicebus.channel import Channel

#: What the service waits for a next available session where the client says nothing.
DEFAULT_ACCEPT_WAIT = 60.0
SETTLED_MODE = 1


class QueueInlet(Inlet):
    def __init__(self, channel: "Channel", request: Attach, queue: Queue) -> None:
        super().__init__(channel, request)
        self._queue = queue
        self.max_message_size = queue.config.max_message_size

    def receive(self, first: Transfer, payload: bytes, *, settled: bool) -> None:
        delivery_id = first.delivery_id
        assert delivery_id is not None
        try:
            contents = parse_batch(payload) if first.message_format == BATCH_FORMAT else [parse(payload)]
        except DecodeError as error:
            self.refuse(delivery_id, BrokerError(Condition.DECODE_ERROR, str(error)), settled=settled)
            return

        def answer(result: list[int] | BrokerError) -> None:
            if isinstance(result, BrokerError):
                self.refuse(delivery_id, result, settled=settled)
            elif not settled:
                self.channel.settle(delivery_id, CONFIRMED[ACCEPTED], role=RECEIVER)

        self.channel.broker.submit(self._queue, contents, answer)


class ReceiverOutlet(Outlet):
    """Hands messages out under a lock, or for good where the link settles on sending."""

    def __init__(self, channel: "Channel", request: Attach, queue: Queue) -> None:
        super().__init__(channel, request)
        self.queue = queue
        self.removes = request.snd_settle_mode == SETTLED_MODE

    def deliver(self, message: Message) -> None:
        lock = message.lock
        token = uuid4() if lock is None else lock.token
        payload = render(message.content, message.facts())
        delivery_id = self.send(token.bytes_le, payload, settled=self.removes)
        if not self.removes:
            self.channel.await_settlement(delivery_id, self, token)

    def settle(self, token: UUID, state: Any) -> bytes | None:
        return settle(self.queue, token, state)


class QueueOutlet(ReceiverOutlet):
    def accept(self) -> None:
        super().accept()
        self.queue.receivers.join(self)

    def pump(self) -> None:
        self.queue.receivers.pump()

    def on_close(self) -> None:
        """What was handed out stays locked until its lock runs out, as at the service."""
        self.queue.receivers.leave(self)


class SessionOutlet(ReceiverOutlet):
    def __init__(self, channel: "Channel", request: Attach, queue: Queue, sessions: Sessions) -> None:
        super().__init__(channel, request, queue)
        self.owner: object = channel.connection
        self._sessions = sessions
        self._session: Session | None = None

    def accept(self) -> None:
        wanted = _session_filter(self.request.source)[SESSION_FILTER]
        if isinstance(wanted, Described):
            wanted = wanted.value
        if wanted is None:
            self._sessions.accept_next(self, _wait(self.request.properties))
        elif isinstance(wanted, str):
            self._sessions.accept_named(self, str(wanted))
        else:
            raise BrokerError(Condition.INVALID_FIELD, "the session filter is a string or null")

    def granted(self, session: Session) -> None:
        self._session = session
        source = self.request.source
        fields = list(source.value)
        fields[FILTER_FIELD] = {SESSION_FILTER: session.id}
        ticks = EPOCH_TICKS + int(session.until * TICKS_PER_SECOND)
        self.answer(Described(source.descriptor, fields), {LOCKED_UNTIL: Long(ticks)})
        self.pump()  # a client may send its credit without waiting for the answer

    def refused(self, error: BrokerError) -> None:
        self.channel.refuse(self.request, error)

    def lost(self) -> None:
        self._session = None
        self.close_with(BrokerError(Condition.SESSION_LOCK_LOST, "the session lock has expired"))

    def pump(self) -> None:
        if self._session is not None:
            self._sessions.pump(self._session)

    def on_close(self) -> None:
        if self._session is None:
            self._sessions.withdraw(self)
        else:
            self._sessions.leave(self._session)


def _wait(properties: Any) -> float:
    asked = properties.get(TIMEOUT) if isinstance(properties, dict) else None
    return asked / 1000 if isinstance(asked, int) else DEFAULT_ACCEPT_WAIT


def open_inlet(channel: "Channel", request: Attach, queue: Queue) -> Inlet:
    return QueueInlet(channel, request, queue)


def open_outlet(channel: "Channel", request: Attach, queue: Queue) -> Outlet:
    wants_session = SESSION_FILTER in _session_filter(request.source)
    if queue.sessions is None:
        if wants_session:
            raise BrokerError(Condition.NOT_ALLOWED, f"queue {queue.config.name} does not support sessions")
        return QueueOutlet(channel, request, queue)
    if not wants_session:
        raise BrokerError(Condition.NOT_ALLOWED, f"queue {queue.config.name} requires sessions: ask for one")
    return SessionOutlet(channel, request, queue, queue.sessions)


def _session_filter(source: Described) -> dict[Any, Any]:
    given = source.value[FILTER_FIELD] if len(source.value) > FILTER_FIELD else None
    return given if isinstance(given, dict) else {}
