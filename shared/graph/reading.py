"""What Graph's reads become: messages and conversations, and GraphUnavailable for what is not understood.

An answer that is not understood must never count as an empty one: whoever looks for a message would send it again, and
whoever looks for what was missed would miss it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.contracts import Media
from shared.errors import GraphUnavailable
from shared.graph.shown import kinds_in, media_in, replied_to
from shared.language.storable import storable

#: Who said what and when.
MESSAGE_FIELDS = "id,created_time,from,to,message"
#: And everything that goes with it.
WHOLE_MESSAGE = f"{MESSAGE_FIELDS},attachments,story,shares,is_unsupported,reply_to"


@dataclass(frozen=True, slots=True)
class PostedMessage:
    """A message of a thread, as the Conversations API tells it."""

    mid: str
    sender: str
    text: str
    created_at: datetime
    recipient: str = ""
    #: Where they were asked for: kinds of what it carries, what can be fetched of that, and the message it answers.
    kinds: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    thread: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    conversations: list[Conversation]
    after: str | None  #: where the next page begins, if there may be one


_NOT_UNDERSTOOD = (KeyError, IndexError, TypeError, AttributeError, ValueError)


def message_in(answer: dict[str, Any]) -> PostedMessage:
    try:
        return _posted(answer)
    except _NOT_UNDERSTOOD as error:
        raise _puzzled("message", error) from None


def messages_in(answer: dict[str, Any]) -> list[PostedMessage]:
    """Of a thread, newest first."""
    try:
        return [_posted(message) for message in answer["messages"]["data"]]
    except _NOT_UNDERSTOOD as error:
        raise _puzzled("thread", error) from None


def replies_in(answer: dict[str, Any]) -> list[PostedMessage]:
    """Comments under a comment; each counts as a message without a recipient."""
    try:
        return [
            PostedMessage(
                mid=str(reply["id"]),
                sender=str((reply.get("from") or {}).get("id", "")),
                text=str(reply.get("text") or ""),
                created_at=_time(reply["timestamp"]),
            )
            for reply in answer["data"]
        ]
    except _NOT_UNDERSTOOD as error:
        raise _puzzled("list of comments", error) from None


def thread_in(answer: dict[str, Any]) -> str | None:
    """The first of a list of threads; None when it is empty."""
    try:
        found = [str(thread["id"]) for thread in answer["data"]]
    except _NOT_UNDERSTOOD as error:
        raise _puzzled("list of threads", error) from None
    return found[0] if found else None


def page_in(answer: dict[str, Any]) -> Page:
    """`paging.next` is a URL with the token in it and is left where it is; the cursor is enough."""
    try:
        found = [Conversation(str(one["id"]), _time(one["updated_time"])) for one in answer["data"]]
        after = ((answer.get("paging") or {}).get("cursors") or {}).get("after")
    except _NOT_UNDERSTOOD as error:
        raise _puzzled("list of threads", error) from None
    return Page(found, str(after) if after and found else None)


def entries_in(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The objects of a list that Meta wraps into `data`."""
    found = answer.get("data")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _puzzled("profile", TypeError())
    return found


def _posted(message: dict[str, Any]) -> PostedMessage:
    receivers = (message.get("to") or {}).get("data") or [{}]
    return PostedMessage(
        mid=storable(str(message["id"])),
        sender=str((message.get("from") or {}).get("id", "")),
        text=str(message.get("message") or ""),
        created_at=_time(message["created_time"]),
        recipient=str(receivers[0].get("id", "")),
        kinds=kinds_in(message),
        media=media_in(message),
        reply_to=replied_to(message),
    )


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at


def _puzzled(what: str, error: Exception) -> GraphUnavailable:
    return GraphUnavailable(f"Graph's {what} was not understood: {type(error).__name__}")
