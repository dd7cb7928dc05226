"""The platform's admin endpoints that a developer needs: run a function now, and see what was loaded.

`POST /admin/functions/{name}` with `{"input": "..."}` starts a timer or queue function and answers 202 before
it ends. From this machine no key is asked; the JSON content type is, so that a web page cannot press the
button behind its reader's back.
"""

import asyncio
import ipaddress
import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from local.host.indexing import Index
from local.host.keys import FunctionsKey

#: starts a function with a text as its input; None for a function that cannot be started so
Start = Callable[[str], Awaitable[object]]


class Admin:
    def __init__(self, index: Index, *, key: FunctionsKey, state: Callable[[], str]) -> None:
        self._index = index
        self._key = key
        self._state = state
        self._starts: dict[str, Start] = {}
        self._started: set[asyncio.Future[object]] = set()

    def offer(self, name: str, start: Start) -> None:
        self._starts[name.lower()] = start

    def mount(self, router: web.UrlDispatcher) -> None:
        router.add_get("/admin/host/status", self._status)
        router.add_post("/admin/functions/{name}", self._run)

    async def _status(self, request: web.Request) -> web.Response:
        if not self._allows(request):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        return web.json_response(
            {
                "state": self._state(),
                "functions": [function.name for function in self._index.functions],
                "errors": self._index.errors,
            }
        )

    async def _run(self, request: web.Request) -> web.Response:
        if not self._allows(request):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        if request.content_type != "application/json":
            return web.Response(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        start = self._starts.get(request.match_info["name"].lower())
        if start is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        text = _input(await request.text())
        if text is None:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        task = asyncio.ensure_future(start(text))
        self._started.add(task)
        task.add_done_callback(self._started.discard)
        return web.Response(status=HTTPStatus.ACCEPTED)

    def _allows(self, request: web.Request) -> bool:
        return is_local(request) or self._key.opens(request)


def is_local(request: web.Request) -> bool:
    try:
        remote = ipaddress.ip_address(request.remote or "")
    except ValueError:
        return False
    # An IPv4 address that came over IPv6; Python 3.13 looks inside by itself, 3.11 does not.
    mapped = remote.ipv4_mapped if isinstance(remote, ipaddress.IPv6Address) else None
    return (mapped or remote).is_loopback


def _input(body: str) -> str | None:
    try:
        value = json.loads(body)
    except ValueError:
        return None
    text = value.get("input", "") if isinstance(value, dict) else None
    return text if isinstance(text, str) else None
