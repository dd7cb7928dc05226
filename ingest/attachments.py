"""What a message carries beside its text: the kinds for the model to read, and what can be fetched or looked up.

An attachment may lack its payload or have an empty one, and Meta adds kinds: each is told by its kind, whatever it holds.
"""

from collections.abc import Iterator
from typing import Any

from ingest.referrals import TITLE_LIMIT, shown_by
from ingest.values import held, label, words
from shared.contracts import Media
from shared.graph.hosts import media_link
from shared.language.storable import storable

MAX_MEDIA = 10
KIND_LIMIT = 40

_OTHER_NAMES = {"unsupported_type": "unsupported", "reel": "ig_reel"}
#: Where a kind has its id, when that is not `id`.
_IDS = {"ig_post": "ig_post_media_id", "ig_reel": "reel_video_id", "ig_story": "story_media_id"}


def kinds_of(message: dict[str, Any]) -> tuple[str, ...]:
    kinds = [_kind(attachment) for attachment in _attached(message)]
    if message.get("is_unsupported") and "unsupported" not in kinds:
        kinds.append("unsupported")
    return tuple(kinds)


def media_of(message: dict[str, Any]) -> tuple[Media, ...]:
    """What the message answers and where it came from, then what it carries: a long list cuts the latter."""
    found = [*_story(message.get("reply_to")), *shown_by(message.get("referral"))]
    for attachment in _attached(message):
        if len(found) < MAX_MEDIA:
            found += _shown(_kind(attachment), held(held(attachment).get("payload")))
    return tuple(found[:MAX_MEDIA])


def _attached(message: dict[str, Any]) -> list[Any]:
    given = message.get("attachments")
    if not isinstance(given, list):
        return []
    # One shared post came as `share` and as `ig_post`, with addresses of their own: the first says nothing more.
    if any(_kind(attachment) == "ig_post" for attachment in given):
        return [attachment for attachment in given if _kind(attachment) != "share"]
    return given


def _kind(attachment: Any) -> str:
    kind = held(attachment).get("type")
    return _OTHER_NAMES.get(kind) or storable(kind[:KIND_LIMIT]) if isinstance(kind, str) else "unknown"


def _shown(kind: str, payload: dict[str, Any]) -> Iterator[Media]:
    elements = held(payload.get("product")).get("elements")
    for element in elements if isinstance(elements, list) else []:
        if product := label(held(element).get("id")):
            yield Media("product", id=product)
    media = Media(
        kind,
        media_link(payload.get("url")) or media_link(payload.get("story_media_url")),
        label(payload.get(_IDS.get(kind, "id"))),
        words(payload.get("title"), TITLE_LIMIT),
    )
    if media != Media(kind):
        yield media


def _story(reply_to: Any) -> Iterator[Media]:
    story = held(held(reply_to).get("story"))
    if story:
        yield Media("story", media_link(story.get("url")), label(story.get("id")))
