"""A part of the outbox as the body of its post.

The attempt's id rides along as metadata, by which an echo is known for ours. A reaction has no place for it and needs none:
it makes no message, has no echo, and done twice it is the same.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

from send.policy import HumanAgent
from shared.reply.model import Part
from shared.reply.render import rendered


@dataclass(frozen=True, slots=True)
class Customer:
    id: str


@dataclass(frozen=True, slots=True)
class Comment:
    """Who wrote it gets one private reply, which is one message."""

    id: str


Recipient: TypeAlias = Customer | Comment


def graph_body(
    part: Part, to: Recipient, attempt_id: str, *, tag: HumanAgent | None = None
) -> dict[str, Any]:
    recipient = {"id": to.id} if isinstance(to, Customer) else {"comment_id": to.id}
    content = rendered(part)
    if "sender_action" in content:
        return {"recipient": recipient, **content}
    body: dict[str, Any] = {"recipient": recipient, "message": {**content, "metadata": attempt_id}}
    return body if tag is None else {**body, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
