"""What newly arrived events change in a conversation: pure, so that every rule is a table test.

Each event gets an arrival number and, unless it waits for an answer, its one disposition at once.
The owner wins: an echo that we did not send is the owner typing, and the assistant steps back.
Windows and pauses count from an event's own time, because Meta delivers for up to 36 hours.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from process.automation import Heard, is_everywhere, was_instant
from process.changes import SAID, changed
from process.comments import wants_private_reply
from process.plan import (
    ASKED_FOR_PERSON,
    Arrival,
    Automation,
    Change,
    Conversation,
    Part,
    Plan,
    Rules,
    Waiting,
    is_copy,
)
from shared.contracts import Event
from shared.language.normalise import normalise
from shared.language.wishes import wish_of
from shared.payloads import TALK_TO_PERSON
from shared.windows import LIVE_REPLY, PRIVATE_REPLY, REPLY

#: A customer's event this old in a conversation answered since goes to a person, and none opens a turn out of the window.
LATE_IF_ANSWERED = timedelta(hours=1)
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
    for event in sorted(events, key=lambda event: (event.at, event.kind == "echo")):
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
        self._customer_at = list(heard.customer_at)
        self._elsewhere = heard.elsewhere

    def add(self, event: Event) -> None:
        self._conversation.last_seq += 1
        # A clock ahead of ours must not keep Meta's window open for longer than it is.
        at = min(datetime.fromtimestamp(event.at / 1000, UTC), self._now)
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
        c.last_customer_at = max(c.last_customer_at or at, at)
        if any(media.kind == "ad" for media in event.media):
            c.ad_click_at = max(c.ad_click_at or at, at)
        self._is_there(at)
        # Also of somebody who wants no assistant.
        if event.payload == TALK_TO_PERSON or wish_of(event.text) == "person":
            self._needs_person(ASKED_FOR_PERSON)
        if self._wants_none_of_it(event, at):
            return "opted_out"
        self._doubt_the_pause(at)
        if self._paused(at):
            c.remind_owner_at = c.remind_owner_at or at + OWNER_PATIENCE
            return "left_to_owner"
        age = self._now - at
        if age > REPLY or (age > LATE_IF_ANSWERED and c.last_answer_at is not None and c.last_answer_at > at):
            self._needs_person("late_message")
            return "late"
        self._let_wait(Waiting(c.last_seq, at, event.mid))
        return None

    def _customer_commented(self, event: Event, at: datetime) -> str | None:
        """A comment opens no window: it is answered by the one private reply that it allows."""
        self._is_there(at)
        if self._conversation.opted_out_at is not None:
            return "opted_out"
        self._doubt_the_pause(at)
        if self._paused(at):
            return "left_to_owner"
        live = event.comment is not None and event.comment.live
        if self._now - at > (LIVE_REPLY if live else PRIVATE_REPLY):
            return "late"
        self._let_wait(Waiting(self._conversation.last_seq, at))
        return None

    def _is_there(self, at: datetime) -> None:
        """Somebody who could not be reached can be, it seems."""
        c = self._conversation
        self._customer_at.append(at)
        if c.unreachable_at is not None and at > c.unreachable_at:
            c.unreachable_at = None

    def _paused(self, at: datetime) -> bool:
        until = self._conversation.paused_until
        return until is not None and at < until

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
        if normalise(event.text or "") == normalise(self._rules.resume_phrase):
            self._owner_hands_back(at)
        elif was_instant(at, self._customer_at) or is_everywhere(event.text, self._elsewhere):
            return self._automation(event, at)
        else:
            self.owner_wrote(at)
        return "owner", "from_owner"

    def _automation(self, event: Event, at: datetime) -> tuple[str, str]:
        """While the owner is at it, what is said counts as theirs; but it neither prolongs the pause nor sees to who waits."""
        if self._paused(at):
            return "owner", "from_owner"
        self.plan.automations.append(Automation(event.text, self._which_automation()))
        return "nobody", "other_automation"

    def _which_automation(self) -> str:
        return "instant_reply" if self._conversation.last_answer_at is None else "away_message"

    def _doubt_the_pause(self, at: datetime) -> None:
        """What began it may turn out to have followed this message at once: nothing keeps Meta's deliveries in order."""
        c = self._conversation
        began = c.pause_began_at
        if began is None or began != c.last_owner_at or not was_instant(began, [at]):
            return
        if was_instant(began, self._customer_at):
            c.paused_until = c.pause_began_at = c.last_owner_at = c.remind_owner_at = None
            self.plan.automation_after_all = True

    def _owner_hands_back(self, at: datetime) -> None:
        """What was left to the owner stays so; the next question is answered again."""
        c = self._conversation
        self.plan.owner_is_back = True
        c.last_owner_at = max(c.last_owner_at or at, at)
        c.handed_back_at = max(c.handed_back_at or at, at)
        # Told late, it says nothing of a pause that began after it.
        if c.paused_until is None or not self._paused(at):
            return
        began = c.pause_began_at or c.paused_until - self._rules.owner_pause
        if began <= at:
            c.paused_until = at
            c.remind_owner_at = None

    def owner_wrote(self, at: datetime) -> None:
        c = self._conversation
        self.plan.owner_is_back = True
        c.last_owner_at = max(c.last_owner_at or at, at)
        if c.handed_back_at is not None and at <= c.handed_back_at:
            return  # written before the owner handed back, and told after
        if not self._paused(at):
            c.pause_began_at = at
        until = at + self._rules.owner_pause
        c.paused_until = max(c.paused_until or until, until)
        c.remind_owner_at = None
        c.needs_person_since = c.needs_person_reason = None
        # An echo that comes hours late has nothing to say about answers to what was asked after its pause.
        if c.paused_until > self._now:
            self.plan.cancel_because = "owner_took_over"
        self._leave([event for event in self._waiting if event.at < c.paused_until], "left_to_owner")
