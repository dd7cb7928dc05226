"""A door in front of PostgreSQL that a test can shut: every connection breaks, new ones are refused.

It can also swallow the server's answers from a chosen moment on, so that what the client asked for happens unheard.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit


class Door:
    """Listens on loopback and carries bytes to the server of `url` (a socket folder or host and port)."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._server: asyncio.Server | None = None
        self._links: set[asyncio.Task[None]] = set()
        self._signs: list[bytes] = []
        self._swallowing = False
        self._swallowed = b""
        self._more = asyncio.Event()
        self.port = 0

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._admit, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        assert self._server is not None
        self._server.close()
        await self.cut()
        await self._server.wait_closed()

    async def cut(self) -> None:
        """Break every connection; new ones are let in, and heard."""
        links = list(self._links)
        for link in links:
            link.cancel()
        await asyncio.gather(*links, return_exceptions=True)
        self._signs, self._swallowing, self._swallowed = [], False, b""

    def swallow_after(self, *signs: bytes) -> None:
        """Once a client has said these, one after the other, no word of the server gets out any more."""
        self._signs = list(signs)

    async def swallowed(self, sign: bytes) -> None:
        """Returns once the server has said this, unheard."""
        while sign not in self._swallowed:
            self._more.clear()
            await self._more.wait()

    def url_for(self, user: str) -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}{self._target.path}"

    def _admit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = asyncio.create_task(self._carry(reader, writer))
        self._links.add(link)
        link.add_done_callback(self._links.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inside, outside = await self._connect()
        except OSError:  # there is no database behind the door (any more)
            writer.transport.abort()
            return
        try:
            await asyncio.gather(_pump(reader, outside, self._asked), _pump(inside, writer, self._answered))
        finally:
            for end in (writer, outside):
                end.transport.abort()

    def _asked(self, chunk: bytes) -> bytes:
        at = 0
        while self._signs and (found := chunk.find(self._signs[0], at)) >= 0:
            at = found + len(self._signs.pop(0))
            self._swallowing = not self._signs
        return chunk

    def _answered(self, chunk: bytes) -> bytes:
        if not self._swallowing:
            return chunk
        self._swallowed += chunk
        self._more.set()
        return b""

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        folder = parse_qs(self._target.query).get("host")
        if folder:
            return await asyncio.open_unix_connection(f"{folder[0]}/.s.PGSQL.5432")
        return await asyncio.open_connection(self._target.hostname, self._target.port)


async def _pump(
    source: asyncio.StreamReader, target: asyncio.StreamWriter, through: Callable[[bytes], bytes]
) -> None:
    with suppress(OSError):  # an end went away: ConnectionError, or a timeout of TCP's own
        while chunk := await source.read(65536):
            target.write(through(chunk))
            await target.drain()
        if target.can_write_eof():
            target.write_eof()
