"""Echoes that are not ours: the owner typing, who wins; or another automation, which takes nothing over.

The owner's pause counts from their last message, by its own time. It ends by its clock, or when they hand back in the
shop's own phrase. Nothing keeps Meta's deliveries in order, so whatever is told late is judged by when it was said.
"""

from datetime import datetime

from process.automation import Heard, is_everywhere, was_instant
from process.plan import Automation, Plan, Rules
from shared.contracts import Event
from shared.language.normalise import normalise


class Takeover:
    def __init__(self, plan: Plan, *, now: datetime, rules: Rules, heard: Heard) -> None:
        self._plan = plan
        self._conversation = plan.conversation
        self._now = now
        self._rules = rules
        self._customer_at = list(heard.customer_at)
        self._elsewhere = heard.elsewhere

    def customer_is_there(self, at: datetime) -> None:
        """What began a pause may turn out to have followed this at once: then it was nobody who typed."""
        self._customer_at.append(at)
        c = self._conversation
        began = c.pause_began_at
        if began is None or began != c.last_owner_at or not was_instant(began, [at]):
            return
        if was_instant(began, self._customer_at):
            c.paused_until = c.pause_began_at = c.last_owner_at = c.remind_owner_at = None
            self._plan.automation_after_all = True

    def judge(self, event: Event, at: datetime) -> tuple[str, str]:
        """Author and disposition."""
        if normalise(event.text or "") == normalise(self._rules.resume_phrase):
            self._hand_back(at)
        elif was_instant(at, self._customer_at) or is_everywhere(event.text, self._elsewhere):
            return self._automation(event, at)
        else:
            self.owner_wrote(at)
        return "owner", "from_owner"

    def owner_wrote(self, at: datetime) -> None:
        c = self._conversation
        c.last_owner_at = max(c.last_owner_at or at, at)
        if c.handed_back_at is not None and at <= c.handed_back_at:
            return  # written before they handed back, and told after
        self._plan.owner_is_back = True
        if not c.paused_at(at):
            c.pause_began_at = at
        elif c.pause_began_at is not None:
            c.pause_began_at = min(c.pause_began_at, at)  # told late, and then it was the owner all along
        until = at + self._rules.owner_pause
        c.paused_until = max(c.paused_until or until, until)
        c.remind_owner_at = None
        c.needs_person_since = c.needs_person_reason = None
        # An echo that comes hours late has nothing to say about answers to what was asked after its pause.
        if c.paused_until > self._now:
            self._plan.cancel_because = "owner_took_over"

    def _hand_back(self, at: datetime) -> None:
        """What was left to the owner stays so; the next question is answered again."""
        c = self._conversation
        self._plan.owner_is_back = True
        c.last_owner_at = max(c.last_owner_at or at, at)
        c.handed_back_at = max(c.handed_back_at or at, at)
        if (
            c.last_customer_at is None or c.last_customer_at <= at
        ):  # else they may want a person for what came after
            c.needs_person_since = c.needs_person_reason = None
        if c.paused_until is None or not c.paused_at(at):
            return
        # It says nothing of a pause that began after it.
        began = c.pause_began_at or c.paused_until - self._rules.owner_pause
        if began <= at:
            c.paused_until = at
            c.remind_owner_at = None

    def _automation(self, event: Event, at: datetime) -> tuple[str, str]:
        """While the owner is at it, what is said counts as theirs; but it neither prolongs the pause nor sees to who waits."""
        c = self._conversation
        if c.paused_at(at):
            return "owner", "from_owner"
        which = "instant_reply" if c.last_answer_at is None else "away_message"
        self._plan.automations.append(Automation(event.text, which))
        return "nobody", "other_automation"
