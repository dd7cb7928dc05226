"""What arrivals read and what they decide to write: values only, so that the rules over them are table tests."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.contracts import Event
from shared.graph.text import reads_the_same


@dataclass(frozen=True, slots=True)
class Rules:
    """The tenant's own timing."""

    quiet: timedelta
    quiet_cap: timedelta
    owner_pause: timedelta
    resume_phrase: str  #: what an owner writes to let the assistant go on
    comment_rule: str  #: off, keywords or questions: which comments are answered in private
    comment_keywords: list[str]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of ours that an echo may be the copy of: posted, being posted, or tried and queued again."""

    part_no: int
    state: str
    text: str | None  #: as its echo will have it; None for what has no words
    mid: str | None
    attempt_id: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A customer's event without a disposition."""

    seq: int
    at: datetime
    mid: str | None = None
    shown: str | None = None  #: the one thing that it shows, without a word


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
    last_owner_at: datetime | None
    pause_began_at: datetime | None  #: with the owner's message of then
    handed_back_at: datetime | None  #: by the owner, to the assistant
    remind_owner_at: datetime | None  #: somebody waits for the owner
    ad_click_at: datetime | None
    opted_out_at: datetime | None  #: of the customer, whatever the conversation
    unreachable_at: datetime | None  #: likewise

    @property
    def unanswered(self) -> bool:
        return self.last_customer_seq > self.answered_seq

    def paused_at(self, at: datetime) -> bool:
        """Whether what was said then was said while the owner was at it."""
        return self.paused_until is not None and at < self.paused_until


@dataclass(frozen=True, slots=True)
class Arrival:
    """One event with what became of it."""

    seq: int
    event: Event
    author: str
    at: datetime
    disposition: str | None


@dataclass(frozen=True, slots=True)
class Automation:
    """A reply that another automation gave, for the merchant to switch off."""

    text: str | None
    which: str  #: instant_reply: Instagram's greeting; away_message: any other


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
    automations: list[Automation] = field(default_factory=list)
    owner_is_back: bool = False  #: whoever waited for them has been seen
    #: The owner's last message, recorded before what it followed, was another automation's.
    automation_after_all: bool = False
    held_was_owners: bool = False  #: what the second look found out
    changes: dict[str, Change] = field(default_factory=dict)  #: to earlier messages, by mid


def is_copy(event: Event, part: Part) -> bool:
    """Whether an echo is of this part: by the stamp we put on the message, else word for word."""
    if event.metadata is not None and event.metadata == part.attempt_id:
        return True
    return event.text is not None and part.text is not None and reads_the_same(event.text, part.text)
