"""The small HTTP interface behind the chat page: who writes, what they write, and the live thread.

It is for the page and for `curl`. A message sent again with the same `client_id` is the same message, so a page that
never saw the answer may simply try once more. Bodies must be declared as JSON, which keeps other web sites open in the
same browser from writing here.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

from aiohttp import web

from local.instagram.commenting import Commenting
from local.instagram.ids import Ids
from local.instagram.offered import OFFERED, content_of
from local.instagram.streams import Streams, view
from local.instagram.threads import Account, Author, Message, Thread, Threads
from local.instagram.webhooks import Attempts

MAX_TEXT = 1000


class Put(Protocol):
    def __call__(self, thread: Thread, text: str | None, *, by: Author, **content: Any) -> Message: ...


class Chat:
    def __init__(
        self,
        threads: Threads,
        *,
        ids: Ids,
        clock: Callable[[], float],
        put: Put,
        announce: Callable[[Thread, Message], Attempts],
        commenting: Commenting,
        put_media: Callable[[bytes, str], str],
    ) -> None:
        self.streams = Streams(clock)
        self._threads = threads
        self._ids = ids
        self._put = put
        self._announce = announce
        self._commenting = commenting
        self._put_media = put_media

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/chat/people", self.people)
        app.router.add_post("/chat/people", self.new_customer)
        app.router.add_get("/chat/thread", self.thread)
        app.router.add_get("/chat/stream", self.stream)
        app.router.add_post("/chat/messages", self.customer_writes)
        app.router.add_post("/chat/owner", self.owner_writes)
        app.router.add_post("/chat/comments", self.customer_comments)

    async def people(self, request: web.Request) -> web.Response:
        shops = [{"id": one.user_id, "name": one.display_name} for one in self._threads.accounts.values()]
        customers = [_person(thread) for thread in self._threads.listed(self._account(request.query))]
        return web.json_response({"shops": shops, "customers": customers})

    async def new_customer(self, request: web.Request) -> web.Response:
        thread = self._threads.open(self._account(await _json(request)), self._ids.customer())
        return web.json_response(_person(thread), status=201)

    async def thread(self, request: web.Request) -> web.Response:
        return web.json_response(self.streams.state(self._thread(request.query)))

    async def stream(self, request: web.Request) -> web.StreamResponse:
        return await self.streams.serve(request, self._thread(request.query))

    async def customer_writes(self, request: web.Request) -> web.Response:
        given = await _json(request)
        if "sample" in given:
            return self._write(given, "customer", attachments=[await self._sample(str(given["sample"]))])
        tapped = {"payload": str(given["payload"])} if "payload" in given else {}
        return self._write(given, "customer", postback=given.get("postback") is True, **tapped)

    async def _sample(self, name: str) -> dict[str, Any]:
        if name not in OFFERED:
            raise web.HTTPBadRequest(text=f"sample: one of {', '.join(OFFERED)}")
        sample, content = OFFERED[name], await asyncio.to_thread(content_of, name)
        return {"type": sample.kind, "payload": {"url": self._put_media(content, sample.content_type)}}

    async def owner_writes(self, request: web.Request) -> web.Response:
        return self._write(await _json(request), "owner")

    async def customer_comments(self, request: web.Request) -> web.Response:
        given = await _json(request)
        text, client_id, thread = _text(given), given.get("client_id"), self._thread(given)
        comment, new = self._commenting.by_page(thread, text, client_id and str(client_id))
        if new:
            self._commenting.announce(comment)
        told = {"id": comment.id, "text": comment.text, "media": comment.media.id}
        return web.json_response(told, status=201 if new else 200)

    def _write(self, given: dict[str, Any], by: Author, **content: Any) -> web.Response:
        client_id, thread = given.get("client_id"), self._thread(given)
        known = thread.of_client(str(client_id)) if client_id else None
        text = None if known or "attachments" in content else _text(given)
        message = known or self._put(thread, text, by=by, client_id=client_id and str(client_id), **content)
        if known is None or known.delivery == "dropped":
            self._announce(thread, message)
        return web.json_response(view(message), status=200 if known else 201)

    def _account(self, given: Any) -> Account:
        accounts = self._threads.accounts
        account = accounts.get(str(given.get("account") or next(iter(accounts))))
        if account is None:
            raise web.HTTPNotFound(text="no such shop")
        return account

    def _thread(self, given: Any) -> Thread:
        """The customer's thread; without a customer the newest one, or that of somebody new."""
        account, customer = self._account(given), given.get("customer")
        if customer is None:
            threads = self._threads.listed(account)
            return threads[-1] if threads else self._threads.open(account, self._ids.customer())
        if not str(customer).isdecimal() or not 5 <= len(str(customer)) <= 25:
            raise web.HTTPBadRequest(text="customer: an id of 5 to 25 digits")
        return self._threads.open(account, str(customer))


def _text(given: dict[str, Any]) -> str:
    text = given.get("text")
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT:
        raise web.HTTPBadRequest(text=f"text: 1 to {MAX_TEXT} characters")
    return text


def _person(thread: Thread) -> dict[str, Any]:
    newest = thread.newest(1)
    return {
        "id": thread.customer.id,
        "number": thread.customer.number,
        "text": newest[0].text if newest else None,
        "at": newest[0].at if newest else None,
    }


async def _json(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="send application/json")
    try:
        body = await request.json()
    except ValueError:
        raise web.HTTPBadRequest(text="not JSON") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="not a JSON object")
    return body
