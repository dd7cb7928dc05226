"""The account's own posts, as `/me/media` tells them, newest first.

Addresses of pictures expire, so they are for looking at now; what is kept of a post is its id.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.errors import GraphUnavailable
from shared.graph.hosts import media_link
from shared.language.storable import storable

_SHOWN = "media_type,media_url,thumbnail_url"
PICTURE_FIELDS = f"{_SHOWN},children{{{_SHOWN}}}"
POST_FIELDS = f"id,caption,{PICTURE_FIELDS},permalink,timestamp"
PAGE_SIZE = 25
#: In place of a picture's address: the id of the post whose picture it is. It is no address that anybody would call.
OF_MEDIA = "media:"


@dataclass(frozen=True, slots=True)
class OwnPost:
    media_id: str
    caption: str
    picture: str | None  #: of a film its still, of several their first; None where Meta shows none
    permalink: str
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Posts:
    found: list[OwnPost]
    after: str | None  #: where the next page begins, if there may be one


def posts_in(answer: dict[str, Any]) -> Posts:
    """Raises GraphUnavailable for what is not understood, so that it never counts as the end."""
    try:
        found = [_post(one) for one in answer["data"]]
        after = ((answer.get("paging") or {}).get("cursors") or {}).get("after")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise GraphUnavailable(f"Graph's list of posts was not understood: {type(error).__name__}") from None
    return Posts(found, str(after) if after and found else None)


def shown_in(answer: dict[str, Any]) -> str | None:
    """The picture of one post. Raises GraphUnavailable for what is not understood."""
    try:
        return picture_in(answer)
    except (TypeError, AttributeError) as error:
        raise GraphUnavailable(f"Graph's post was not understood: {type(error).__name__}") from None


def picture_in(one: dict[str, Any]) -> str | None:
    """Its own, or that of the first of an album."""
    album = (one.get("children") or {}).get("data") or []
    pictures = (
        media_link(each.get("thumbnail_url" if _is_film(each) else "media_url")) for each in (one, *album)
    )
    return next((picture for picture in pictures if picture), None)


def _is_film(one: dict[str, Any]) -> bool:
    return one.get("media_type") == "VIDEO"


def _post(one: dict[str, Any]) -> OwnPost:
    at = datetime.fromisoformat(one["timestamp"])
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return OwnPost(
        media_id=storable(str(one["id"])),
        caption=storable(str(one.get("caption") or "")),
        picture=picture_in(one),
        permalink=storable(str(one.get("permalink") or "")),
        posted_at=at,
    )
