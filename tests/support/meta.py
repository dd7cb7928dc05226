"""A server in Meta's place that answers what the test says, for the Graph client alone: no rules, no memory."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from local.serve import serve
from shared.graph.client import Graph


class Meta:
    """Answers what the test says and keeps what it was asked."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, str], str | None, Any]] = []
        self.answer: Callable[[web.Request], Any] = lambda _: web.json_response({})
        self.app = web.Application()
        self.app.router.add_route("*", "/{path:.*}", self._handle)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else None
        query = dict(request.query)
        self.requests.append(
            (request.method, request.path, query, request.headers.get("Authorization"), body)
        )
        answer = self.answer(request)
        response: web.StreamResponse = await answer if asyncio.iscoroutine(answer) else answer
        return response


@pytest.fixture
def meta() -> Meta:
    return Meta()


@pytest.fixture
async def graph(meta: Meta) -> AsyncIterator[Graph]:
    async with serve(meta.app) as url:
        graph = Graph(url, "v26.0")
        yield graph
        await graph.close()


async def broken_off(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def half_an_answer(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b'{"message_id"')
    assert request.transport is not None
    request.transport.abort()
    return response
