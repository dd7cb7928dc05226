"""A message in a queue and the lock a receiver may hold on it."""

from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from local.servicebus.messages import Content, Facts


class State(IntEnum):
    """The numbers are the ones of the x-opt-message-state annotation."""

    ACTIVE = 0
    DEFERRED = 1
    SCHEDULED = 2


@dataclass(slots=True)
class Lock:
    token: UUID
    #: Infinite in a session: there the session's own lock counts.
    until: float


@dataclass(slots=True, eq=False)
class Message:
    sequence: int
    content: Content
    enqueued_at: float
    state: State = State.ACTIVE
    expires_at: float | None = None
    scheduled_for: float | None = None
    #: Failed attempts so far: abandoned, or the lock ran out.
    delivery_count: int = 0
    lock: Lock | None = None
    #: Has left its queue; whoever still refers to it passes it over.
    gone: bool = False

    @property
    def available(self) -> bool:
        return self.state is State.ACTIVE and self.lock is None and not self.gone

    def facts(self) -> Facts:
        lock = self.lock
        return Facts(
            sequence=self.sequence,
            enqueued_at=self.enqueued_at,
            delivery_count=self.delivery_count,
            state=int(self.state),
            lock_token=None if lock is None else lock.token,
            locked_until=None if lock is None or lock.until == float("inf") else lock.until,
        )
