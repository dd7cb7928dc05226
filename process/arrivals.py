"""What newly arrived events change in a conversation: pure, so that every rule is a table test.

Each event gets an arrival number and, unless it waits for an answer, its one disposition at once.
The owner wins: an echo that we did not send is the owner typing, and the assistant steps back.
Windows and pauses count from an event's own time, because Meta delivers for up to 36 hours.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from shared.contracts import Event
from shared.graph.text import reads_the_same

#: A customer's event this old in a conversation answered since goes to a person …
LATE_IF_ANSWERED = timedelta(hours=1)
#: … and one this old never opens a turn: Meta's window is closed.
LATE = timedelta(hours=24)
#: How long an echo that may be ours keeps the gate shut until it is looked at again.
ECHO_HOLD = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Rules:
    """The tenant's own timing."""

    quiet: timedelta
    quiet_cap: timedelta
    owner_pause: timedelta


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
    left_to_owner: list[int] = field(default_factory=list)  #: earlier events the owner took over, by seq
    bound: dict[int, str] = field(default_factory=dict)  #: parts the echoes prove sent: part number to mid
    cancel_queued: bool = False
    held_was_owners: bool = False  #: what the second look found out


def plan_arrivals(
    conversation: Conversation,
    events: list[Event],
    *,
    now: datetime,
    rules: Rules,
    parts: list[Part],
    waiting: list[Waiting],
) -> Plan:
    """`events` are new ones only; `waiting` are the recorded events that no turn has settled yet."""
    planner = _Planner(conversation, now=now, rules=rules, parts=parts, waiting=waiting)
    for event in sorted(events, key=lambda event: event.at):
        planner.add(event)
    return planner.plan


def plan_second_look(
    conversation: Conversation, *, now: datetime, rules: Rules, parts: list[Part], waiting: list[Waiting]
) -> Plan:
    """The held echo again: by now a part of ours has its mid, or else it was the owner."""
    planner = _Planner(conversation, now=now, rules=rules, parts=parts, waiting=waiting)
    planner.plan.held_was_owners = not any(part.mid == conversation.echo_hold_mid for part in parts)
    if planner.plan.held_was_owners:
        planner.owner_wrote((conversation.echo_hold_until or now) - ECHO_HOLD)
    conversation.echo_hold_until = conversation.echo_hold_mid = None
    return planner.plan


class _Planner:
    def __init__(
        self,
        conversation: Conversation,
        *,
        now: datetime,
        rules: Rules,
        parts: list[Part],
        waiting: list[Waiting],
    ) -> None:
        self.plan = Plan(conversation)
        self._conversation = conversation
        self._now = now
        self._rules = rules
        self._parts = {part.part_no: part for part in parts}
        self._waiting = list(waiting)

    def add(self, event: Event) -> None:
        self._conversation.last_seq += 1
        # A clock ahead of ours must not keep Meta's window open for longer than it is.
        at = min(datetime.fromtimestamp(event.at / 1000, UTC), self._now)
        if event.standby or event.self_test:
            # Another app answers there, or the account tries itself out: nobody is waiting for us.
            self._arrive(event, "nobody", at, "not_for_us")
        elif event.kind == "message":
            self._arrive(event, "customer", at, self._customer_wrote(at))
        elif event.kind == "echo":
            author, disposition = self._echo(event, at)
            self._arrive(event, author, at, disposition)
        else:
            self._arrive(event, "nobody", at, "not_for_us")

    def _arrive(self, event: Event, author: str, at: datetime, disposition: str | None) -> None:
        self.plan.arrivals.append(Arrival(self._conversation.last_seq, event, author, at, disposition))

    def _customer_wrote(self, at: datetime) -> str | None:
        c = self._conversation
        c.last_customer_at = max(c.last_customer_at or at, at)
        if c.paused_until is not None and at < c.paused_until:
            return "left_to_owner"
        age = self._now - at
        if age > LATE or (age > LATE_IF_ANSWERED and c.last_answer_at is not None and c.last_answer_at > at):
            c.needs_person_since = c.needs_person_since or self._now
            c.needs_person_reason = c.needs_person_reason or "late_message"
            return "late"
        if not c.unanswered:
            c.first_unanswered_at = self._now
        first = c.first_unanswered_at or self._now
        c.due_at = min(self._now + self._rules.quiet, first + self._rules.quiet_cap)
        c.last_customer_seq = c.last_seq
        self._waiting.append(Waiting(c.last_seq, at))
        return None

    def _echo(self, event: Event, at: datetime) -> tuple[str, str]:
        if event.mid is not None and any(part.mid == event.mid for part in self._parts.values()):
            return "us", "own_echo"
        flying = [
            p
            for p in self._parts.values()
            if p.state in {"sending", "in_doubt", "queued", "unknown"} and p.part_no not in self.plan.bound
        ]
        ours = next((p for p in flying if is_copy(event, p)), None)
        if ours is not None and event.mid is not None:
            self.plan.bound[ours.part_no] = event.mid
            return "us", "own_echo"
        held = self._conversation.echo_hold_mid is not None
        if flying and event.text is None and event.metadata is None and not held:
            # It could be the copy of what is being posted; whoever it was, the gate stays shut until it is known.
            self._conversation.echo_hold_until = self._now + ECHO_HOLD
            self._conversation.echo_hold_mid = event.mid
            return "nobody", "not_for_us"
        self.owner_wrote(at)
        return "owner", "from_owner"

    def owner_wrote(self, at: datetime) -> None:
        c = self._conversation
        until = at + self._rules.owner_pause
        c.paused_until = max(c.paused_until or until, until)
        c.needs_person_since = c.needs_person_reason = None
        # An echo that comes hours late has nothing to say about answers to what was asked after its pause.
        self.plan.cancel_queued |= c.paused_until > self._now
        left = {event.seq for event in self._waiting if event.at < c.paused_until}
        self._waiting = [event for event in self._waiting if event.seq not in left]
        self.plan.arrivals = [
            Arrival(a.seq, a.event, a.author, a.at, "left_to_owner") if a.seq in left else a
            for a in self.plan.arrivals
        ]
        self.plan.left_to_owner += sorted(left - {arrival.seq for arrival in self.plan.arrivals})
        if not self._waiting:
            c.answered_seq = c.last_customer_seq
            c.first_unanswered_at = c.due_at = None


def is_copy(event: Event, part: Part) -> bool:
    """Whether an echo is of this part: by the stamp we put on the message, else word for word."""
    if event.metadata is not None and event.metadata == part.attempt_id:
        return True
    return event.text is not None and reads_the_same(event.text, part.text)
