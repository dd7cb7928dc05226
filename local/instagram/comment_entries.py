"""From a comment to the webhook entry that announces it.

Every capture has `changes`; Meta's page for this product shows the flat shape, so a test can ask for that too. The time
of the entry is in seconds where a messaging entry counts milliseconds, and it is the only time there is.
"""

from typing import Any

from local.instagram.comments import Comment, Media
from local.instagram.switches import Shape

Entry = dict[str, Any]


def entry_of(comment: Comment, *, shape: Shape, lag_ms: int, under: Media | None = None) -> Entry:
    """`under`: the post it is told of, when that is not the one it was written under (an ad that shows it)."""
    media = under or comment.media
    change = {"field": "live_comments" if media.live else "comments", "value": _value(comment, media)}
    outside = {"id": media.account.user_id, "time": (comment.at + lag_ms) // 1000}
    return outside | (change if shape == "flat" else {"changes": [change]})


def author_of(entry: Entry) -> str:
    value = entry["changes"][0]["value"] if "changes" in entry else entry["value"]
    return str(value["from"]["id"])


def _value(comment: Comment, media: Media) -> dict[str, Any]:
    author = {"id": comment.author, "username": comment.username}
    if comment.self_scoped_id is not None:
        author["self_ig_scoped_id"] = comment.self_scoped_id
    value = {"id": comment.id, "text": comment.text, "from": author, "media": _media(media)}
    return value if comment.parent is None else value | {"parent_id": comment.parent}


def _media(media: Media) -> dict[str, str]:
    told = {"id": media.id, "media_product_type": media.kind}
    ad = {"ad_id": media.ad, "ad_title": media.ad_title, "original_media_id": media.original}
    return told | {name: value for name, value in ad.items() if value is not None}
