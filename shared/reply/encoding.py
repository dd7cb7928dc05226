"""A part as JSON, as the outbox keeps it, and back.

A row may have been written by another release; what is not exactly a part is refused rather than half understood.
"""

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from shared.errors import BadPart
from shared.reply.model import (
    Audio,
    Button,
    Buttons,
    Card,
    Cards,
    Choice,
    File,
    Image,
    Images,
    LinkButton,
    OwnPost,
    Part,
    PostbackButton,
    Reaction,
    Text,
    Video,
)

if TYPE_CHECKING:
    from pydantic import TypeAdapter

#: The names in stored rows: they outlive the classes' own.
KINDS: dict[str, type[Part]] = {
    "text": Text,
    "buttons": Buttons,
    "cards": Cards,
    "image": Image,
    "images": Images,
    "audio": Audio,
    "video": Video,
    "file": File,
    "own_post": OwnPost,
    "reaction": Reaction,
}
_NAMES = {part: kind for kind, part in KINDS.items()}
#: What a stored object may have for keys; any other key is somebody's content.
_KNOWN = {
    field.name
    for stored in (*KINDS.values(), Card, Choice, LinkButton, PostbackButton)
    for field in fields(stored)
}


def encode(part: Part) -> dict[str, Any]:
    """What decode reads; members that have their default are left out."""
    return {"kind": _NAMES[type(part)], **_members(part)}


def decode(stored: object) -> Part:
    """Raises BadPart with the place of the first fault, never with the content."""
    from pydantic import ValidationError

    if not isinstance(stored, dict):
        raise BadPart("not a part of a reply: not an object")
    kind = stored.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise BadPart("not a part of a reply: kind: not one of ours")
    members = {name: value for name, value in stored.items() if name != "kind"}
    try:
        return _decoder(kind).validate_python(members)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(
            str(step) if step in _KNOWN or isinstance(step, int) else "…" for step in first["loc"]
        )
        raise BadPart(f"not a part of a reply: {kind}.{where}: {first['type']}") from None


def _members(value: Part | Card | Choice | Button) -> dict[str, Any]:
    found = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
    return {name: _plain(item) for name, (item, default) in found.items() if item != default}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _members(value) if isinstance(value, Card | Choice | LinkButton | PostbackButton) else value


@cache
def _decoder(kind: str) -> "TypeAdapter[Part]":
    from pydantic import TypeAdapter

    return TypeAdapter(KINDS[kind])
