"""The Graph API as the stages use it: post, signal, read threads, set the messenger profile.

A post that left without an answer is OutcomeUnknown: Meta has no idempotency key, so sending again could show the
customer the same message twice. Whether it may be sent again is the send stage's decision.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

from shared.errors import GraphUnavailable, OutcomeUnknown
from shared.graph.calls import POST_WITHIN, Calls, unheard
from shared.graph.posts import PAGE_SIZE as POSTS_A_PAGE
from shared.graph.posts import PICTURE_FIELDS, POST_FIELDS, Posts, posts_in, shown_in
from shared.graph.reading import (
    MESSAGE_FIELDS,
    WHOLE_MESSAGE,
    Conversation,
    PostedMessage,
    entries_in,
    message_in,
    messages_in,
    page_in,
    replies_in,
    thread_in,
)
from shared.graph.usage import Heard

Signal = Literal["typing_on", "mark_seen"]
Setting = Literal["ice_breakers", "persistent_menu"]
#: Awaited before each call that a limit of its own counts.
Permit = Callable[[], Awaitable[None]]

#: Typing dots share the queue with the reply that they announce: they must not hold it up.
SIGNAL_WITHIN = 2.0
PAGE_SIZE = 25
#: Of a thread Graph shows the newest only.
READABLE_MESSAGES = 20
#: "Please reduce the amount of data you're asking for" comes as an unknown error.
_MAY_BE_TOO_MUCH = 1


async def at_once() -> None:
    """For reads that nothing else counts."""


class Graph:
    """`heard` is told the usage of every answer that says it; `permit` is awaited before each read of conversations.

    Every method raises GraphUnavailable, or a GraphRefused by Meta's table; those that post, OutcomeUnknown as well.
    """

    def __init__(self, base_url: str, version: str) -> None:
        self._calls = Calls(f"{base_url}/{version}")

    async def send(
        self, *, account: str, token: str, body: Mapping[str, Any], heard: Heard = unheard
    ) -> str | None:
        """Post one message, recipient included, and return its mid; None for a `sender_action`, which makes none."""
        answer = await self._calls.post(f"/{account}/messages", token, body, heard=heard, within=POST_WITHIN)
        if "message" not in body:
            return None
        mid = answer.get("message_id")
        if not isinstance(mid, str):
            raise OutcomeUnknown("Graph answered 200 without a message_id")
        return mid

    async def write_to_itself(
        self, *, account: str, token: str, text: str, heard: Heard = unheard
    ) -> str | None:
        """A self test: no customer can be addressed by it, so no gate stands before it. Returns the mid."""
        body = {"recipient": {"id": account}, "message": {"text": text}}
        return await self.send(account=account, token=token, body=body, heard=heard)

    async def reply_to_comment(
        self, *, comment: str, token: str, text: str, heard: Heard = unheard
    ) -> str | None:
        """Under a comment, where everybody reads it; returns the new comment's id."""
        path = f"/{_node(comment)}/replies"
        answer = await self._calls.post(path, token, {"message": text}, heard=heard, within=POST_WITHIN)
        id_ = answer.get("id")
        if not isinstance(id_, str):
            raise OutcomeUnknown("Graph answered 200 without an id")
        return id_

    async def comment_replies(
        self, *, token: str, comment: str, heard: Heard = unheard
    ) -> list[PostedMessage]:
        """What stands under a comment."""
        query = {"fields": "id,text,timestamp,from", "limit": "100"}
        return replies_in(await self._calls.ask(f"/{_node(comment)}/replies", token, query, heard=heard))

    async def action(
        self, *, account: str, token: str, customer: str, action: Signal, heard: Heard = unheard
    ) -> None:
        """Reactions go the way of messages: what is said with them is the gate's business."""
        body = {"recipient": {"id": customer}, "sender_action": action}
        await self._calls.post(f"/{account}/messages", token, body, heard=heard, within=SIGNAL_WITHIN)

    async def recent_messages(
        self,
        *,
        token: str,
        customer: str,
        whole: bool = False,
        heard: Heard = unheard,
        permit: Permit = at_once,
    ) -> list[PostedMessage]:
        """As `messages`, of the thread with this customer; empty when there is no thread."""
        await permit()
        query = {"platform": "instagram", "user_id": customer}
        thread = thread_in(await self._calls.ask("/me/conversations", token, query, heard=heard))
        if thread is None:
            return []
        return await self.messages(token=token, thread=thread, whole=whole, heard=heard, permit=permit)

    async def messages(
        self,
        *,
        token: str,
        thread: str,
        whole: bool = False,
        heard: Heard = unheard,
        permit: Permit = at_once,
    ) -> list[PostedMessage]:
        """The newest messages (at most 20) of a thread, `whole` with what they carry; half as many when it is too much."""
        fields, count = WHOLE_MESSAGE if whole else MESSAGE_FIELDS, READABLE_MESSAGES
        while True:
            await permit()
            limit = f".limit({count})" if count < READABLE_MESSAGES else ""
            query = {"fields": f"messages{limit}{{{fields}}}"}
            try:
                return messages_in(await self._calls.ask(f"/{_node(thread)}", token, query, heard=heard))
            except GraphUnavailable as error:
                if not whole or error.code != _MAY_BE_TOO_MUCH or count == 1:
                    raise
                count //= 2

    async def message(
        self, *, token: str, mid: str, heard: Heard = unheard, permit: Permit = at_once
    ) -> PostedMessage:
        """One of the newest 20 of its thread, with what it carries; an older one is refused as if it had been deleted."""
        await permit()
        query = {"fields": WHOLE_MESSAGE}
        return message_in(await self._calls.ask(f"/{_node(mid)}", token, query, heard=heard))

    async def conversations(
        self, *, token: str, since: datetime, heard: Heard = unheard, permit: Permit = at_once
    ) -> AsyncIterator[Conversation]:
        """Those in which something has happened since then, newest first; a page too large is asked for in halves."""
        size, after = PAGE_SIZE, ""
        while True:
            await permit()
            query = {"platform": "instagram", "fields": "id,updated_time", "limit": str(size)}
            if after:
                query["after"] = after
            try:
                answer = await self._calls.ask("/me/conversations", token, query, heard=heard)
            except GraphUnavailable as error:
                if error.code != _MAY_BE_TOO_MUCH or size == 1:
                    raise
                size //= 2
                continue
            page = page_in(answer)
            for conversation in page.conversations:
                if conversation.updated_at < since:
                    return
                yield conversation
            if page.after is None or page.after == after:
                return
            after = page.after

    async def own_posts(self, *, token: str, after: str | None = None, heard: Heard = unheard) -> Posts:
        """A page of the account's own posts, newest first."""
        query = {"fields": POST_FIELDS, "limit": str(POSTS_A_PAGE)}
        if after is not None:
            query["after"] = after
        return posts_in(await self._calls.ask("/me/media", token, query, heard=heard))

    async def post_picture(self, *, token: str, media: str, heard: Heard = unheard) -> str | None:
        """Where one of the account's posts shows its picture now; None where Meta shows none."""
        answer = await self._calls.ask(f"/{_node(media)}", token, {"fields": PICTURE_FIELDS}, heard=heard)
        return shown_in(answer)

    async def username(self, *, token: str, customer: str, heard: Heard = unheard) -> str | None:
        """Of whoever has written to the account; None where Meta tells none. ConsentMissing for who has only commented."""
        answer = await self._calls.ask(f"/{_node(customer)}", token, {"fields": "username"}, heard=heard)
        told = answer.get("username")
        return told if isinstance(told, str) and told else None

    async def messenger_profile(
        self, *, token: str, setting: Setting, heard: Heard = unheard
    ) -> list[dict[str, Any]]:
        answer = await self._calls.ask(
            "/me/messenger_profile", token, {"platform": "instagram", "fields": setting}, heard=heard
        )
        return entries_in(answer)

    async def set_messenger_profile(
        self, *, token: str, settings: Mapping[str, Any], heard: Heard = unheard
    ) -> None:
        """Each setting that is named is replaced as a whole; the others stay."""
        body: dict[str, Any] = {"platform": "instagram", **settings}
        await self._calls.ask("/me/messenger_profile", token, heard=heard, method="POST", body=body)

    async def delete_messenger_profile(self, *, token: str, setting: Setting, heard: Heard = unheard) -> None:
        body = {"platform": "instagram", "fields": [setting]}
        await self._calls.ask("/me/messenger_profile", token, heard=heard, method="DELETE", body=body)

    async def close(self) -> None:
        await self._calls.close()


def _node(name: str) -> str:
    """An id came from outside: it stays one piece of the path, whatever is in it."""
    return quote(name, safe="")
