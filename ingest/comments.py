"""Comments under posts, reels, ads and broadcasts; mentions of the account in them arrive alike.

Webhooks of Meta: `comments`, `live_comments`. A boosted post may announce a comment twice, with one id.
"""

from typing import Any

from ingest.values import held, ident, label, words
from shared.contracts import Comment, Event

USERNAME_LIMIT = 64


def commenter(value: Any) -> str | None:
    return ident(held(held(value).get("from")).get("id"))


def comment(account: str, value: Any, at: int, *, live: bool) -> Event | None:
    told = held(value)
    author, media, about = held(told.get("from")), held(told.get("media")), label(told.get("id"))
    if about is None:
        return None

    def of_ad(name: str) -> str | None:
        # Meta documents these beside the media's id; they have been seen beside the comment's.
        return label(media.get(name)) or label(told.get(name))

    return Event(
        key=f"comment:{about}",
        kind="comment",
        at=at,
        text=words(told.get("text")),
        comment=Comment(
            id=about,
            media=label(media.get("id")),
            media_type=label(media.get("media_product_type")),
            parent=label(told.get("parent_id")),
            username=words(author.get("username"), USERNAME_LIMIT),
            live=live,
            ad=of_ad("ad_id"),
            original=of_ad("original_media_id"),
            # Instagram adds this id only when the account itself is the author.
            own=commenter(value) == account or bool(author.get("self_ig_scoped_id")),
        ),
    )
