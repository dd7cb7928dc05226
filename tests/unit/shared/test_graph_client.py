"""The Graph client against a real HTTP server: what each kind of answer, and of silence, is taken for."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from local.serve import serve
from shared.errors import GraphRefused, GraphUnavailable, OutcomeUnknown, TokenDead
from shared.graph import Graph, PostedMessage

MESSAGE = {"id": "M", "created_time": "2025-07-28T22:44:49+0000", "from": {"id": "178"}, "message": "أهلا"}


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


async def post(graph: Graph) -> str:
    return await graph.send_text(
        account="178", token="IGAA-token", customer="123", text="أهلا", metadata="stamp"
    )


async def read(graph: Graph) -> list[PostedMessage]:
    return await graph.recent_messages(token="IGAA-token", customer="123")


async def test_a_post_carries_its_stamp_and_the_token_only_in_a_header(graph: Graph, meta: Meta) -> None:
    meta.answer = lambda _: web.json_response({"recipient_id": "123", "message_id": "M"})
    assert await post(graph) == "M"
    ((method, path, query, authorization, body),) = meta.requests
    assert (method, path, query) == ("POST", "/v26.0/178/messages", {})
    assert authorization == "Bearer IGAA-token"
    assert body == {"recipient": {"id": "123"}, "message": {"text": "أهلا", "metadata": "stamp"}}


async def test_typing_dots_are_a_post_of_their_own(graph: Graph, meta: Meta) -> None:
    await graph.show_typing(account="178", token="IGAA-token", customer="123")
    assert meta.requests[0][4] == {"recipient": {"id": "123"}, "sender_action": "typing_on"}


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


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(lambda _: web.json_response({"recipient_id": "123"}), OutcomeUnknown, id="200 without a mid"),
        pytest.param(lambda _: web.Response(text="OK"), OutcomeUnknown, id="200 that is no JSON"),
        pytest.param(lambda _: web.json_response([]), OutcomeUnknown, id="200 with a list"),
        pytest.param(lambda _: web.json_response({"message_id": 7}), OutcomeUnknown, id="200 with a mid that is none"),
        pytest.param(broken_off, OutcomeUnknown, id="the connection broke off"),
        pytest.param(half_an_answer, OutcomeUnknown, id="half an answer"),
        pytest.param(lambda _: web.Response(status=502), GraphUnavailable, id="a gateway"),
        pytest.param(lambda _: web.json_response({"error": {"code": 190}}, status=400), TokenDead, id="a dead token"),
        pytest.param(lambda _: web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"}), GraphRefused, id="a redirect, which would take the token along"),
    ],
)  # fmt: skip
async def test_what_became_of_a_post(
    graph: Graph, meta: Meta, answer: Any, expected: type[Exception]
) -> None:
    meta.answer = answer
    with pytest.raises(expected) as error:
        await post(graph)
    assert type(error.value) is expected
    assert "IGAA" not in str(error.value)
    assert len(meta.requests) == 1


async def test_a_server_that_is_not_there_was_not_posted_to(unused_tcp_port: int) -> None:
    graph = Graph(f"http://127.0.0.1:{unused_tcp_port}", "v26.0")
    with pytest.raises(GraphUnavailable):
        await post(graph)
    await graph.close()


def thread(messages: Any) -> Callable[[web.Request], web.Response]:
    def answer(request: web.Request) -> web.Response:
        found = {"data": [{"id": "T"}]} if request.path.endswith("/conversations") else {"messages": messages}
        return web.json_response(found)

    return answer


async def test_a_thread_is_read_by_customer(graph: Graph, meta: Meta) -> None:
    meta.answer = thread({"data": [MESSAGE, {**MESSAGE, "id": "N", "message": None, "from": {}}]})
    first, second = await read(graph)
    assert first == PostedMessage("M", "178", "أهلا", datetime(2025, 7, 28, 22, 44, 49, tzinfo=UTC))
    assert (second.mid, second.sender) == ("N", "")
    assert [(path, query) for _, path, query, *_ in meta.requests] == [
        ("/v26.0/me/conversations", {"platform": "instagram", "user_id": "123"}),
        ("/v26.0/T", {"fields": "messages{id,created_time,from,to,message}"}),
    ]


async def test_a_customer_without_a_thread_has_no_messages(graph: Graph, meta: Meta) -> None:
    meta.answer = lambda _: web.json_response({"data": []})
    assert await read(graph) == []


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param({"data": [{"id": "M"}]}, id="a message without a time"),
        pytest.param({"data": [{**MESSAGE, "created_time": "yesterday"}]}, id="a time in words"),
        pytest.param({"data": [{**MESSAGE, "created_time": "2025-07-28T22:44:49"}]}, id="a time of no zone"),
        pytest.param({"data": [{**MESSAGE, "from": "178"}]}, id="a sender that is text"),
        pytest.param({"data": "?"}, id="no list"),
        pytest.param([], id="another shape"),
        pytest.param(None, id="nothing"),
    ],
)
async def test_a_thread_that_is_not_understood_proves_nothing(
    graph: Graph, meta: Meta, messages: Any
) -> None:
    """To take it for a thread without our message would be to send that message twice."""
    meta.answer = thread(messages)
    with pytest.raises(GraphUnavailable):
        await read(graph)


@pytest.mark.parametrize(
    "first", ["text", [], {}, {"data": None}, {"data": ["T"]}, {"data": [{}]}, {"data": {"id": "T"}}]
)
async def test_a_list_of_threads_that_is_not_understood_proves_nothing_either(
    graph: Graph, meta: Meta, first: Any
) -> None:
    meta.answer = lambda _: web.Response(text=json.dumps(first), content_type="application/json")
    with pytest.raises(GraphUnavailable):
        await read(graph)


@pytest.mark.parametrize("answer", [broken_off, half_an_answer, lambda _: web.Response(status=500)])
async def test_a_read_without_an_answer_can_be_tried_again(graph: Graph, meta: Meta, answer: Any) -> None:
    meta.answer = answer
    with pytest.raises(GraphUnavailable):
        await read(graph)
