"""What every HTTP stand-in needs: a loopback port, and faults that a test can switch on.

`serve` binds to 127.0.0.1 only, so that a stand-in never becomes reachable from another machine.
`Faults` lets a test see what the product does while a provider is slow, busy or broken; the stand-ins themselves
never fail by chance.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

HOST = "127.0.0.1"

#: Requests a test holds back must not keep the server from closing.
SHUTDOWN_SECONDS = 0.1


@asynccontextmanager
async def serve(app: web.Application, port: int = 0) -> AsyncIterator[str]:
    """The address of a running server, without a trailing slash; port 0 takes a free one."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        bound = runner.addresses[0][1]
        yield f"http://{HOST}:{bound}"
    finally:
        await runner.cleanup()


@dataclass(frozen=True)
class Fault:
    status: int
    retry_after: float | None = None

    @property
    def headers(self) -> dict[str, str]:
        return {} if self.retry_after is None else {"Retry-After": f"{self.retry_after:g}"}


@dataclass
class Faults:
    """Requests in arrival order: counted, then held while a test wishes, then refused as often as it said."""

    arrivals: int = 0
    _queue: deque[Fault] = field(default_factory=deque)
    _released: asyncio.Event = field(default_factory=asyncio.Event)
    _arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    def __post_init__(self) -> None:
        self._released.set()

    def fail(self, status: int, times: int = 1, retry_after: float | None = None) -> None:
        self._queue.extend([Fault(status, retry_after)] * times)

    def clear(self) -> None:
        """What was to fail and has not will not."""
        self._queue.clear()

    def hold(self) -> None:
        self._released.clear()

    def release(self) -> None:
        self._released.set()

    async def arrived(self, count: int = 1) -> None:
        """Returns once this many requests have come in since the start, held ones included."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: self.arrivals >= count)

    async def admit(self) -> Fault | None:
        async with self._arrived:
            self.arrivals += 1
            self._arrived.notify_all()
        await self._released.wait()
        return self._queue.popleft() if self._queue else None
