"""How Graph's reads show what a message carries: by its data, where a webhook names a kind.

A voice note comes as a file whose type says what it is, a shared post among `shares`; what has neither data nor address
is left out, as Graph leaves it out.
"""

from typing import Any

from local.instagram.threads import Message

_PICTURES = {"image": "image_data", "video": "video_data"}
_TYPES = {"audio": "audio/mp4", "file": "application/pdf"}
_SHARED = frozenset({"share", "ig_post", "ig_reel", "reel"})

Shown = dict[str, Any]


def attachments_of(message: Message) -> Shown | None:
    return _listed([shown for one in message.attachments if (shown := _attachment(one))])


def shares_of(message: Message) -> Shown | None:
    payloads = [one.get("payload") or {} for one in message.attachments if one.get("type") in _SHARED]
    return _listed([{"link": payload["url"]} for payload in payloads if "url" in payload])


def story_of(message: Message) -> Shown | None:
    for one in message.attachments:
        if one.get("type") == "story_mention":
            return {"mention": {"link": (one.get("payload") or {}).get("url")}}
    return None


def _attachment(one: dict[str, Any]) -> Shown | None:
    kind, url = one.get("type"), (one.get("payload") or {}).get("url")
    if kind in _PICTURES:
        return {_PICTURES[kind]: {"url": url, "preview_url": url}}
    if kind in _TYPES:
        return {"mime_type": _TYPES[kind], "file_url": url}
    if kind == "template":
        return {"generic_template": {}}
    return None


def _listed(found: list[Shown]) -> Shown | None:
    return {"data": found} if found else None
