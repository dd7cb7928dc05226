"""The host: reads the folder, indexes the app, then serves its HTTP, queue and timer functions until stopped.

`Host` is what tests and benches start in their own process; `python -m local.host` starts the same one in a
process that can be killed at any moment. The app sees its folder as the working directory and first on
`sys.path`, and its settings in the environment, from before it is imported until the host has stopped.
"""

import asyncio
import contextlib
import logging
import os
import random
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from aiohttp import web

from local.host import http, indexing, servicebus, timers
from local.host.admin import Admin
from local.host.indexing import Index
from local.host.invoke import Invoker
from local.host.keys import FunctionsKey
from local.host.settings import read_host_json

_log = logging.getLogger("Host.Lifetime")


class Host:
    def __init__(
        self,
        app_folder: Path | str = ".",
        environment: Mapping[str, str] | None = None,
        *,
        address: str = "127.0.0.1",
        port: int = 0,
        drain_bound: float = 30.0,
        now: Callable[[], datetime] = timers.utc_now,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Raise SettingsError for a host.json that cannot be used; everything else waits for `start`."""
        self.folder = Path(app_folder).resolve()
        self.settings = read_host_json(self.folder)
        self.index = Index()
        self.url = ""
        self._environment = dict(environment or {})
        self._listen_on = (address, port)
        self._drain_bound = drain_bound
        self._now, self._sleep, self._jitter = now, sleep, jitter
        self._state = "Initializing"
        self._surroundings = contextlib.ExitStack()
        self._invoker = Invoker(function_timeout=self.settings.function_timeout)
        self._parts: list[timers.Timer | servicebus.Connection] = []
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Answer HTTP when this returns; the broker may still be away."""
        self._surroundings.enter_context(_surroundings(self.folder, self._environment))
        try:
            self.index = indexing.load(self.folder)
            await self._serve()
        except BaseException:
            await self.stop()
            raise
        self._state = "Running"
        _log.info(
            "Running: %s", ", ".join(function.name for function in self.index.functions) or "no functions"
        )

    async def stop(self) -> bool:
        """Take no new work and let what runs finish, up to the bound; False when something was cut off."""
        self._state = "Stopping"
        ending = [part.stop() for part in self._parts]
        if self._runner:
            ending.append(self._runner.cleanup())
        self._parts, self._runner = [], None
        draining = asyncio.ensure_future(self._invoker.drain(self._drain_bound))
        await asyncio.gather(*ending, draining)
        self._surroundings.close()
        return draining.result()

    async def _serve(self) -> None:
        key = FunctionsKey(self.folder, os.environ)
        admin = Admin(self.index, key=key, state=lambda: self._state)
        self._parts = [
            *timers.build(self.index, admin, self._invoker, now=self._now, sleep=self._sleep),
            *servicebus.build(
                self.index,
                admin,
                self._invoker,
                self.settings,
                now=self._now,
                sleep=self._sleep,
                jitter=self._jitter,
            ),
        ]
        routes = http.routes(self.index, self.settings.route_prefix)
        front = http.HttpFront(routes, invoker=self._invoker, key=key, admin=admin)
        await self._listen(front.app)
        for part in self._parts:
            part.start()

    async def _listen(self, app: web.Application) -> None:
        self._runner = web.AppRunner(
            app, access_log=None, auto_decompress=False, shutdown_timeout=self._drain_bound + 1
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, *self._listen_on).start()
        address, port = self._runner.addresses[0][:2]
        self.url = f"http://{f'[{address}]' if ':' in address else address}:{port}"


@contextlib.contextmanager
def _surroundings(folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    sys.path.insert(0, str(folder))
    try:
        with contextlib.chdir(folder):
            yield
    finally:
        sys.path.remove(str(folder))
        sys.modules.pop(indexing.MODULE, None)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
