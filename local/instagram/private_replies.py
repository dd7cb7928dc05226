"""When a comment may still be answered in private, and with what: the one message that needs no open window.

Which code Graph gives for which fault is not known; all faults of the comment are the one that Meta lists, so that a
client cannot come to depend on more.
"""

from local.instagram.comments import Comment
from local.instagram.errors import bad_message, bad_parameter, unusable_comment
from local.instagram.limits import Counted
from local.instagram.rules import Post

WINDOW_MS = 7 * 24 * 3600 * 1000


def check_content(post: Post) -> None:
    """Text, quick replies or a button template; and no person's tag, for the window is not what it is about."""
    if post.action is not None or post.human_agent or post.reply_to is not None:
        raise bad_parameter("Param recipient[comment_id] takes a message and nothing beside it")
    if not all("button" in one.get("payload", {}) for one in post.attachments):
        raise bad_message("A private reply can hold text, quick replies or a button template")


def answerable(comment: Comment | None, now: int) -> Comment:
    """`now` in milliseconds. Raises what Graph answers when this comment can have no private reply (any more)."""
    if comment is None or comment.own or comment.private_reply is not None:
        raise unusable_comment()
    if now - comment.at > WINDOW_MS or (comment.media.live and not comment.media.on_air):
        raise unusable_comment()
    return comment


def counted_as(comment: Comment) -> Counted:
    return "live_private_replies" if comment.media.live else "private_replies"
