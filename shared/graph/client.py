"""Calls to graph.instagram.com. The token travels in a header, so no URL in an error or a log can hold it.

A post that left without an answer is OutcomeUnknown: Meta has no idempotency key, so sending again could show the
customer the same message twice. Whether it may be sent again is the send stage's decision.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.errors import GraphUnavailable, OutcomeUnknown
from shared.graph.errors import classify

if TYPE_CHECKING:
    import httpx

#: Seconds from the first byte to the answer.
POST_WITHIN = 20.0
READ_WITHIN = 10.0
CONNECT_WITHIN = 5.0
#: Typing dots share the queue with the reply that they announce: they must not hold it up.
TYPING_WITHIN = 2.0
#: As many as the host runs sessions at once, so that no post waits for a free connection.
CONNECTIONS = 128


@dataclass(frozen=True, slots=True)
class PostedMessage:
    """A message of a thread, as the Conversations API tells it."""

    mid: str
    sender: str
    text: str
    created_at: datetime


class Graph:
    def __init__(self, base_url: str, version: str) -> None:
        self._base = f"{base_url}/{version}"
        self._open: httpx.AsyncClient | None = None

    async def send_text(self, *, account: str, token: str, customer: str, text: str, metadata: str) -> str:
        """Post one text (at most 1000 bytes of UTF-8) and return its mid.

        Raises GraphUnavailable (not sent), OutcomeUnknown, or a GraphRefused by Meta's table.
        """
        body = {"recipient": {"id": customer}, "message": {"text": text, "metadata": metadata}}
        answer = await self._post(f"/{account}/messages", token, body)
        mid = answer.get("message_id")
        if not isinstance(mid, str):
            raise OutcomeUnknown("Graph answered 200 without a message_id")
        return mid

    async def show_typing(self, *, account: str, token: str, customer: str) -> None:
        body = {"recipient": {"id": customer}, "sender_action": "typing_on"}
        await self._post(f"/{account}/messages", token, body, within=TYPING_WITHIN)

    async def recent_messages(self, *, token: str, customer: str) -> list[PostedMessage]:
        """The newest messages (at most 20) of the thread with this customer; empty when there is no thread.

        Raises GraphUnavailable also for a thread that is not understood: it must not count as one without our message.
        """
        threads = await self._get("/me/conversations", token, {"platform": "instagram", "user_id": customer})
        try:
            found = [thread["id"] for thread in threads["data"]]
            if not found:
                return []
            fields = {"fields": "messages{id,created_time,from,to,message}"}
            thread = await self._get(f"/{found[0]}", token, fields)
            return [_posted(message) for message in thread["messages"]["data"]]
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise GraphUnavailable(f"Graph's thread was not understood: {type(error).__name__}") from error

    async def close(self) -> None:
        if self._open is not None:
            await self._open.aclose()

    async def _post(
        self, path: str, token: str, body: dict[str, Any], *, within: float = POST_WITHIN
    ) -> dict[str, Any]:
        import httpx

        try:
            async with asyncio.timeout(within):
                response = await self._http().post(path, json=body, headers=_bearer(token))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise GraphUnavailable(f"Graph was not reached: {type(error).__name__}") from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise OutcomeUnknown(f"Graph did not answer: {type(error).__name__}") from error
        return _answer(response)

    async def _get(self, path: str, token: str, query: dict[str, str]) -> dict[str, Any]:
        import httpx

        try:
            async with asyncio.timeout(READ_WITHIN):
                response = await self._http().get(path, params=query, headers=_bearer(token))
        except (httpx.HTTPError, TimeoutError) as error:
            raise GraphUnavailable(f"Graph was not read: {type(error).__name__}") from error
        return _answer(response)

    def _http(self) -> "httpx.AsyncClient":
        if self._open is None:
            import httpx

            self._open = httpx.AsyncClient(
                base_url=self._base,
                follow_redirects=False,
                timeout=httpx.Timeout(POST_WITHIN, connect=CONNECT_WITHIN, pool=CONNECT_WITHIN),
                limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
            )
        return self._open


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _answer(response: "httpx.Response") -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        body = None
    if not response.is_success:
        raise classify(response.status_code, body, response.headers)
    return body if isinstance(body, dict) else {}


def _posted(message: dict[str, Any]) -> PostedMessage:
    created_at = datetime.fromisoformat(message["created_time"])
    if created_at.tzinfo is None:
        raise ValueError("a time without a zone")
    return PostedMessage(
        mid=str(message["id"]),
        sender=str((message.get("from") or {}).get("id", "")),
        text=str(message.get("message") or ""),
        created_at=created_at,
    )
