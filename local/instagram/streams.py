"""The page's live view of a thread, as server-sent events.

Each event holds everything that changed after a version, and the reader says which version it has. A reader that was
away asks from where it stopped: nothing is lost, and what it gets twice has the same mid. When the stand-in has been
started anew its versions mean nothing, so the event tells the reader to begin afresh.
"""

import asyncio
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from local.instagram.threads import Message, Thread

HEARTBEAT_SECONDS = 15.0


def view(message: Message) -> dict[str, Any]:
    """A message as the page knows it; what only the product should know (metadata) is not in it."""
    return {
        "mid": message.mid,
        "at": message.at,
        "by": message.by,
        "text": message.text,
        "attachments": message.attachments,
        "quick_replies": [] if message.by == "customer" else message.quick_replies,
        "reply_to": message.reply_to,
        "comment": message.comment_text,
        "client_id": message.client_id,
        "delivery": message.delivery,
        "status": message.status,
        "version": message.version,
    }


@dataclass(eq=False)
class _Reader:
    thread: Thread
    after: int
    dropped: bool = False

    def has_news(self) -> bool:
        return self.dropped or self.thread.version > self.after


class Streams:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._epoch = secrets.token_hex(8)
        self._readers: set[_Reader] = set()

    def drop(self) -> None:
        """Ends every stream, as a lost connection would; the page comes back by itself."""
        for reader in self._readers:
            reader.dropped = True
            reader.thread.bell.ring()

    def state(self, thread: Thread, *, after: int = 0, reset: bool = False) -> dict[str, Any]:
        return {
            "epoch": self._epoch,
            "reset": reset,
            "version": thread.version,
            "account": {
                "id": thread.account.user_id,
                "name": thread.account.display_name,
                "username": thread.account.username,
                "picture": thread.account.profile_picture,
            },
            "customer": {"id": thread.customer.id, "number": thread.customer.number},
            "typing_for": max(0.0, thread.typing_until - self._clock()),
            "seen_at": thread.seen_at,
            "messages": [view(message) for message in thread.since(after)],
        }

    async def serve(self, request: web.Request, thread: Thread) -> web.StreamResponse:
        known = request.query.get("epoch") == self._epoch
        given = request.query.get("after", "0")
        reader = _Reader(thread, int(given) if known and given.isdecimal() else 0)
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        self._readers.add(reader)
        try:
            with suppress(ConnectionResetError):
                await self._tell(response, reader, reset=not known)
        finally:
            self._readers.discard(reader)
        return response

    async def _tell(self, response: web.StreamResponse, reader: _Reader, *, reset: bool) -> None:
        await self._write(response, reader, reset=reset)
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await reader.thread.bell.until(reader.has_news)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if reader.dropped:
                return
            await self._write(response, reader, reset=False)

    async def _write(self, response: web.StreamResponse, reader: _Reader, *, reset: bool) -> None:
        state = self.state(reader.thread, after=reader.after, reset=reset)
        reader.after = reader.thread.version
        await response.write(f"data: {json.dumps(state, separators=(',', ':'))}\n\n".encode())
