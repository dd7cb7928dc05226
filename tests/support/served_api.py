"""The merchant API at an address, in a thread of its own, for tools that speak HTTP and wait for the answer."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread
from typing import Any, TypeVar

import azure.functions as func
from aiohttp import web

from shared.api.serving import respond
from tests.support.api import STAGES
from tests.support.stages import StageApp

T = TypeVar("T")
_LARGEST = 64 * 1024 * 1024


class ServedApi:
    def __init__(self, app_url: str) -> None:
        self.url = ""
        self.app = StageApp(app_url)
        self.loop = asyncio.new_event_loop()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """In the thread of the app, whose connections belong to its loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=30)

    async def begin(self) -> web.AppRunner:
        served = web.Application(client_max_size=_LARGEST)
        served.router.add_route("*", r"/{path:[\s\S]*}", self._answer)
        runner = web.AppRunner(served, max_line_size=_LARGEST)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        ((host, port),) = runner.addresses
        self.url = f"http://{host}:{port}"
        return runner

    async def _answer(self, asked: web.Request) -> web.Response:
        """As the Functions host hands it over and takes it back."""
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in asked.raw_headers}
        request = func.HttpRequest(
            method=asked.method, url=str(asked.url), headers=headers, body=await asked.read()
        )
        answer = await respond(self.app, request, *STAGES)
        told = {"content-type": answer.mimetype} | dict(answer.headers)
        told.pop("content-length", None)
        return web.Response(status=answer.status_code, headers=told, body=answer.get_body())


@contextmanager
def served_api(app_url: str) -> Iterator[ServedApi]:
    api, runner = ServedApi(app_url), Future[web.AppRunner]()
    stop = asyncio.Event()

    async def serve() -> None:
        begun = await api.begin()
        runner.set_result(begun)
        await stop.wait()
        await begun.cleanup()
        await api.app.database.close()

    thread = Thread(target=lambda: api.loop.run_until_complete(serve()))
    thread.start()
    try:
        runner.result(timeout=10)
        yield api
    finally:
        api.loop.call_soon_threadsafe(stop.set)
        thread.join()
        api.loop.close()
