"""The gate: may this message leave now, and under which of Meta's allowances? Pure, and asked before every post.

Nothing else decides; the facts are read in the same transaction that claims the part, so an echo recorded before the
claim stops it. The rules are data, each with where it comes from; pages are Meta's, as `shared/windows.py` has them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from shared.windows import FROM_AD, HUMAN_AGENT, LIVE_REPLY, PRIVATE_REPLY, REPLY

#: A doubt that lasts this long is ended by whatever Meta answers.
WINDOW_OF_DOUBT = REPLY
#: States of an account that its owner can end by connecting it again.
_STOPPED = ("token_dead", "blocked")
#: After which an assistant says again that it is one. Meta says "after a significant lapse of time" and no more.
LONG_GAP = timedelta(days=7)


class Verdict(StrEnum):
    SEND = "send"
    DISCLOSE = "disclose"  #: first the customer has to be told that an assistant writes
    HOLD = "echo_hold"  #: undecided whether the owner is typing: ask again when the hold ends
    PAUSED = "paused"
    WINDOW_CLOSED = "window_closed"
    COMMENT_TOO_OLD = "comment_too_old"
    ACCOUNT_CANNOT_SEND = "account_cannot_send"  #: the merchant has left
    ACCOUNT_STOPPED = "account_stopped"  #: until its owner connects it again: parts are kept
    ACCOUNT_BUSY = "account_busy"  #: it has used up a limit of Meta's: ask again when it may go on
    OPTED_OUT = "opted_out"  #: the customer wants no more of it
    UNREACHABLE = "person_unreachable"  #: nothing reaches this person before they write again


@dataclass(frozen=True, slots=True)
class ByAssistant:
    """Whatever no person has written."""


BY_ASSISTANT = ByAssistant()


@dataclass(frozen=True, slots=True)
class ByPerson:
    user: UUID  #: of the shop, who wrote it themselves


Author: TypeAlias = ByAssistant | ByPerson


@dataclass(frozen=True, slots=True)
class HumanAgent:
    """Meta's tag of this name. It takes the person who wrote, so that nothing else can have it ("Human agent")."""

    by: ByPerson


@dataclass(frozen=True, slots=True)
class OfComment:
    """The message answers a comment, in private or under it where everybody reads."""

    at: datetime
    live: bool = False  #: below a broadcast


@dataclass(frozen=True, slots=True)
class Facts:
    """The part, its conversation and its account as of `now`, all by the database's clock."""

    now: datetime
    account_state: str
    busy_until: datetime | None = None
    author: Author = BY_ASSISTANT
    of_comment: OfComment | None = None
    last_customer_at: datetime | None = None
    ad_click_at: datetime | None = None
    paused_until: datetime | None = None
    echo_hold_until: datetime | None = None
    opted_out: bool = False
    unreachable: bool = False
    shop_discloses: bool = False
    discloses: bool = False  #: the part itself says that an assistant writes
    disclosed_at: datetime | None = None
    last_owner_at: datetime | None = None  #: a person of the shop wrote
    last_sent_at: datetime | None = None  #: anything of ours

    @property
    def by_assistant(self) -> bool:
        return isinstance(self.author, ByAssistant)


@dataclass(frozen=True, slots=True)
class Rule:
    verdict: Verdict
    stops: Callable[[Facts], bool]
    source: str


def may_send(facts: Facts) -> Verdict:
    return next((rule.verdict for rule in RULES if rule.stops(facts)), Verdict.SEND)


def may_look(facts: Facts) -> Verdict:
    """Whether Meta may be asked now what became of a post: nobody is written to, so only the account counts."""
    if facts.account_state != "active":
        return Verdict.ACCOUNT_STOPPED
    return Verdict.ACCOUNT_BUSY if _busy(facts) else Verdict.SEND


def tag_for(facts: Facts) -> HumanAgent | None:
    """What a person's message needs beyond the assistant's windows; none within them."""
    if facts.of_comment is not None or isinstance(facts.author, ByAssistant) or facts.now < _usual_end(facts):
        return None
    return HumanAgent(facts.author)


def open_for(facts: Facts) -> timedelta:
    """How long this part may still be sent; not positive when it may not."""
    if facts.of_comment is not None:
        allowed = LIVE_REPLY if facts.of_comment.live else PRIVATE_REPLY
        return facts.of_comment.at + allowed - facts.now
    end = _usual_end(facts)
    if not facts.by_assistant and facts.last_customer_at is not None:
        end = max(end, facts.last_customer_at + HUMAN_AGENT)
    return end - facts.now


def _usual_end(facts: Facts) -> datetime:
    """Of the window for whatever is not tagged."""
    ends = [facts.now]
    if facts.last_customer_at is not None:
        ends.append(facts.last_customer_at + REPLY)
    if facts.ad_click_at is not None:
        ends.append(facts.ad_click_at + FROM_AD)
    return max(ends)


def _too_old(facts: Facts) -> bool:
    """Nor is anybody told below it then of a message that was not sent."""
    return facts.of_comment is not None and open_for(facts) <= timedelta(0)


def _busy(facts: Facts) -> bool:
    return facts.busy_until is not None and facts.now < facts.busy_until


def _must_disclose(facts: Facts) -> bool:
    """What answers a comment says it by itself, in the one message that it may have."""
    if not (facts.by_assistant and facts.shop_discloses) or facts.discloses or facts.of_comment is not None:
        return False
    if facts.disclosed_at is None:
        return True
    back_from_person = facts.last_owner_at is not None and facts.disclosed_at < facts.last_owner_at
    return back_from_person or (facts.last_sent_at is not None and facts.now - facts.last_sent_at >= LONG_GAP)


#: The first that stops is told. What is final comes first: a part is kept only for as long as it may still be sent.
RULES = (
    Rule(
        Verdict.ACCOUNT_CANNOT_SEND,
        lambda f: f.account_state not in {"active", *_STOPPED},
        "ours: the merchant has disconnected",
    ),
    Rule(
        Verdict.OPTED_OUT,
        lambda f: f.by_assistant and f.opted_out,
        "ours: who wrote stop hears no assistant; a person may still settle what is open",
    ),
    Rule(Verdict.UNREACHABLE, lambda f: f.unreachable, "Error codes [25 June 2026], 551 and its like"),
    Rule(
        Verdict.PAUSED,
        lambda f: f.by_assistant and f.paused_until is not None and f.now < f.paused_until,
        "ours: the owner wins",
    ),
    Rule(
        Verdict.COMMENT_TOO_OLD,
        _too_old,
        "Private replies: within 7 days of the comment, of a broadcast while it lasts",
    ),
    Rule(
        Verdict.WINDOW_CLOSED,
        lambda f: open_for(f) <= timedelta(0),
        "Messaging window; Click to Direct ads [28 September 2026]; Human agent",
    ),
    Rule(Verdict.ACCOUNT_STOPPED, lambda f: f.account_state in _STOPPED, "Error codes, 190 and its like"),
    Rule(
        Verdict.HOLD,
        lambda f: f.by_assistant and f.echo_hold_until is not None,
        "ours: it may be the owner who is typing",
    ),
    Rule(Verdict.ACCOUNT_BUSY, _busy, "Rate limits"),
    Rule(Verdict.DISCLOSE, _must_disclose, "Messaging policy: automated experiences"),
)
