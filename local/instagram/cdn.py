"""Where customers' pictures and voice messages lie: addresses that look like media and are not always.

As on the real one, whoever does not look like a browser gets an HTML page with status 200. The faults are those seen in
the field; what was fetched, by whom and how much of it, is written down, so that a test can tell a fetcher that stopped
at its limit from one that read to the end and threw the rest away.
"""

import asyncio
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from local.instagram.ids import Ids
from local.instagram.switches import Switches

#: gone: 404, as after deletion. page: HTML in place of the media. type: the media, called something else.
#: redirect, redirect_away: to the media on this host, to another host. large: more than anyone should read, and no
#: length told. slow: half of it, and the rest when the test says so.
MediaFault = Literal["gone", "page", "type", "redirect", "redirect_away", "large", "slow"]

LARGE = 64 * 2**20
ELSEWHERE = "https://elsewhere.invalid/picture"
_PIECE = 64 * 2**10
_PAGE = "<!DOCTYPE html><html><head><title>Instagram</title></head><body>Log in to see this.</body></html>"


@dataclass
class Fetched:
    name: str
    user_agent: str
    status: int = 200
    sent: int = 0  #: bytes of the body handed to the network


@dataclass(frozen=True)
class _Medium:
    body: bytes
    content_type: str
    fault: MediaFault | None
    target: str


class Cdn:
    def __init__(self, ids: Ids, switches: Switches) -> None:
        self.address: str | None = None
        self._switches = switches
        self.fetched: list[Fetched] = []
        self._ids = ids
        self._media: dict[str, _Medium] = {}
        self._let_go = asyncio.Event()

    def put_media(
        self, body: bytes, content_type: str, *, fault: MediaFault | None = None, target: str = ELSEWHERE
    ) -> str:
        """The address a customer's message carries; `target` is where `redirect_away` leads."""
        if self.address is None:
            raise RuntimeError("set `address` to where the stand-in is served, then put media")
        name = self._ids.attachment()
        self._media[name] = _Medium(body, content_type, fault, target)
        return f"{self.address}/cdn/{name}"

    def release_media(self) -> None:
        """The rest of every slow body, from now on."""
        self._let_go.set()

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/cdn/{name}", self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        name, agent = request.match_info["name"], request.headers.get("User-Agent", "")
        note = Fetched(name, agent)
        self.fetched.append(note)
        medium = self._media.get(name)
        if medium is None or medium.fault == "gone":
            note.status = 404
            return web.Response(status=404, text="URL signature mismatch")
        if medium.fault == "page" or (
            self._switches.media_for_browsers_only and not agent.startswith("Mozilla/5.0 ")
        ):
            return web.Response(text=_PAGE, content_type="text/html")
        again = "again" in request.query
        if medium.fault in {"redirect", "redirect_away"} and not again:
            note.status = 302
            there = f"{request.path}?again" if medium.fault == "redirect" else medium.target
            return web.Response(status=302, headers={"Location": there})
        return await self._body(request, medium, note)

    async def _body(self, request: web.Request, medium: _Medium, note: Fetched) -> web.StreamResponse:
        told = "text/plain" if medium.fault == "type" else medium.content_type
        response = web.StreamResponse(headers={"Content-Type": told})
        if medium.fault != "large":
            response.content_length = len(medium.body)
        await response.prepare(request)
        try:
            await self._pour(response, medium, note)
        except ConnectionResetError:
            return response  # the reader had enough
        await response.write_eof()
        return response

    async def _pour(self, response: web.StreamResponse, medium: _Medium, note: Fetched) -> None:
        async def write(piece: bytes) -> None:
            await response.write(piece)
            note.sent += len(piece)

        if medium.fault == "large":
            # Begins as what it says it is: only its length is wrong.
            await write(medium.body)
            while note.sent < LARGE:
                await write(bytes(_PIECE))
            return
        half = len(medium.body) // 2 if medium.fault == "slow" else 0
        if half:
            await write(medium.body[:half])
            await self._let_go.wait()
        await write(medium.body[half:])
