"""What newly arrived events change in a conversation: pure, so that every rule is a table test.

Each event gets an arrival number and, unless it waits for an answer, its one disposition at once.
The owner wins: an echo that we did not send is the owner typing, and the assistant steps back.
Windows and pauses count from an event's own time, because Meta delivers for up to 36 hours.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from process.plan import Arrival, Change, Conversation, Part, Plan, Rules, Waiting
from shared.contracts import Event
from shared.graph.text import reads_the_same
from shared.language.opting import wish_of

#: A customer's event this old in a conversation answered since goes to a person …
LATE_IF_ANSWERED = timedelta(hours=1)
#: … and one this old never opens a turn: Meta's window is closed.
LATE = timedelta(hours=24)
#: How long an echo that may be ours keeps the gate shut until it is looked at again.
ECHO_HOLD = timedelta(seconds=5)


def plan_arrivals(
    conversation: Conversation,
    events: list[Event],
    *,
    now: datetime,
    rules: Rules,
    parts: list[Part],
    waiting: list[Waiting],
    changes: Mapping[str, Change],
) -> Plan:
    """`events` are new ones only; `waiting` are the recorded events that no turn has settled yet.

    `changes` were told earlier, of messages that come only now: nothing keeps Meta's deliveries in order.
    """
    planner = _Planner(conversation, now=now, rules=rules, parts=parts, waiting=waiting)
    planner.changed_before = dict(changes)
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
        self.changed_before: dict[str, Change] = {}

    def add(self, event: Event) -> None:
        self._conversation.last_seq += 1
        # A clock ahead of ours must not keep Meta's window open for longer than it is.
        at = min(datetime.fromtimestamp(event.at / 1000, UTC), self._now)
        if event.standby or event.self_test:
            # Another app answers there, or the account tries itself out: nobody is waiting for us.
            self._arrive(event, "nobody", at, "not_for_us")
        elif event.kind in {"message", "postback"}:
            self._customer_says(event, at)
        elif event.kind == "echo":
            author, disposition = self._echo(event, at)
            self._arrive(event, author, at, disposition)
        else:
            if event.mid is not None and event.kind in {"edit", "unsend"}:
                self._changed(event, event.mid)
            self._arrive(event, "nobody", at, "not_for_us")

    def _arrive(self, event: Event, author: str, at: datetime, disposition: str | None) -> None:
        self.plan.arrivals.append(Arrival(self._conversation.last_seq, event, author, at, disposition))

    def _customer_says(self, event: Event, at: datetime) -> None:
        change = self.changed_before.get(event.mid or "")
        if change is not None and change.text is None:
            # Taken back before it came: it says nothing, and must not buy another 24 hours.
            self._arrive(erased(event), "customer", at, "withdrawn")
            return
        if change is not None:
            event = replace(event, text=change.text)
        self._arrive(event, "customer", at, self._customer_wrote(event, at))

    def _changed(self, event: Event, mid: str) -> None:
        """An edit replaces what was said, as long as it is the newest; what was taken back is erased and not answered."""
        if event.kind == "edit" and event.text is None:
            # In place of a message that Instagram does not show us: somebody should look.
            self._needs_person("message_not_shown")
            return
        known = self.plan.changes.get(mid)
        if known is not None and (known.text is None or known.number > (event.number or 0)):
            return
        text = event.text if event.kind == "edit" else None
        self.plan.changes[mid] = Change(event.number or 0, text)
        self.plan.arrivals = [self._rewritten(arrival, mid, text) for arrival in self.plan.arrivals]
        waits = [one for one in self._waiting if one.mid == mid]
        if waits and text is None:
            self._waiting = [one for one in self._waiting if one.mid != mid]
            self._settle_when_nobody_waits()
        elif waits:
            self._wait_for_more()

    def _rewritten(self, arrival: Arrival, mid: str, text: str | None) -> Arrival:
        if arrival.event.mid != mid or arrival.author != "customer":
            return arrival
        if text is None:
            return replace(arrival, event=erased(arrival.event), disposition="withdrawn")
        return replace(arrival, event=replace(arrival.event, text=text))

    def _needs_person(self, reason: str) -> None:
        c = self._conversation
        c.needs_person_since = c.needs_person_since or self._now
        c.needs_person_reason = c.needs_person_reason or reason

    def _wait_for_more(self) -> None:
        c = self._conversation
        first = c.first_unanswered_at or self._now
        c.due_at = min(self._now + self._rules.quiet, first + self._rules.quiet_cap)

    def _settle_when_nobody_waits(self) -> None:
        c = self._conversation
        if not self._waiting:
            c.answered_seq = c.last_customer_seq
            c.first_unanswered_at = c.due_at = None

    def _customer_wrote(self, event: Event, at: datetime) -> str | None:
        c = self._conversation
        c.last_customer_at = max(c.last_customer_at or at, at)
        wish = wish_of(event.text)
        if wish == "stop" or (c.opted_out_at is not None and wish != "start"):
            c.opted_out_at = c.opted_out_at or self._now
            self.plan.cancel_queued = True
            return "opted_out"
        if wish == "start":
            c.opted_out_at = None
        if c.paused_until is not None and at < c.paused_until:
            return "left_to_owner"
        age = self._now - at
        if age > LATE or (age > LATE_IF_ANSWERED and c.last_answer_at is not None and c.last_answer_at > at):
            self._needs_person("late_message")
            return "late"
        if not c.unanswered:
            c.first_unanswered_at = self._now
        self._wait_for_more()
        c.last_customer_seq = c.last_seq
        self._waiting.append(Waiting(c.last_seq, at, event.mid))
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
        self._settle_when_nobody_waits()


def erased(event: Event) -> Event:
    """That something was said and when; nothing of what it was."""
    return Event(event.key, event.kind, event.at, event.mid)


def is_copy(event: Event, part: Part) -> bool:
    """Whether an echo is of this part: by the stamp we put on the message, else word for word."""
    if event.metadata is not None and event.metadata == part.attempt_id:
        return True
    return event.text is not None and reads_the_same(event.text, part.text)
