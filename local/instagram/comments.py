"""What stands under an account's posts: media, broadcasts, and the comments of customers and of the account itself.

Instagram's threads of comments are one deep: a reply to a reply stands under the comment that began it. A comment is
kept with the private reply it has had, because it can have one only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from local.instagram.ids import Ids
from local.instagram.threads import Account

Kind = Literal["FEED", "REELS", "AD", "STORY", "LIVE"]


@dataclass(eq=False)
class Media:
    """A post of the account. An ad shows another post, and `original` is that post's id."""

    id: str
    account: Account
    kind: Kind
    ad: str | None = None
    ad_title: str | None = None
    original: str | None = None
    on_air: bool = False  #: a broadcast that has not ended

    @property
    def live(self) -> bool:
        return self.kind == "LIVE"


@dataclass(eq=False)
class Comment:
    id: str
    at: int  #: milliseconds since 1970, UTC
    author: str  #: the customer's id, or the account's
    username: str
    text: str
    media: Media
    parent: str | None = None
    self_scoped_id: str | None = None  #: told of the account's own comments only
    private_reply: str | None = None  #: the mid of the one there can be
    client_id: str | None = None  #: the chat page's own name for it

    @property
    def own(self) -> bool:
        return self.author == self.media.account.user_id


class Comments:
    def __init__(self, ids: Ids, added: Callable[[Comment], None]) -> None:
        self._ids = ids
        self._added = added
        self._media: list[Media] = []
        self._comments: dict[str, Comment] = {}

    @property
    def all(self) -> list[Comment]:
        return list(self._comments.values())

    def publish(self, account: Account, kind: Kind = "FEED", *, original: Media | None = None) -> Media:
        media = Media(self._ids.media(), account, kind, on_air=kind == "LIVE")
        if kind == "AD":
            media.ad, media.ad_title = self._ids.attachment(), "An ad"
            media.original = original.id if original else self._ids.media()
        self._media.append(media)
        return media

    def newest(self, account: Account, *, live: bool) -> Media:
        """The newest post, or the broadcast on the air; an account that has none gets one."""
        found = [one for one in self._media if one.account == account and one.live == live]
        if live:
            found = [one for one in found if one.on_air]
        return found[-1] if found else self.publish(account, "LIVE" if live else "FEED")

    def restore(self, media: Media) -> Media:
        """The post itself if it stands there already."""
        known = next((one for one in self._media if one.id == media.id), None)
        if known is None:
            self._media.append(media)
        return known or media

    def put(self, comment: Comment) -> Comment:
        self._comments[comment.id] = comment
        self._added(comment)
        return comment

    def delete(self, comment: Comment) -> None:
        """Whatever stands under it goes with it."""
        self._comments = {one.id: one for one in self.all if comment.id not in {one.id, one.parent}}

    def get(self, comment_id: str) -> Comment | None:
        return self._comments.get(comment_id)

    def find(self, account: Account, comment_id: str) -> Comment | None:
        """Under a post of this account: another's comments are as unknown as those that never were."""
        found = self._comments.get(comment_id)
        return found if found is not None and found.media.account == account else None

    def replies(self, comment: Comment) -> list[Comment]:
        return [one for one in self.all if one.parent == comment.id]

    def root_of(self, comment_id: str | None) -> str | None:
        """Where a reply to this comment comes to stand."""
        found = self._comments.get(comment_id) if comment_id else None
        return comment_id if found is None else found.parent or found.id
