"""A reply as Graph takes it: what stands under `message` in the body of a post, or a `sender_action` in its place.

Source: Meta, "Instagram API with Instagram Login", the pages that `limits.py` names.
"""

from typing import Any, TypeAlias, TypedDict, assert_never

from shared.reply.fit import fit
from shared.reply.model import (
    Audio,
    Button,
    Buttons,
    Card,
    Cards,
    File,
    Image,
    Images,
    LinkButton,
    OwnPost,
    Part,
    Reaction,
    Reply,
    Text,
    Video,
)

JSON: TypeAlias = dict[str, Any]


class Message(TypedDict, total=False):
    """Has a text or an attachment or attachments, never two of them."""

    text: str
    quick_replies: list[JSON]
    attachment: JSON
    attachments: list[JSON]


class Action(TypedDict):
    """What is done to a message of the customer's instead of sending one."""

    sender_action: str
    payload: JSON


Rendered: TypeAlias = Message | Action

_MEDIA: dict[type[Part], str] = {Image: "image", Audio: "audio", Video: "video", File: "file"}
#: The heart has had this name since before Instagram took any emoji, and every version knows it.
_REACTIONS = {"❤": "love", "❤️": "love"}


def render(reply: Reply) -> list[Rendered]:
    """The posts of a reply, in order. Empty when there is nothing in it to send."""
    return [rendered(part) for part in fit(reply)]


def rendered(part: Part) -> Rendered:
    """One part that `fit` has laid out."""
    match part:
        case Text():
            return _text(part)
        case Buttons(text, buttons):
            return _template("button", text=text, buttons=[_button(button) for button in buttons])
        case Cards(cards):
            return _template("generic", elements=[_element(card) for card in cards])
        case Image(url) | Audio(url) | Video(url) | File(url):
            return Message(attachment=_media(_MEDIA[type(part)], url))
        case Images(urls):
            return Message(attachments=[_media("image", url) for url in urls])
        case OwnPost(media_id):
            return Message(attachment={"type": "MEDIA_SHARE", "payload": {"id": media_id}})
        case Reaction():
            return _action(part)
    assert_never(part)


def _text(part: Text) -> Message:
    message = Message(text=part.text)
    if part.choices:
        message["quick_replies"] = [
            {"content_type": "text", "title": choice.title, "payload": choice.payload}
            for choice in part.choices
        ]
    return message


def _action(part: Reaction) -> Action:
    if part.emoji is None:
        return Action(sender_action="unreact", payload={"message_id": part.mid})
    reaction = _REACTIONS.get(part.emoji, part.emoji)
    return Action(sender_action="react", payload={"message_id": part.mid, "reaction": reaction})


def _media(kind: str, url: str) -> JSON:
    return {"type": kind, "payload": {"url": url}}


def _template(kind: str, **payload: Any) -> Message:
    return Message(attachment={"type": "template", "payload": {"template_type": kind, **payload}})


def _element(card: Card) -> JSON:
    element: JSON = {"title": card.title}
    if card.subtitle is not None:
        element["subtitle"] = card.subtitle
    if card.image_url is not None:
        element["image_url"] = card.image_url
    if card.link is not None:
        element["default_action"] = {"type": "web_url", "url": card.link}
    if card.buttons:
        element["buttons"] = [_button(button) for button in card.buttons]
    return element


def _button(button: Button) -> JSON:
    if isinstance(button, LinkButton):
        return {"type": "web_url", "url": button.url, "title": button.title}
    return {"type": "postback", "title": button.title, "payload": button.payload}
