"""Messages, and what happens to them later: edits and unsends.

Webhooks of Meta: `messages`, `message_echoes`, `message_edit`.
"""

from typing import Any

from ingest.attachments import kinds_of, media_of
from ingest.referrals import ref_of
from ingest.stamp import Stamp
from ingest.values import count, held, mid, words
from shared.contracts import Event

#: Of a button or quick reply, and of a message's metadata: Meta takes no longer ones.
PAYLOAD_LIMIT = 1000


def message(told: dict[str, Any], stamp: Stamp) -> Event | None:
    about = mid(told.get("mid"))
    if about is None:
        return None
    if told.get("is_deleted"):
        return Event(f"unsend:{about}", "unsend", stamp.at, about)
    text = words(told.get("text"))
    if text is not None and len(told) == 2:
        # Most of what arrives: a mid and a text, and nothing else to look for.
        return Event(f"message:{about}", "message", stamp.at, about, text)
    kinds, media = kinds_of(told), media_of(told)
    payload = words(held(told.get("quick_reply")).get("payload"), PAYLOAD_LIMIT)
    if text is None and payload is None and not media:
        # Nothing to read and nothing to see: the customer has sent something all the same.
        kinds = kinds or ("unknown",)
    echo = bool(told.get("is_echo"))
    return Event(
        key=f"{'echo' if echo else 'message'}:{about}",
        kind="echo" if echo else "message",
        at=stamp.at,
        mid=about,
        text=text,
        attachments=kinds,
        metadata=words(told.get("metadata"), PAYLOAD_LIMIT),
        media=media,
        payload=payload,
        reply_to=mid(held(told.get("reply_to")).get("mid")),
        ref=ref_of(told.get("referral")),
    )


def edit(told: dict[str, Any], stamp: Stamp) -> Event | None:
    """Number 0, which has neither text nor sender, comes in place of a message itself."""
    about, number = mid(told.get("mid")), count(told.get("num_edit"))
    if about is None or number is None:
        return None
    return Event(f"edit:{about}:{number}", "edit", stamp.at, about, words(told.get("text")), number=number)
