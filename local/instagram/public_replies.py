"""Comments over Graph: reading one, reading what stands under it, and answering where everybody sees it.

The account's answer is a comment like any other, so the product is told of it by webhook, as it is of its messages, and
by the same switch before its answer, after it or never.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from local.instagram import errors
from local.instagram.commenting import Commenting
from local.instagram.comments import Comment, Comments
from local.instagram.errors import GraphError
from local.instagram.faults import Faults
from local.instagram.fields import Asked, Field
from local.instagram.reads import iso
from local.instagram.sends import Reply, Sends
from local.instagram.threads import Account

#: Meta's rule for comments made by an app of an earlier API; people may write 2200. The harsher counts.
MAX_TEXT = 300


@dataclass(frozen=True)
class CommentReply:
    """A public reply the product posted and Graph accepted."""

    at: float
    account: str
    comment: str  #: the one it answers
    text: str
    id: str


class PublicReplies:
    def __init__(
        self,
        *,
        comments: Comments,
        commenting: Commenting,
        sends: Sends,
        faults: Faults,
        clock: Callable[[], float],
    ) -> None:
        self.made: list[CommentReply] = []
        self._comments = comments
        self._commenting = commenting
        self._sends = sends
        self._faults = faults
        self._clock = clock

    async def post(self, account: Account, comment_id: str, given: Mapping[str, Any]) -> Reply:
        try:
            self._faults.strike("comments", account)
            comment, text = self._answerable(account, comment_id), _text(given.get("message"))
        except GraphError as error:
            self._sends.refuse(account, dict(given) | {"comment_id": comment_id}, error)
            raise
        own = self._commenting.own(account, text, parent=comment.id)
        self.made.append(CommentReply(self._clock(), account.user_id, comment.id, text, own.id))
        self._sends.bell.ring()
        return await self._sends.told({"id": own.id}, partial(self._commenting.announce, own))

    def read(self, comment: Comment, fields: str | None) -> dict[str, Any]:
        return _node(comment, Asked.read(fields, "id,text,timestamp"))

    def read_replies(self, account: Account, comment_id: str, fields: str | None) -> dict[str, Any]:
        comment, asked = self._known(account, comment_id, "get"), Asked.read(fields, "id,text,timestamp")
        return {"data": [_node(reply, asked) for reply in self._comments.replies(comment)]}

    def _answerable(self, account: Account, comment_id: str) -> Comment:
        comment = self._known(account, comment_id, "post")
        if comment.media.live:
            raise errors.bad_parameter("Comments on live video are not supported")
        return comment

    def _known(self, account: Account, comment_id: str, verb: str) -> Comment:
        found = self._comments.find(account, comment_id)
        if found is None:
            raise errors.unknown_object(comment_id, verb)
        return found


def _text(given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise errors.bad_parameter("The parameter message is required.")
    if len(given) > MAX_TEXT:
        raise errors.bad_parameter(f"Length of param message must be less than or equal to {MAX_TEXT}")
    return given


def _node(comment: Comment, asked: Asked) -> dict[str, Any]:
    def media(field: Field) -> dict[str, str]:
        told = {"id": comment.media.id, "media_product_type": comment.media.kind}
        return {"id": told["id"]} | {one.name: told[one.name] for one in field.fields if one.name in told}

    return asked.of(
        "IGComment",
        {
            "id": lambda _: comment.id,
            "text": lambda _: comment.text,
            "timestamp": lambda _: iso(comment.at),
            "username": lambda _: comment.username,
            "from": lambda _: {"id": comment.author, "username": comment.username},
            "parent_id": lambda _: comment.parent,
            "media": media,
            "like_count": lambda _: 0,
            "hidden": lambda _: False,
        },
    )
