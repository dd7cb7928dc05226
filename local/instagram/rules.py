"""What Graph accepts as a post to `/messages`: pure rules, no thread and no clock beyond the two times compared.

The harsher reading is taken wherever Meta's own pages disagree: a text is measured in UTF-8 bytes, of which an Arabic
letter takes two and an emoji four or more, and a typing signal obeys the window like a message.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from local.instagram import attachments
from local.instagram.attachments import Attachment
from local.instagram.errors import (
    bad_message,
    bad_parameter,
    outside_window,
    unknown_recipient,
)

MAX_TEXT = 1000
MAX_QUICK_REPLIES = 13
MAX_QUICK_REPLY_TITLE = 20
MAX_PAYLOAD = 1000
WINDOW_MS = 24 * 3600 * 1000
HUMAN_AGENT_WINDOW_MS = 7 * WINDOW_MS
ACTIONS = frozenset({"typing_on", "typing_off", "mark_seen", "react", "unreact"})


@dataclass(frozen=True)
class Post:
    recipient: str  #: empty when a comment stands for it
    comment: str | None = None
    action: str | None = None
    reacts_to: str | None = None
    reaction: str | None = None
    text: str | None = None
    attachments: list[Attachment] = field(default_factory=list)
    quick_replies: list[dict[str, Any]] = field(default_factory=list)
    metadata: str | None = None
    reply_to: str | None = None
    human_agent: bool = False


def read(body: Any, uploads: dict[str, Attachment], *, in_bytes: bool = True) -> Post:
    """Raises GraphError with what Graph would answer. `in_bytes=False`: a text is measured in characters."""
    if not isinstance(body, dict):
        raise bad_parameter("The parameter recipient is required.")
    recipient, comment = _recipient(body.get("recipient"))
    if body.get("sender_action") is not None:
        return replace(_action(recipient, body), comment=comment)
    message = body.get("message")
    if not isinstance(message, dict) or not message:
        raise bad_message("The parameter message is required.")
    _check_length(message.get("text"), in_bytes=in_bytes)
    return replace(_message(recipient, message, body, uploads), comment=comment)


def check_window(last_action: int | None, now: int, *, human_agent: bool, status: int) -> None:
    """The time of the customer's last message counts, in milliseconds; None is a customer who never wrote."""
    allowed = HUMAN_AGENT_WINDOW_MS if human_agent else WINDOW_MS
    if last_action is None or now - last_action > allowed:
        raise outside_window(status)


def _recipient(given: Any) -> tuple[str, str | None]:
    """A customer, or a comment that stands for whoever wrote it."""
    if not isinstance(given, dict):
        raise bad_parameter("The parameter recipient is required.")
    if "comment_id" in given:
        comment = given["comment_id"]
        if given.keys() != {"comment_id"} or isinstance(comment, bool) or not isinstance(comment, str | int):
            raise bad_parameter("Param recipient must have one of id, comment_id")
        return "", str(comment)
    recipient = given.get("id")
    if isinstance(recipient, bool) or not isinstance(recipient, str | int):
        raise bad_parameter("Param recipient[id] must be a string")
    if not str(recipient).isdigit():
        raise unknown_recipient()
    return str(recipient), None


def _action(recipient: str, body: dict[str, Any]) -> Post:
    action = body["sender_action"]
    if action not in ACTIONS:
        raise bad_parameter(f"Param sender_action must be one of {{{', '.join(sorted(ACTIONS))}}}")
    wanted = {"react": {"message_id", "reaction"}, "unreact": {"message_id"}}.get(action, set())
    if body.keys() - {"recipient", "sender_action", *(("payload",) if wanted else ())}:
        raise bad_parameter("A sender_action takes nothing but the recipient beside it.")
    payload = body.get("payload", {})
    if not isinstance(payload, dict) or payload.keys() != wanted:
        raise bad_parameter(f"Param payload must have {', '.join(sorted(wanted))}")
    if not all(isinstance(value, str) and value for value in payload.values()):
        raise bad_parameter("Param payload must hold strings")
    return Post(
        recipient, action=action, reacts_to=payload.get("message_id"), reaction=payload.get("reaction")
    )


def _message(
    recipient: str, message: dict[str, Any], body: dict[str, Any], uploads: dict[str, Attachment]
) -> Post:
    text, carried = _text(message.get("text")), _carried(message, uploads)
    if text is None and not carried:
        raise bad_message("Message cannot be empty, must provide valid attachment or text")
    if text is not None and carried:
        raise bad_message("Message cannot have both text and an attachment")
    return Post(
        recipient,
        text=text,
        attachments=carried,
        quick_replies=_quick_replies(message.get("quick_replies")),
        metadata=_metadata(message.get("metadata")),
        reply_to=_reply_to(body.get("reply_to")),
        human_agent=_human_agent(body),
    )


def _text(given: Any) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str):
        raise bad_parameter("Param message[text] must be a string.")
    if not given.strip():
        raise bad_message("Message cannot be empty, must provide valid attachment or text")
    return given


def _check_length(text: Any, *, in_bytes: bool) -> None:
    if isinstance(text, str):
        length = len(text.encode("utf-8", "surrogatepass")) if in_bytes else len(text)
        if length > MAX_TEXT:
            raise bad_parameter(f"Length of param message[text] must be less than or equal to {MAX_TEXT}")


def _carried(message: dict[str, Any], uploads: dict[str, Attachment]) -> list[Attachment]:
    if "attachments" in message:
        return attachments.read_images(message["attachments"], uploads)
    if "attachment" in message:
        return [attachments.read(message["attachment"], uploads)]
    return []


def _quick_replies(given: Any) -> list[dict[str, Any]]:
    if given is None:
        return []
    if not isinstance(given, list) or not 1 <= len(given) <= MAX_QUICK_REPLIES:
        raise bad_parameter(f"Param quick_replies must hold 1 to {MAX_QUICK_REPLIES} quick replies")
    return [_quick_reply(reply) for reply in given]


def _quick_reply(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or given.get("content_type") != "text":
        raise bad_parameter("Param quick_replies[content_type] must be one of {text}")
    title, payload = given.get("title"), given.get("payload")
    if not isinstance(title, str) or not title.strip():
        raise bad_parameter("Param quick_replies[title] must be a non-empty string")
    if not isinstance(payload, str) or not 1 <= len(payload) <= MAX_PAYLOAD:
        raise bad_parameter(f"Param quick_replies[payload] must be a string of 1 to {MAX_PAYLOAD} characters")
    # A longer title is cut, not refused.
    return {"content_type": "text", "title": title[:MAX_QUICK_REPLY_TITLE], "payload": payload}


def _metadata(given: Any) -> str | None:
    if given is not None and (not isinstance(given, str) or len(given) > MAX_PAYLOAD):
        raise bad_parameter(f"Param message[metadata] must be a string of at most {MAX_PAYLOAD} characters")
    return given


def _reply_to(given: Any) -> str | None:
    if given is None:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("mid"), str):
        raise bad_parameter("Param reply_to[mid] must be a string")
    return str(given["mid"])


def _human_agent(body: dict[str, Any]) -> bool:
    kind, tag = body.get("messaging_type", "RESPONSE"), body.get("tag")
    if kind not in {"RESPONSE", "UPDATE", "MESSAGE_TAG"}:
        raise bad_parameter("Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG}")
    if (kind == "MESSAGE_TAG") != (tag is not None) or tag not in {None, "HUMAN_AGENT"}:
        raise bad_parameter("Param tag must be HUMAN_AGENT, together with messaging_type MESSAGE_TAG")
    return tag is not None
