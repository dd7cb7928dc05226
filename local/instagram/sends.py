"""A post to `/messages`, from the rules to the thread to the echo, with the failures a test asked for in between.

A message is in the thread before anything can go wrong with its answer: that is what makes a lost response dangerous,
and why there is no safe resend without looking first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from local.instagram import attachments, errors, private_replies, rules
from local.instagram.attachments import Attachment
from local.instagram.bell import Bell
from local.instagram.comments import Comment, Comments
from local.instagram.errors import GraphError
from local.instagram.faults import Faults
from local.instagram.ids import Ids
from local.instagram.limits import Counted, Limiter
from local.instagram.rules import Post
from local.instagram.switches import Switches
from local.instagram.threads import TYPING_SECONDS, Account, Message, Thread, Threads
from local.instagram.webhooks import Attempts


@dataclass(frozen=True)
class Reply:
    answer: dict[str, Any]
    then: Callable[[], object] | None = None  #: to be done when the answer has left
    lost: bool = False  #: the connection breaks in its place


@dataclass(frozen=True)
class Sent:
    """A message the product posted and Graph accepted."""

    at: float
    account: str
    recipient: str
    body: dict[str, Any]
    mid: str
    metadata: str | None
    comment: str | None = None  #: the comment it answers in private, by id

    @property
    def text(self) -> str:
        """Empty for a message that has none."""
        return str(self.body["message"].get("text", ""))


@dataclass(frozen=True)
class Signal:
    """A `sender_action` the product posted and Graph accepted."""

    at: float
    account: str
    recipient: str
    action: str
    reacts_to: str | None = None  #: a message's mid
    reaction: str | None = None


@dataclass(frozen=True)
class Refused:
    """A post that Graph answered with an error, by its rules or because a test asked for it."""

    at: float
    account: str
    body: Any
    error: GraphError


class Sends:
    def __init__(
        self,
        *,
        threads: Threads,
        comments: Comments,
        ids: Ids,
        clock: Callable[[], float],
        faults: Faults,
        limiter: Limiter,
        announce: Callable[[Thread, Message], Attempts],
        switches: Switches,
        announce_self_test: Callable[[Account, str, str, int], object],
    ) -> None:
        self.sent: list[Sent] = []
        self.signals: list[Signal] = []
        self.refused: list[Refused] = []
        self.bell = Bell()
        self._threads = threads
        self._comments = comments
        self._ids = ids
        self._clock = clock
        self._faults = faults
        self._limiter = limiter
        self._announce = announce
        self._announce_self_test = announce_self_test
        self._switches = switches
        self._uploads: dict[str, Attachment] = {}

    async def post_message(self, account: Account, body: Any) -> Reply:
        try:
            self._faults.check_token(account)
            post = rules.read(body, self._uploads, in_bytes=self._switches.byte_limit)
            self._faults.strike("actions" if post.action else "messages", account)
            if post.recipient == account.user_id and post.text is not None:
                return self._to_itself(account, post.text)
            comment = self._commented(account, post)
            thread = self._thread_under(comment) if comment else self._reachable(account, post)
            self._limiter.admit(account, private_replies.counted_as(comment) if comment else _kind(post))
        except GraphError as error:
            self.refuse(account, body, error)
            raise
        if post.action is not None:
            self._signal(thread, post.action, post)
            return Reply({"recipient_id": post.recipient})
        message = self._put(thread, post, body, comment)
        answer = {"recipient_id": thread.customer.id, "message_id": message.mid}
        return await self.told(answer, partial(self._announce, thread, message))

    def _to_itself(self, account: Account, text: str) -> Reply:
        """A self test: no thread and no window, and an echo whose two sides are one."""
        at = int(self._clock() * 1000)
        mid = self._ids.mid(account.user_id, account.user_id, at)
        then = partial(self._announce_self_test, account, mid, text, at)
        return Reply({"recipient_id": account.user_id, "message_id": mid}, then)

    def refuse(self, account: Account, body: Any, error: GraphError) -> None:
        self.refused.append(Refused(self._clock(), account.user_id, body, error))
        self.bell.ring()

    async def told(self, answer: dict[str, Any], announce: Callable[[], Attempts]) -> Reply:
        """The answer to what has happened already, with its webhook where `echo` wants it and the faults asked for."""
        lost = self._faults.loses_this()
        if self._switches.echo == "before":
            await announce().answered_once()
        await self._faults.released()
        return Reply(answer, announce if self._switches.echo == "after" else None, lost=lost)

    async def upload(self, account: Account, body: Any) -> Reply:
        """An attachment sent ahead, to be named by its id; only a reusable one is kept."""
        self._faults.check_token(account)
        message = body.get("message") if isinstance(body, dict) else None
        if not isinstance(message, dict):
            raise errors.bad_message("The parameter message is required.")
        read = attachments.read(message.get("attachment"), {})
        if read["type"] not in attachments.MEDIA:
            raise errors.bad_parameter("Only media can be uploaded")
        number = self._ids.attachment()
        self._uploads[number] = read
        return Reply({"attachment_id": number})

    def _commented(self, account: Account, post: Post) -> Comment | None:
        if post.comment is None:
            return None
        private_replies.check_content(post)
        found = self._comments.find(account, post.comment)
        return private_replies.answerable(found, int(self._clock() * 1000))

    def _thread_under(self, comment: Comment) -> Thread:
        return self._threads.open(comment.media.account, comment.author)

    def _reachable(self, account: Account, post: Post) -> Thread:
        thread = self._threads.find(account, post.recipient)
        if thread is None:
            raise errors.unknown_recipient()
        now = int(self._clock() * 1000)
        rules.check_window(
            thread.last_customer_action,
            now,
            human_agent=post.human_agent,
            status=self._switches.window_status,
        )
        if post.reply_to is not None and thread.get(post.reply_to) is None:
            raise errors.bad_parameter("Param reply_to[mid] must be a message of this conversation")
        if post.reacts_to is not None and thread.get(post.reacts_to) is None:
            raise errors.bad_parameter("Param payload[message_id] must be a message of this conversation")
        return thread

    def _signal(self, thread: Thread, action: str, post: Post) -> None:
        now = self._clock()
        if action == "mark_seen":
            thread.see()
        elif post.reacts_to is None:
            thread.show_typing(now + TYPING_SECONDS if action == "typing_on" else 0.0)
        who = (thread.account.user_id, thread.customer.id)
        self.signals.append(Signal(now, *who, action, post.reacts_to, post.reaction))
        self.bell.ring()

    def _put(self, thread: Thread, post: Post, body: dict[str, Any], comment: Comment | None) -> Message:
        now = self._clock()
        account, customer = thread.account.user_id, thread.customer.id
        at = thread.next_time(int(now * 1000))
        message = Message(
            mid=self._ids.mid(account, customer, at),
            at=at,
            by="app",
            text=post.text,
            attachments=post.attachments,
            quick_replies=post.quick_replies,
            reply_to=post.reply_to,
            metadata=post.metadata,
            comment=post.comment,
            comment_text=comment.text if comment else None,
        )
        if comment is not None:
            comment.private_reply = message.mid
        thread.put(message)
        self.sent.append(Sent(now, account, customer, body, message.mid, message.metadata, post.comment))
        self.bell.ring()
        return message


def _kind(post: Post) -> Counted:
    """A reaction counts as a message; Meta's pages say nothing of the other signals, so they do as well."""
    return "media" if any(one["type"] in {"audio", "video"} for one in post.attachments) else "messages"
