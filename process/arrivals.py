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
from shared.language.normalise import normalise
from shared.language.opting import wish_of

#: A customer's event this old in a conversation answered since goes to a person …
LATE_IF_ANSWERED = timedelta(hours=1)
#: … and one this old never opens a turn: Meta's window is closed.
LATE = timedelta(hours=24)
#: How long an echo that may be ours keeps the gate shut until it is looked at again.
ECHO_HOLD = timedelta(seconds=5)
#: What a customer says, and what of it can be changed or taken back later.
SAID = ("message", "postback")
CHANGEABLE = (*SAID, "echo", "edit")


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
    planner = _Planner(conversation, now=now, rules=rules, parts=parts, waiting=waiting, changes=changes)
    for event in sorted(events, key=lambda event: event.at):
        planner.add(event)
    return planner.plan


def plan_second_look(
    conversation: Conversation, *, now: datetime, rules: Rules, parts: list[Part], waiting: list[Waiting]
) -> Plan:
    """The held echo again: by now a part of ours has its mid, or else it was the owner."""
    planner = _Planner(conversation, now=now, rules=rules, parts=parts, waiting=waiting, changes={})
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
        changes: Mapping[str, Change],
    ) -> None:
        self.plan = Plan(conversation)
        self._conversation = conversation
        self._now = now
        self._rules = rules
        self._parts = {part.part_no: part for part in parts}
        self._waiting = list(waiting)
        self._changes = dict(changes)

    def add(self, event: Event) -> None:
        self._conversation.last_seq += 1
        # A clock ahead of ours must not keep Meta's window open for longer than it is.
        at = min(datetime.fromtimestamp(event.at / 1000, UTC), self._now)
        if event.mid is not None and event.kind in {"edit", "unsend"}:
            self._changed(event, event.mid, at)
        stands = self._as_it_stands(event)
        if event.standby or event.self_test:
            # Another app answers there, or the account tries itself out: nobody is waiting for us.
            if event.kind in SAID:
                self._wants_none_of_it(stands, at)
            self._arrive(stands, "nobody", at, "not_for_us")
        elif event.kind in SAID:
            self._arrive(stands, "customer", at, self._customer_wrote(stands, at))
        elif event.kind == "echo":
            author, disposition = self._echo(event, at)
            self._arrive(stands, author, at, disposition)
        else:
            self._arrive(stands, "nobody", at, "not_for_us")

    def _arrive(self, event: Event, author: str, at: datetime, disposition: str | None) -> None:
        self.plan.arrivals.append(Arrival(self._conversation.last_seq, event, author, at, disposition))

    def _as_it_stands(self, event: Event) -> Event:
        """What is left of it, after edits and taking back that were told before."""
        change = self._changes.get(event.mid or "")
        return event if change is None else changed(event, change)

    def _changed(self, event: Event, mid: str, at: datetime) -> None:
        """The newest edit replaces what was said. What was taken back is erased, and no edit brings it again."""
        known = self._changes.get(mid)
        if event.kind == "edit" and event.text is None:
            # In place of a message that Instagram does not show us: fetched (unshown.py), or somebody should look.
            if event.number != 0 and not event.by_account:
                self._needs_person("message_not_shown")
            return
        change = Change(event.number or 0, event.text if event.kind == "edit" else None)
        if (
            change.text is not None
            and known is not None
            and (known.text is None or known.number >= change.number)
        ):
            return
        self._changes[mid] = self.plan.changes[mid] = change
        self.plan.arrivals = [
            replace(arrival, event=changed(arrival.event, change)) if arrival.event.mid == mid else arrival
            for arrival in self.plan.arrivals
        ]
        waits = [one for one in self._waiting if one.mid == mid]
        # A turn that is at work has read it as it was: it must not win.
        self.plan.restart_turn |= bool(waits)
        if waits and change.text is None:
            self._leave(waits, "withdrawn")
        elif waits:
            self._wait_for_more()
        if change.text is not None and not event.by_account:
            self._wants_none_of_it(event, at)

    def _wants_none_of_it(self, event: Event, at: datetime) -> bool:
        """Whether the customer wants to be left alone, after these words.

        Of two wishes the later counts, by their own times; a stop that comes late after a start stops again, which
        harms less than the other way.
        """
        c = self._conversation
        wish = wish_of(event.text or event.title)
        if wish == "stop":
            c.opted_out_at = max(c.opted_out_at or at, at)
            self.plan.cancel_because = "opted_out"
            self._leave(self._waiting, "opted_out")
        elif wish == "start" and c.opted_out_at is not None and at > c.opted_out_at:
            c.opted_out_at = None
        return c.opted_out_at is not None

    def _leave(self, waiting: list[Waiting], disposition: str) -> None:
        """Nobody of ours will answer these any more."""
        left = {one.seq for one in waiting}
        self._waiting = [one for one in self._waiting if one.seq not in left]
        self.plan.arrivals = [
            replace(arrival, disposition=disposition) if arrival.seq in left else arrival
            for arrival in self.plan.arrivals
        ]
        stored = left - {arrival.seq for arrival in self.plan.arrivals}
        self.plan.left |= dict.fromkeys(sorted(stored), disposition)
        if not self._waiting:
            c = self._conversation
            c.answered_seq = c.last_customer_seq
            c.first_unanswered_at = c.due_at = None

    def _needs_person(self, reason: str) -> None:
        c = self._conversation
        c.needs_person_since = c.needs_person_since or self._now
        c.needs_person_reason = c.needs_person_reason or reason

    def _wait_for_more(self) -> None:
        c = self._conversation
        first = c.first_unanswered_at or self._now
        c.due_at = min(self._now + self._rules.quiet, first + self._rules.quiet_cap)

    def _customer_wrote(self, event: Event, at: datetime) -> str | None:
        c = self._conversation
        change = self._changes.get(event.mid or "")
        if change is not None and change.text is None:
            return "withdrawn"  # before it came: it says nothing, and must not buy another 24 hours
        c.last_customer_at = max(c.last_customer_at or at, at)
        if self._wants_none_of_it(event, at):
            return "opted_out"
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
        if normalise(event.text or "") == normalise(self._rules.resume_phrase):
            self._owner_hands_back(at)
        else:
            self.owner_wrote(at)
        return "owner", "from_owner"

    def _owner_hands_back(self, at: datetime) -> None:
        """What was left to the owner stays so; the next question is answered again."""
        c = self._conversation
        # Told late, it says nothing of a pause that began after it.
        if c.paused_until is not None and c.paused_until - self._rules.owner_pause <= at < c.paused_until:
            c.paused_until = at

    def owner_wrote(self, at: datetime) -> None:
        c = self._conversation
        until = at + self._rules.owner_pause
        c.paused_until = max(c.paused_until or until, until)
        c.needs_person_since = c.needs_person_reason = None
        # An echo that comes hours late has nothing to say about answers to what was asked after its pause.
        if c.paused_until > self._now:
            self.plan.cancel_because = "owner_took_over"
        self._leave([event for event in self._waiting if event.at < c.paused_until], "left_to_owner")


def erased(event: Event) -> Event:
    """That something was said and when; nothing of what it was."""
    return Event(event.key, event.kind, event.at, event.mid)


def changed(event: Event, change: Change) -> Event:
    if event.kind not in CHANGEABLE:
        return event
    if change.text is None:
        return erased(event)
    return event if event.kind == "edit" else replace(event, text=change.text)


def is_copy(event: Event, part: Part) -> bool:
    """Whether an echo is of this part: by the stamp we put on the message, else word for word."""
    if event.metadata is not None and event.metadata == part.attempt_id:
        return True
    return event.text is not None and reads_the_same(event.text, part.text)
