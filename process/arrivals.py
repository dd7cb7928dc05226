"""What newly arrived events change in a conversation: pure, so that every rule is a table test.

Each event gets an arrival number and, unless it waits for an answer, its one disposition at once.
The owner wins: an echo that we did not send is the owner typing, and the assistant steps back.
Windows and pauses count from an event's own time, because Meta delivers for up to 36 hours.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from process.automation import Heard
from process.changes import SAID, changed, shown_alone
from process.comments import wants_private_reply
from process.plan import (
    Arrival,
    Change,
    Conversation,
    Part,
    Plan,
    Rules,
    Waiting,
    is_copy,
)
from process.takeover import Takeover
from shared.contracts import Event
from shared.language.wishes import wish_of
from shared.payloads import TALK_TO_PERSON
from shared.person_wanted import Reason
from shared.windows import LIVE_REPLY, PRIVATE_REPLY, REPLY

#: A customer's event this old in a conversation answered since goes to a person, and none opens a turn out of the window.
LATE_IF_ANSWERED = timedelta(hours=1)
#: What is shared once and told twice is told within this time.
SAME_POST = timedelta(seconds=10)
#: A customer who waits this long for an owner that has taken over: the owner is told.
OWNER_PATIENCE = timedelta(minutes=15)
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
    heard: Heard,
) -> Plan:
    """`events` are new ones only; `waiting` are the recorded events that no turn has settled yet.

    `changes` were told earlier, of messages that come only now: nothing keeps Meta's deliveries in order.
    """
    planner = _Planner(
        conversation, now=now, rules=rules, parts=parts, waiting=waiting, changes=changes, heard=heard
    )
    # At one moment a customer's words come first: nobody answers what has not been said.
    for event in sorted(events, key=lambda event: (_time_of(event, now), event.kind == "echo")):
        planner.add(event)
    return planner.plan


def plan_second_look(
    conversation: Conversation,
    *,
    now: datetime,
    rules: Rules,
    parts: list[Part],
    waiting: list[Waiting],
    held_at: datetime,
) -> Plan:
    """The held echo, of `held_at`, again: by now a part of ours has its mid, or else it was the owner."""
    planner = _Planner(
        conversation, now=now, rules=rules, parts=parts, waiting=waiting, changes={}, heard=Heard()
    )
    planner.plan.held_was_owners = not any(part.mid == conversation.echo_hold_mid for part in parts)
    if planner.plan.held_was_owners:
        planner.owner_wrote(held_at)
    conversation.echo_hold_until = conversation.echo_hold_mid = None
    return planner.plan


def _time_of(event: Event, now: datetime) -> datetime:
    """A clock ahead of ours must not keep Meta's window open for longer than it is."""
    return min(datetime.fromtimestamp(event.at / 1000, UTC), now)


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
        heard: Heard,
    ) -> None:
        self.plan = Plan(conversation)
        self._conversation = conversation
        self._now = now
        self._rules = rules
        self._parts = {part.part_no: part for part in parts}
        self._waiting = list(waiting)
        self._changes = dict(changes)
        self._takeover = Takeover(self.plan, now=now, rules=rules, heard=heard)

    def add(self, event: Event) -> None:
        self._conversation.last_seq += 1
        at = _time_of(event, self._now)
        if event.mid is not None and event.kind in {"edit", "unsend"}:
            self._changed(event, event.mid, at)
        change = self._changes.get(event.mid or "")
        stands = event if change is None else changed(event, change)
        if event.standby or event.self_test or event.group:
            # Another app answers there, the account tries itself out, or people talk among themselves: nobody waits for us.
            if event.kind in SAID:
                self._wants_none_of_it(stands, at)
            self._arrive(stands, "nobody", at, "not_for_us")
        elif event.kind in SAID and change is not None and change.text is None:
            # Taken back before it came: it says nothing, and must not buy another 24 hours.
            self._arrive(stands, "customer", at, "withdrawn")
        elif event.kind in SAID:
            self._arrive(stands, "customer", at, self._customer_wrote(stands, at))
        elif wants_private_reply(event, self._rules):
            self._arrive(stands, "customer", at, self._customer_commented(event, at))
        elif event.kind == "echo":
            author, disposition = self._echo(event, at)
            self._arrive(stands, author, at, disposition)
        else:
            self._arrive(stands, "nobody", at, "not_for_us")

    def _arrive(self, event: Event, author: str, at: datetime, disposition: str | None) -> None:
        self.plan.arrivals.append(Arrival(self._conversation.last_seq, event, author, at, disposition))

    def _changed(self, event: Event, mid: str, at: datetime) -> None:
        """The newest edit replaces what was said. What was taken back is erased, and no edit brings it again."""
        known = self._changes.get(mid)
        if event.kind == "edit" and event.text is None:
            # In place of a message that Instagram does not show us: fetched (unshown.py), or somebody should look.
            if event.number != 0 and not event.by_account:
                self._needs_person(Reason.NOT_SHOWN)
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
            c.remind_owner_at = None
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

    def _needs_person(self, reason: Reason) -> None:
        c = self._conversation
        c.needs_person_since = c.needs_person_since or self._now
        c.needs_person_reason = c.needs_person_reason or reason.value

    def _wait_for_more(self) -> None:
        c = self._conversation
        first = c.first_unanswered_at or self._now
        c.due_at = min(self._now + self._rules.quiet, first + self._rules.quiet_cap)

    def _customer_wrote(self, event: Event, at: datetime) -> str | None:
        c = self._conversation
        c.last_customer_at = max(c.last_customer_at or at, at)
        if any(media.kind == "ad" for media in event.media):
            c.ad_click_at = max(c.ad_click_at or at, at)
        self._is_there(at)
        # Also of somebody who wants no assistant.
        if event.payload == TALK_TO_PERSON or wish_of(event.text) == "person":
            self._needs_person(Reason.ASKED)
        if self._wants_none_of_it(event, at):
            return "opted_out"
        if c.paused_at(at):
            c.remind_owner_at = c.remind_owner_at or at + OWNER_PATIENCE
            return "left_to_owner"
        age = self._now - at
        if age > REPLY or (age > LATE_IF_ANSWERED and c.last_answer_at is not None and c.last_answer_at > at):
            self._needs_person(Reason.LATE)
            return "late"
        waiting = Waiting(c.last_seq, at, event.mid, shown_alone(event))
        if self._is_told_already(waiting):
            return "not_for_us"
        self._let_wait(waiting)
        return None

    def _is_told_already(self, waiting: Waiting) -> bool:
        """One shared post may come as `share` and as `ig_post`, a moment apart: the second name says more than the first."""
        near = [one for one in self._waiting if abs(one.at - waiting.at) <= SAME_POST]
        if waiting.shown == "share":
            return any(one.shown == "ig_post" for one in near)
        if waiting.shown == "ig_post":
            self._leave([one for one in near if one.shown == "share"], "not_for_us")
        return False

    def _customer_commented(self, event: Event, at: datetime) -> str | None:
        """A comment opens no window: it is answered by the one private reply that it allows."""
        c = self._conversation
        self._is_there(at)
        if c.opted_out_at is not None:
            return "opted_out"
        if c.paused_at(at):
            return "left_to_owner"
        live = event.comment is not None and event.comment.live
        if self._now - at > (LIVE_REPLY if live else PRIVATE_REPLY):
            return "late"
        self._let_wait(Waiting(c.last_seq, at))
        return None

    def _is_there(self, at: datetime) -> None:
        """Somebody who could not be reached can be, it seems."""
        c = self._conversation
        self._takeover.customer_is_there(at)
        if c.unreachable_at is not None and at > c.unreachable_at:
            c.unreachable_at = None

    def _let_wait(self, waiting: Waiting) -> None:
        c = self._conversation
        if not c.unanswered:
            c.first_unanswered_at = self._now
        self._wait_for_more()
        c.last_customer_seq = waiting.seq
        self._waiting.append(waiting)

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
        author, disposition = self._takeover.judge(event, at)
        if author == "owner":
            self._leave_to_owner()
        return author, disposition

    def owner_wrote(self, at: datetime) -> None:
        self._takeover.owner_wrote(at)
        self._leave_to_owner()

    def _leave_to_owner(self) -> None:
        until = self._conversation.paused_until
        if until is not None:
            self._leave([event for event in self._waiting if event.at < until], "left_to_owner")
