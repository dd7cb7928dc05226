"""The Instagram stand-in running beside a webhook receiver that plays the product.

The receiver keeps every delivery as it came, byte for byte, and answers what the test tells it to; it holds nothing of
the product, so a fault of the stand-in cannot hide behind one of ours.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from typing import Any

import httpx
from aiohttp import web

from local.instagram import Account, InstagramStandIn
from local.instagram.bell import Bell
from local.instagram.switches import Switches
from local.serve import serve

SECRET = "an app secret for tests"
VERIFY_TOKEN = "a verify token for tests"
SHOP = Account("17841400000000001", "28978671838402975", "shop.one", "متجر الياسمين", "token-of-shop-one")
OTHER_SHOP = Account("17841400000000002", "28978671838402976", "shop.two", "Second Shop", "token-of-shop-two")
CUSTOMER = "1234567890123456"
OTHER_CUSTOMER = "1234567890123457"
NOON = 1_795_003_200.0  # 18 November 2026, 12:00 UTC


class Clock:
    """Stands still until a test moves it."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, *, hours: float = 0, seconds: float = 0) -> None:
        self.now += hours * 3600 + seconds


@dataclass(frozen=True)
class Received:
    raw: bytes
    headers: dict[str, str]

    @property
    def body(self) -> Any:
        return json.loads(self.raw)

    @property
    def items(self) -> list[Any]:
        return [item for entry in self.body["entry"] for item in entry.get("messaging", ())]

    @property
    def comments(self) -> list[Any]:
        """The values of the comments told of."""
        return [change["value"] for entry in self.body["entry"] for change in entry.get("changes", ())]


class Receiver:
    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: deque[int] = (
            deque()
        )  #: statuses for the next deliveries; 0 breaks the connection, then 200
        self.on_item: Callable[[Any], Awaitable[None]] | None = None
        self._bell = Bell()
        self.app = web.Application()
        self.app.router.add_post("/webhook", self._take)
        self.app.router.add_get("/webhook", self._shake)

    @property
    def texts(self) -> list[str]:
        return [item["message"]["text"] for one in self.received for item in one.items]

    async def deliveries(self, count: int) -> list[Received]:
        async with asyncio.timeout(10):
            await self._bell.until(lambda: len(self.received) >= count)
        return self.received

    async def _take(self, request: web.Request) -> web.Response:
        delivery = Received(
            await request.read(), {name.lower(): value for name, value in request.headers.items()}
        )
        self.received.append(delivery)
        self._bell.ring()
        status = self.answers.popleft() if self.answers else 200
        if status == 0:
            assert request.transport is not None
            request.transport.close()
        if self.on_item is not None:
            for item in delivery.items:
                await self.on_item(item)
        return web.Response(status=status or 200)

    async def _shake(self, request: web.Request) -> web.Response:
        if request.query["hub.verify_token"] != VERIFY_TOKEN:
            return web.Response(status=403)
        return web.Response(text=request.query["hub.challenge"])


@dataclass
class World:
    instagram: InstagramStandIn
    receiver: Receiver
    url: str
    webhook: str
    graph: httpx.AsyncClient

    async def post(self, message: Any, to: str = CUSTOMER, **beside: Any) -> httpx.Response:
        body = {"recipient": {"id": to}, "message": message, **beside}
        return await self.graph.post("/v26.0/me/messages", json=body)

    async def say(self, text: str, to: str = CUSTOMER) -> str:
        response = await self.post({"text": text}, to)
        assert response.status_code == 200, response.text
        return str(response.json()["message_id"])

    async def answer_in_private(self, comment: str, text: str = "hello", **beside: Any) -> httpx.Response:
        body = {"recipient": {"comment_id": comment}, "message": {"text": text}, **beside}
        return await self.graph.post("/v26.0/me/messages", json=body)

    async def comment(self, text: str = "السعر؟", by: str = CUSTOMER, **more: Any) -> str:
        """A customer's comment, by its id."""
        await self.instagram.customer_comments(by, text, **more)
        return self.instagram.comments[-1].id

    async def signal(self, action: str, to: str = CUSTOMER) -> httpx.Response:
        body = {"recipient": {"id": to}, "sender_action": action}
        return await self.graph.post("/v26.0/me/messages", json=body)

    async def read(self, path: str, **query: str) -> Any:
        return (await self.graph.get(f"/v26.0/{path}", params=query)).json()


async def no_wait(_seconds: float) -> None:
    """Retries follow at once: what they do is tested, not how long they wait."""


@asynccontextmanager
async def running(**options: Any) -> AsyncIterator[World]:
    """Options are the stand-in's, and its switches by their names."""
    receiver = Receiver()
    names = {field.name for field in fields(Switches)} & options.keys()
    defaults = {"sleep": no_wait, "limits": None, "switches": Switches(**{n: options.pop(n) for n in names})}
    instagram = InstagramStandIn([SHOP, OTHER_SHOP], app_secret=SECRET, **(defaults | options))
    async with serve(receiver.app) as product, serve(instagram.app) as url:
        instagram.callback_url = f"{product}/webhook"
        instagram.address = url
        headers = {"Authorization": f"Bearer {SHOP.access_token}"}
        async with httpx.AsyncClient(base_url=url, headers=headers) as graph:
            yield World(instagram, receiver, url, f"{product}/webhook", graph)


def error_of(response: httpx.Response) -> tuple[int, int, int | None]:
    """Status, code and subcode: all that a client may decide on."""
    error = response.json()["error"]
    return response.status_code, error["code"], error.get("error_subcode")
