"""What the send stage can find when it looks at a conversation's oldest unsent part."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from send.policy import HumanAgent
from send.render import Comment
from shared.database import Answer
from shared.reply.model import Part


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is waiting. `thinking`: a turn is at work, so the customer may see typing dots."""

    sealed_token: bytes | None
    thinking: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """The oldest part's time has not come."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Kept:
    """The account is stopped: its parts wait for the owner, and the sweeper for whether they still may be sent."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The gate was shut for good; the part has been put away with the reason."""

    part_no: int
    reason: str
    traceparent: str | None
    wanted: Answer  #: for `person_wanted.log`


@dataclass(frozen=True, slots=True)
class Post:
    """Claimed: to be posted now, once, under this attempt's id."""

    part_no: int
    turn_no: int
    part: Part
    comment: Comment | None  #: which it answers
    public: bool  #: under the comment, for everybody
    live: bool  #: below a broadcast
    tag: HumanAgent | None
    open_for: timedelta  #: how long it may still be tried
    attempt_id: str
    attempts: int  #: earlier attempts
    doubted: bool  #: the last of which may have been posted, though it was not found
    sealed_token: bytes
    slowed: bool  #: the account is near its limits
    traceparent: str | None  #: of the turn that wrote it; a row of an earlier release has none


@dataclass(frozen=True, slots=True)
class Doubt:
    """An earlier attempt may have reached the customer."""

    part_no: int
    text: str | None  #: as its echo has it; None for what has no words
    comment: Comment | None  #: under which it may stand, when it is a public one
    checks: int
    first_posted_at: datetime
    since: datetime  #: when it came to be in doubt
    now: datetime
    sealed_token: bytes
    slowed: bool
    traceparent: str | None


Next: TypeAlias = Nothing | Wait | Kept | Blocked | Post | Doubt
