"""Sessions: the messages of one id belong to one receiver at a time, in order, with a lock of their own.

A closed link frees its session at once and its messages return uncounted, because a receiver that goes away
has failed at nothing; a session lock that ran out counts as a failed attempt on every message it held.
Whoever waits for the next available session is served in the order of asking.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from local.servicebus.broker.consumers import Consumer, Ready
from local.servicebus.broker.message import Message
from local.servicebus.errors import BrokerError, Condition


class SessionConsumer(Consumer, Protocol):
    #: The connection the receiver is on: only from there may the session's lock and state be touched.
    owner: object

    def granted(self, session: "Session") -> None: ...

    def refused(self, error: BrokerError) -> None: ...

    def lost(self) -> None: ...


@dataclass(slots=True, eq=False)
class Session:
    id: str
    ready: Ready = field(default_factory=Ready)
    holder: SessionConsumer | None = None
    until: float = 0.0
    locked: set[Message] = field(default_factory=set)
    state: bytes | None = None
    state_set_at: float | None = None


@dataclass(slots=True)
class Waiting:
    consumer: SessionConsumer
    deadline: float


class Sessions:
    def __init__(
        self,
        *,
        lock_duration: float,
        clock: Callable[[], float],
        hand_out: Callable[[Consumer, Message], None],
        give_back: Callable[[Message, bool], None],
    ) -> None:
        self._lock_duration = lock_duration
        self._clock = clock
        self._hand_out = hand_out
        self._give_back = give_back
        self._sessions: dict[str, Session] = {}
        #: Unlocked and with something to receive, longest available first.
        self._available: dict[str, Session] = {}
        #: Locked, in the order their locks run out.
        self._held: OrderedDict[str, Session] = OrderedDict()
        self._waiting: list[Waiting] = []

    def find(self, session_id: str) -> Session:
        session = self._sessions.get(session_id)
        if session is None:
            session = self._sessions[session_id] = Session(session_id)
        return session

    def offer(self, message: Message) -> None:
        assert message.content.session_id is not None
        session = self.find(message.content.session_id)
        session.ready.add(message)
        if session.holder is None:
            self._settle_down(session)
        else:
            self.pump(session)

    def pump(self, session: Session) -> None:
        holder = session.holder
        while holder is not None and holder.credit > 0 and session.ready:
            message = session.ready.pop()
            if not holder.removes:
                session.locked.add(message)
            self._hand_out(holder, message)

    def accept_named(self, consumer: SessionConsumer, session_id: str) -> None:
        session = self.find(session_id)
        if session.holder is not None:
            raise BrokerError(
                Condition.SESSION_CANNOT_BE_LOCKED,
                f"the session '{session_id}' is locked by another receiver",
            )
        self._grant(session, consumer)

    def accept_next(self, consumer: SessionConsumer, wait: float) -> None:
        while self._available:
            session = next(iter(self._available.values()))
            if session.ready:
                self._grant(session, consumer)
                return
            del self._available[session.id]
        self._waiting.append(Waiting(consumer, self._clock() + wait))

    def withdraw(self, consumer: SessionConsumer) -> None:
        self._waiting = [waiting for waiting in self._waiting if waiting.consumer is not consumer]

    def leave(self, session: Session) -> None:
        self._free(session, failed=False)

    def held(self, session_id: str, owner: object) -> Session:
        session = self._sessions.get(session_id)
        if session is None or session.holder is None or session.holder.owner is not owner:
            raise BrokerError(
                Condition.SESSION_LOCK_LOST,
                f"the lock on the session '{session_id}' is not held by this connection",
            )
        return session

    def renew(self, session: Session) -> float:
        session.until = self._clock() + self._lock_duration
        self._held.move_to_end(session.id)
        return session.until

    def with_news(self, since: float | None) -> list[str]:
        """Ids with messages or state; given a time, those whose state was set after it."""
        if since is None:
            chosen = [s for s in self._sessions.values() if s.ready or s.locked or s.state is not None]
        else:
            chosen = [
                s for s in self._sessions.values() if s.state_set_at is not None and s.state_set_at > since
            ]
        return sorted(session.id for session in chosen)

    def unlocked(self, message: Message) -> None:
        assert message.content.session_id is not None
        self.find(message.content.session_id).locked.discard(message)

    def next_deadline(self) -> float | None:
        first = next(iter(self._held.values()), None)
        deadlines = [waiting.deadline for waiting in self._waiting]
        return min([*deadlines, first.until] if first else deadlines, default=None)

    def expire(self, now: float) -> None:
        while self._held and (session := next(iter(self._held.values()))).until <= now:
            assert session.holder is not None
            session.holder.lost()
            self._free(session, failed=True)
        late = [waiting for waiting in self._waiting if waiting.deadline <= now]
        self._waiting = [waiting for waiting in self._waiting if waiting.deadline > now]
        for waiting in late:
            waiting.consumer.refused(
                BrokerError(Condition.TIMEOUT, "no session became available within the time allowed")
            )

    def _grant(self, session: Session, consumer: SessionConsumer) -> None:
        self._available.pop(session.id, None)
        session.holder = consumer
        self._held[session.id] = session
        self.renew(session)
        consumer.granted(session)

    def _free(self, session: Session, *, failed: bool) -> None:
        session.holder = None
        del self._held[session.id]
        returning, session.locked = session.locked, set()
        for message in returning:
            self._give_back(message, failed)
            if message.available:
                session.ready.add(message)
        self._settle_down(session)

    def _settle_down(self, session: Session) -> None:
        """An unlocked session goes to whoever waits, into the row of the available, or out of mind."""
        if not session.ready:
            if session.state is None:
                self._sessions.pop(session.id, None)
        elif self._waiting:
            self._grant(session, self._waiting.pop(0).consumer)
        else:
            self._available.setdefault(session.id, session)
