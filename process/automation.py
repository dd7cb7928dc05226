"""Whether an echo that is not ours is the owner typing, or one of Instagram's own automatic replies (or another app's).

Nobody types within three seconds, and nobody types the very same long text to many customers in a day. An owner may
well finish typing just when the customer writes again, so what follows a livelier exchange is always taken for theirs:
of the two mistakes, talking over the owner is the worse.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

#: A reply this soon after the customer's message was not typed …
INSTANTLY = timedelta(seconds=3)
#: … unless it answers what the customer wrote within this time before.
TYPING = timedelta(minutes=2)
#: Other conversations that have seen the same words within a day …
MANY = 5
#: … which are longer than what one says to everybody by hand («أهلا وسهلا», «تم»).
LONGEST_COURTESY = 12


@dataclass(frozen=True, slots=True)
class Heard:
    """What has to be known of others for that."""

    #: When the customer wrote lately, in any order.
    customer_at: tuple[datetime, ...] = ()
    #: By text: in how many other conversations it was said within a day by somebody who is not us.
    elsewhere: dict[str, int] = field(default_factory=dict)


def was_instant(at: datetime, customer_at: Collection[datetime]) -> bool:
    since = [at - one for one in customer_at if one <= at]
    return any(gap <= INSTANTLY for gap in since) and not any(INSTANTLY < gap <= TYPING for gap in since)


def is_everywhere(text: str | None, elsewhere: dict[str, int]) -> bool:
    return text is not None and could_be_everywhere(text) and elsewhere.get(text, 0) >= MANY


def could_be_everywhere(text: str) -> bool:
    return len(text) > LONGEST_COURTESY
