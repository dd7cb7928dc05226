"""From a message that Graph shows to the event that its webhook would have told: pure, so that it is a table test.

It has the webhook's own key, so that whatever was recorded already writes nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.contracts import MAX_BODY_BYTES, Event, Inbound
from shared.graph.reading import PostedMessage
from shared.language.storable import storable

#: The webhook takes no longer ones either: PostgreSQL indexes no more.
MID_LIMIT = 512
_ID = re.compile(r"[0-9]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Own:
    """By which ids Graph may name the account itself."""

    account: str  #: the professional account's, as in webhooks
    app_scoped_id: str | None = None

    def __contains__(self, who: str) -> bool:
        return who in {self.account, self.app_scoped_id}


def customer_of(message: PostedMessage, own: Own) -> str | None:
    """Whose conversation it is in: that of the side which is not the account; None unless the account is the other.

    An account that Graph named by an id unknown to us would else be taken for a customer.
    """
    sides = (message.sender, message.recipient)
    others = [side for side in sides if side not in own]
    if not others:
        return own.account
    return others[0] if len(others) == 1 and _ID.fullmatch(others[0]) else None


def event_of(message: PostedMessage, own: Own) -> Event | None:
    """None for what no webhook could have told: an id that is none, or a message that is not the account's to hear."""
    if not 0 < len(message.mid) <= MID_LIMIT or customer_of(message, own) is None:
        return None
    by_account, mid = message.sender in own, message.mid
    # Nothing to read and nothing to see: the customer has sent something all the same.
    blank = not (message.text or message.kinds or message.media)
    return Event(
        key=f"{'echo' if by_account else 'message'}:{mid}",
        kind="echo" if by_account else "message",
        at=int(message.created_at.timestamp() * 1000),
        mid=mid,
        text=storable(message.text) or None,
        attachments=("unknown",) if blank else message.kinds,
        media=message.media,
        reply_to=message.reply_to,
        self_test=by_account and message.recipient in own,
    )


def bodies(account: str, customer: str, events: Sequence[Event]) -> list[Inbound]:
    """All of a conversation in one, unless Service Bus would not take it; none for no events."""
    if not events:
        return []
    whole = Inbound(account=account, customer=customer, events=tuple(events))
    if len(events) == 1 or len(whole.encode()) <= MAX_BODY_BYTES:
        return [whole]
    half = len(events) // 2
    return bodies(account, customer, events[:half]) + bodies(account, customer, events[half:])
