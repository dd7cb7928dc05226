"""One queue without any input or output: what happens to a message from its sending to its end.

Everything here is synchronous and takes its time and its ids from outside, so that a test moves the clock and
sees expiry, retries and locks at once. The journal hears of every change; the server commits it before any
client is told.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from local.servicebus.broker.admission import check, expiry
from local.servicebus.broker.consumers import Competing, Consumer
from local.servicebus.broker.duplicates import Duplicates, Seen
from local.servicebus.broker.journal import Journal
from local.servicebus.broker.locks import FOREVER, Locks
from local.servicebus.broker.message import Lock, Message, State
from local.servicebus.broker.scheduling import Agenda
from local.servicebus.broker.sessions import Session, Sessions
from local.servicebus.config import QueueConfig
from local.servicebus.errors import BrokerError, Condition
from local.servicebus.messages import Content


class Counts(NamedTuple):
    """`active` can be received now; what is out with a receiver counts as `locked` only."""

    active: int
    scheduled: int
    deferred: int
    dead_lettered: int
    locked: int


class Queue:
    def __init__(
        self,
        config: QueueConfig,
        *,
        clock: Callable[[], float],
        new_token: Callable[[], UUID],
        journal: Journal,
        dead_letter: "Queue | None" = None,
    ) -> None:
        self.config = config
        self.name = config.name.lower()
        self.dead_letter = dead_letter
        self.messages: dict[int, Message] = {}
        self.next_sequence = 1
        self._clock = clock
        self._new_token = new_token
        self._journal = journal
        self._locks = Locks()
        self._scheduled = Agenda()
        self._expiring = Agenda()
        window = config.duplicate_detection_window
        self.duplicates = None if window is None else Duplicates(window)
        self.receivers = Competing(self._hand_out)
        self.sessions: Sessions | None = None
        if config.requires_session:
            self.sessions = Sessions(
                lock_duration=config.lock_duration,
                clock=clock,
                hand_out=self._hand_out,
                give_back=self._back_from_session,
            )

    # Sending

    def send(self, contents: Sequence[Content]) -> list[int]:
        """Store all or, raising BrokerError, none; answers with the sequence numbers."""
        for content in contents:
            check(self.config, content)
        now = self._clock()
        if self.duplicates is not None:
            self._journal.forget(self.name, self.duplicates.forget(now))
        return [self._send_one(content, now) for content in contents]

    def _send_one(self, content: Content, now: float) -> int:
        if self.duplicates is not None:
            known = self.duplicates.find(content.message_id)
            if known is not None:
                return known
            seen = Seen(now, self.next_sequence)
            self.duplicates.note(content.message_id, seen)
            self._journal.seen(self.name, content.message_id, seen)
        message = Message(self._next_sequence(), content, now)
        due = content.scheduled_for
        if due is not None and due / 1000 > now:
            message.state, message.scheduled_for = State.SCHEDULED, due / 1000
            self.restore(message)
            self._journal.put(self.name, message)
        else:
            self._activate(message, now)
        return message.sequence

    def _next_sequence(self) -> int:
        sequence = self.next_sequence
        self.next_sequence += 1
        self._journal.sequence(self.name, self.next_sequence)
        return sequence

    def _activate(self, message: Message, now: float) -> None:
        message.state, message.enqueued_at = State.ACTIVE, now
        message.expires_at = expiry(self.config, message.content, now)
        self._journal.put(self.name, message)
        self.restore(message)

    def restore(self, message: Message) -> None:
        """Take in a message as it stands; nothing is counted, numbered or written."""
        self.messages[message.sequence] = message
        if message.state is State.SCHEDULED and message.scheduled_for is not None:
            self._scheduled.add(message.scheduled_for, message.sequence)
        if message.expires_at is not None:
            self._expiring.add(message.expires_at, message.sequence)
        if message.available:
            self._offer(message)

    def restore_session(self, session_id: str, state: bytes, at: float) -> None:
        if self.sessions is not None:
            session = self.sessions.find(session_id)
            session.state, session.state_set_at = state, at

    def set_session_state(self, session: Session, state: bytes | None) -> None:
        session.state, session.state_set_at = state, self._clock()
        self._journal.session(self.name, session.id, state, session.state_set_at)

    def cancel(self, sequences: Sequence[int]) -> None:
        found = [self.messages.get(sequence) for sequence in sequences]
        scheduled = [message for message in found if message is not None and message.state is State.SCHEDULED]
        if len(scheduled) < len(sequences):
            raise BrokerError(
                Condition.MESSAGE_NOT_FOUND, "a scheduled message with that sequence number is not there"
            )
        for message in scheduled:
            self._remove(message)

    # Receiving

    def _offer(self, message: Message) -> None:
        if self.sessions is None:
            self.receivers.offer(message)
        else:
            self.sessions.offer(message)

    def _hand_out(self, consumer: Consumer, message: Message) -> None:
        if consumer.removes:
            self._remove(message)
        else:
            self._lock(message)
        consumer.deliver(message)

    def _lock(self, message: Message) -> None:
        until = FOREVER if self.sessions is not None else self._clock() + self.config.lock_duration
        self._locks.take(message, Lock(self._new_token(), until))

    def receive_deferred(
        self, sequences: Sequence[int], *, removes: bool, session: Session | None = None
    ) -> list[Message]:
        found = [self.messages.get(sequence) for sequence in sequences]
        deferred = [
            message
            for message in found
            if message is not None
            and message.state is State.DEFERRED
            and message.lock is None
            and (session is None or message.content.session_id == session.id)
        ]
        if len(deferred) < len(sequences):
            raise BrokerError(
                Condition.MESSAGE_NOT_FOUND, "a deferred message with that sequence number is not there"
            )
        for message in deferred:
            if removes:
                self._remove(message)
                continue
            self._lock(message)
            if session is not None:
                session.locked.add(message)
        return deferred

    def peek(self, start: int, count: int, session_id: str | None = None) -> list[Message]:
        """Whatever its state: locked, deferred and scheduled messages are seen as well."""
        numbers = sorted(
            number
            for number, message in self.messages.items()
            if number >= start and session_id in {None, message.content.session_id}
        )
        return [self.messages[number] for number in numbers[:count]]

    # Settling

    def complete(self, token: UUID) -> None:
        self._remove(self._unlock(token))

    def release(self, token: UUID) -> None:
        """Back to its place without a mark: the receiver had not asked for it any more."""
        self._return(self._unlock(token))

    def abandon(self, token: UUID, changes: dict[str, Any] | None = None) -> None:
        message = self._unlock(token)
        self._change(message, changes)
        self._count_failure(message)
        self._return(message)

    def defer(self, token: UUID, changes: dict[str, Any] | None = None) -> None:
        message = self._unlock(token)
        self._change(message, changes)
        message.state = State.DEFERRED
        self._journal.put(self.name, message)
        self._expire_if_due(message)

    def bury(
        self, token: UUID, reason: str | None, description: str | None, changes: dict[str, Any] | None = None
    ) -> None:
        message = self._unlock(token)
        self._change(message, changes)
        self._dead_letter(message, reason, description)

    def renew(self, tokens: Sequence[UUID]) -> list[float]:
        for token in tokens:
            self._living_lock(token)
        until = self._clock() + self.config.lock_duration
        for token in tokens:
            self._locks.renew(token, until)
        return [until] * len(tokens)

    def _living_lock(self, token: UUID) -> Message:
        message = self._locks.living(token, self._clock())
        if message is None:
            condition = Condition.MESSAGE_LOCK_LOST if self.sessions is None else Condition.SESSION_LOCK_LOST
            raise BrokerError(
                condition, "the lock supplied is invalid: it has expired or the message is settled"
            )
        return message

    def _unlock(self, token: UUID) -> Message:
        message = self._living_lock(token)
        self._locks.open(message)
        if self.sessions is not None:
            self.sessions.unlocked(message)
        return message

    def _change(self, message: Message, changes: dict[str, Any] | None) -> None:
        if changes:
            message.content = message.content.with_application(changes)

    def _count_failure(self, message: Message) -> None:
        message.delivery_count += 1
        most = self.config.max_delivery_count
        if most is not None and message.delivery_count >= most:
            self._dead_letter(
                message,
                "MaxDeliveryCountExceeded",
                f"Message could not be consumed after {message.delivery_count} delivery attempts.",
            )
        else:
            self._journal.put(self.name, message)

    def _return(self, message: Message) -> None:
        self._expire_if_due(message)
        if message.available:
            self._offer(message)

    def _back_from_session(self, message: Message, failed: bool) -> None:  # noqa: FBT001 - the sessions' callback
        self._locks.open(message)
        if failed:
            self._count_failure(message)
        self._expire_if_due(message)

    # Leaving

    def _remove(self, message: Message) -> None:
        message.gone = True
        del self.messages[message.sequence]
        self._journal.drop(self.name, message.sequence)

    def _dead_letter(self, message: Message, reason: str | None, description: str | None) -> None:
        if self.dead_letter is None:  # already dead: there is no lower place
            self._journal.put(self.name, message)
            self._return(message)
            return
        self._remove(message)
        said = {"DeadLetterReason": reason, "DeadLetterErrorDescription": description}
        content = message.content.with_application(
            {key: value for key, value in said.items() if value is not None}
        )
        self.dead_letter.adopt(
            Message(message.sequence, content, message.enqueued_at, delivery_count=message.delivery_count)
        )

    def adopt(self, message: Message) -> None:
        self._journal.put(self.name, message)
        self.restore(message)

    def _expire_if_due(self, message: Message) -> None:
        if not message.gone and message.expires_at is not None and message.expires_at <= self._clock():
            self._expire(message)

    def _expire(self, message: Message) -> None:
        if self.config.dead_letter_on_expiry:
            self._dead_letter(message, "TTLExpiredException", "The message expired and was dead lettered.")
        else:
            self._remove(message)

    # Time

    def next_deadline(self) -> float | None:
        sessions = None if self.sessions is None else self.sessions.next_deadline()
        known = (self._locks.next_deadline(), sessions, self._scheduled.next(), self._expiring.next())
        return min((when for when in known if when is not None), default=None)

    def wake(self) -> None:
        """Let everything happen whose time has come."""
        now = self._clock()
        if self.sessions is not None:
            self.sessions.expire(now)
        for message in self._locks.expire(now):
            self._count_failure(message)
            self._return(message)
        for sequence in self._scheduled.due(now):
            if sequence in self.messages:
                self._enqueue_scheduled(self.messages[sequence], now)
        for sequence in self._expiring.due(now):
            if sequence in self.messages and self.messages[sequence].lock is None:
                self._expire(self.messages[sequence])
        self._expiring.sweep(self.messages, len(self.messages))
        self._scheduled.sweep(self.messages, len(self.messages))

    def _enqueue_scheduled(self, message: Message, now: float) -> None:
        """Enqueueing gives a new sequence number: the message joins at the end, as if it were sent now."""
        self._remove(message)
        self._activate(Message(self._next_sequence(), message.content, now), now)

    def counts(self) -> Counts:
        everything = self.messages.values()
        states = [message.state for message in everything if message.lock is None]
        return Counts(
            active=states.count(State.ACTIVE),
            scheduled=states.count(State.SCHEDULED),
            deferred=states.count(State.DEFERRED),
            dead_lettered=0 if self.dead_letter is None else len(self.dead_letter.messages),
            locked=len(self._locks),
        )
