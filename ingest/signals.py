"""What customers do without writing: taps, reactions, reads, links followed; and threads that change hands.

Webhooks of Meta: `messaging_postbacks`, `message_reactions`, `messaging_seen`, `messaging_referral`,
`messaging_optins`, `messaging_handover`.
"""

from typing import Any

from ingest.messages import PAYLOAD_LIMIT
from ingest.referrals import TITLE_LIMIT, ref_of, shown_by
from ingest.stamp import Stamp
from ingest.values import label, mid, words
from shared.contracts import Event

EMOJI_LIMIT = 64


def postback(told: dict[str, Any], stamp: Stamp) -> Event | None:
    """Some ice breakers have no mid, and a thread of another app has no payload."""
    title, payload = words(told.get("title"), TITLE_LIMIT), words(told.get("payload"), PAYLOAD_LIMIT)
    about = mid(told.get("mid"))
    if title is None and payload is None:
        return None
    return Event(
        key=f"postback:{about}" if about else stamp.key("postback", told.get("payload") or told.get("title")),
        kind="postback",
        at=stamp.at,
        mid=about,
        media=tuple(shown_by(told.get("referral"))),
        payload=payload,
        title=title,
        ref=ref_of(told.get("referral")),
    )


def reaction(told: dict[str, Any], stamp: Stamp) -> Event | None:
    """One message may see react, unreact and react again, so the time is part of the key."""
    about, action = mid(told.get("mid")), told.get("action")
    if about is None or action not in ("react", "unreact"):
        return None
    emoji = None
    if action == "react":
        emoji = words(told.get("emoji"), EMOJI_LIMIT) or words(told.get("reaction"), EMOJI_LIMIT) or ""
    key = f"reaction:{about}:{stamp.sender}:{action}:{stamp.own_at or ''}"
    return Event(key, "reaction", stamp.at, about, emoji=emoji)


def read(told: dict[str, Any], stamp: Stamp) -> Event | None:
    about = mid(told.get("mid"))
    return Event(f"read:{stamp.sender}:{about}", "read", stamp.at, about) if about else None


def referral(told: dict[str, Any], stamp: Stamp) -> Event | None:
    if not told:
        return None
    key = stamp.key("referral", told)
    return Event(key, "referral", stamp.at, media=tuple(shown_by(told)), ref=ref_of(told))


def optin(told: dict[str, Any], stamp: Stamp) -> Event | None:
    """The token it brings would let us write outside the window; nothing here may, so it is not kept."""
    if not told:
        return None
    payload = words(told.get("payload"), PAYLOAD_LIMIT)
    return Event(stamp.key("optin", told), "optin", stamp.at, payload=payload)


def handover(action: str, told: dict[str, Any], stamp: Stamp) -> Event | None:
    app = label(told.get("requested_owner_app_id" if action == "request" else "new_owner_app_id"))
    if app is None:
        return None
    metadata = words(told.get("metadata"), PAYLOAD_LIMIT)
    key = stamp.key("handover", action, told)
    return Event(key, "handover", stamp.at, metadata=metadata, payload=action, ref=app)
