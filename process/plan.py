"""What arrivals read and what they decide to write: values only, so that the rules over them are table tests."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.contracts import Event


@dataclass(frozen=True, slots=True)
class Rules:
    """The tenant's own timing."""

    quiet: timedelta
    quiet_cap: timedelta
    owner_pause: timedelta
    resume_phrase: str  #: what an owner writes to let the assistant go on


@dataclass(frozen=True, slots=True)
class Part:
    """A part of ours that an echo may be the copy of: posted, being posted, or tried and queued again."""

    part_no: int
    state: str
    text: str
    mid: str | None
    attempt_id: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A customer's event without a disposition."""

    seq: int
    at: datetime
    mid: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a message after it was written; it may be told before the message is."""

    number: int  #: of the edit; the newest counts
    text: str | None  #: None: the customer took the message back


@dataclass(slots=True)
class Conversation:
    """The columns that arrivals read and change."""

    last_seq: int
    last_customer_seq: int
    answered_seq: int
    first_unanswered_at: datetime | None
    due_at: datetime | None
    last_customer_at: datetime | None
    last_answer_at: datetime | None
    paused_until: datetime | None
    echo_hold_until: datetime | None
    echo_hold_mid: str | None
    needs_person_since: datetime | None
    needs_person_reason: str | None
    opted_out_at: datetime | None  #: the customer's own, by account

    @property
    def unanswered(self) -> bool:
        return self.last_customer_seq > self.answered_seq


@dataclass(frozen=True, slots=True)
class Arrival:
    """One event with what became of it."""

    seq: int
    event: Event
    author: str
    at: datetime
    disposition: str | None


@dataclass(slots=True)
class Plan:
    """What to write, in one transaction."""

    conversation: Conversation
    arrivals: list[Arrival] = field(default_factory=list)
    left: dict[int, str] = field(
        default_factory=dict
    )  #: earlier events that nobody of ours answers: disposition by seq
    bound: dict[int, str] = field(default_factory=dict)  #: parts the echoes prove sent: part number to mid
    cancel_because: str | None = None  #: why what is queued must not leave
    restart_turn: bool = False  #: what a turn may be reading has changed
    held_was_owners: bool = False  #: what the second look found out
    changes: dict[str, Change] = field(default_factory=dict)  #: to earlier messages, by mid
