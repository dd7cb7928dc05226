"""What a message of a thread shows or answers, as Graph's reads tell it, in the words that webhooks use for the same.

Graph names the data (`image_data`, `file_url`) where a webhook names the kind. A shape that is not known is told as the
kind `unknown`, so that no attachment is lost for being new.
Source: Meta, "Conversations" of Instagram messaging.
"""

import re
from collections.abc import Iterator
from typing import Any

from shared.contracts import Media
from shared.graph.hosts import media_link
from shared.language.storable import storable

MAX_MEDIA = 10
TITLE_LIMIT = 300

#: Where the address lies, and what it is of when the message does not say its type.
_DATA = {"image_data": "image", "video_data": "video", "audio_data": "audio"}
_TYPES = ("image", "video", "audio")
_TEMPLATES = ("template", "generic_template", "product_template")
#: It may end up in a path of the Graph API, where other signs would have a meaning.
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


def kinds_in(message: dict[str, Any]) -> tuple[str, ...]:
    kinds = [media.kind for media in _carried(message)]
    if message.get("is_unsupported") is True and "unsupported" not in kinds:
        kinds.append("unsupported")
    return tuple(kinds)


def media_in(message: dict[str, Any]) -> tuple[Media, ...]:
    """What the message answers, then what it carries: a long list cuts the latter."""
    carried = [media for media in _carried(message) if media != Media(media.kind)]
    return (*_answered(message), *carried)[:MAX_MEDIA]


def replied_to(message: dict[str, Any]) -> str | None:
    """The mid of the message that this one answers; webhooks call it `mid`, nodes of Graph `id`."""
    told = _held(message.get("reply_to"))
    found = told.get("mid") or told.get("id")
    return storable(found) if isinstance(found, str) and found else None


def _carried(message: dict[str, Any]) -> Iterator[Media]:
    for attachment in _listed(message.get("attachments")):
        yield _attachment(_held(attachment))
    for shared in _listed(message.get("shares")):
        told = _held(shared)
        yield Media("share", media_link(told.get("link")), _id(told), _title(told))
    if mention := _held(_held(message.get("story")).get("mention")):
        yield Media("story_mention", media_link(mention.get("link")), _id(mention))


def _answered(message: dict[str, Any]) -> Iterator[Media]:
    """The story that the message is a reply to, in whichever member it stands."""
    for story in (_held(message.get("story")).get("reply_to"), _held(message.get("reply_to")).get("story")):
        if told := _held(story):
            yield Media("story", media_link(told.get("link") or told.get("url")), _id(told))
            return


def _attachment(told: dict[str, Any]) -> Media:
    kind = _kind(told)
    addresses = [_held(told.get(member)).get("url") for member in _DATA]
    url = next((link for one in (*addresses, told.get("file_url")) if (link := media_link(one))), None)
    return Media(kind, url, title=_title(told) if kind == "file" else None)


def _kind(told: dict[str, Any]) -> str:
    """Its type decides: a voice note has been seen as a file and as a video without a picture."""
    mime = told.get("mime_type")
    major = mime.partition("/")[0].lower() if isinstance(mime, str) else ""
    if major in _TYPES:
        return major
    kind = next((kind for member, kind in _DATA.items() if isinstance(told.get(member), dict)), None)
    if kind is not None:
        return kind
    if any(isinstance(told.get(member), dict) for member in _TEMPLATES):
        return "template"
    return "file" if told.get("file_url") else "unknown"


def _id(told: dict[str, Any]) -> str | None:
    found = told.get("id")
    return found if isinstance(found, str) and _ID.fullmatch(found) else None


def _title(told: dict[str, Any]) -> str | None:
    name = told.get("name")
    return storable(name[:TITLE_LIMIT]) if isinstance(name, str) and name else None


def _held(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: Any) -> list[Any]:
    """What Meta wraps into `data`."""
    found = value.get("data") if isinstance(value, dict) else value
    return found if isinstance(found, list) else []
