"""The Graph client against a real HTTP server: what each kind of answer, and of silence, is taken for."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from shared.errors import AgentError, GraphRefused, GraphUnavailable, OutcomeUnknown, TokenDead
from shared.graph.client import Graph
from shared.graph.reading import PostedMessage
from shared.graph.usage import Usage
from tests.support.meta import Meta, broken_off, graph, half_an_answer, meta

__all__ = ["graph", "meta"]

MESSAGE = {"id": "M", "created_time": "2025-07-28T22:44:49+0000", "from": {"id": "178"}, "message": "أهلا"}


BODY = {"recipient": {"id": "123"}, "message": {"text": "أهلا", "metadata": "stamp"}}


async def post(graph: Graph, body: dict[str, Any] = BODY) -> str | None:
    return await graph.send(account="178", token="IGAA-token", body=body)


async def read(graph: Graph) -> list[PostedMessage]:
    return await graph.recent_messages(token="IGAA-token", customer="123")


async def test_a_post_leaves_as_it_was_rendered_with_the_token_only_in_a_header(
    graph: Graph, meta: Meta
) -> None:
    meta.answer = lambda _: web.json_response({"recipient_id": "123", "message_id": "M"})
    assert await post(graph) == "M"
    ((method, path, query, authorization, body),) = meta.requests
    assert (method, path, query) == ("POST", "/v26.0/178/messages", {})
    assert authorization == "Bearer IGAA-token"
    assert body == BODY


async def test_a_reaction_has_no_mid_and_is_not_in_doubt_for_that(graph: Graph, meta: Meta) -> None:
    meta.answer = lambda _: web.json_response({"recipient_id": "123"})
    react = {"recipient": {"id": "123"}, "sender_action": "react", "payload": {"message_id": "M"}}
    assert await post(graph, react) is None
    assert meta.requests[0][4] == react


async def test_any_body_is_posted_as_it_is(graph: Graph, meta: Meta) -> None:
    meta.answer = lambda _: web.json_response({"message_id": "M"})
    body = {"recipient": {"comment_id": "18"}, "message": {"attachment": {"type": "like_heart"}}}
    assert await graph.send(account="178", token="IGAA-token", body=body) == "M"
    assert meta.requests[0][4] == body


@pytest.mark.parametrize("action", ["typing_on", "mark_seen"])
async def test_a_signal_is_a_post_of_its_own(graph: Graph, meta: Meta, action: Any) -> None:
    await graph.action(account="178", token="IGAA-token", customer="123", action=action)
    ((method, path, _, _, body),) = meta.requests
    assert (method, path) == ("POST", "/v26.0/178/messages")
    assert body == {"recipient": {"id": "123"}, "sender_action": action}


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
    assert len(meta.requests) == 1
    assert_tells_nothing(error.value)


def assert_tells_nothing(error: BaseException) -> None:
    """What is told of an error is its text and its causes'; a suppressed context is neither."""
    assert isinstance(error, AgentError)
    assert not [
        told
        for told in ("IGAA", "http", "/messages", "أهلا", "123")
        if told in repr(vars(error)) + repr(error)
    ]
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__


USED = {"X-App-Usage": '{"call_count":85}'}


@pytest.mark.parametrize("status", [200, 400, 500])
async def test_usage_is_heard_with_every_answer_whatever_it_says(
    graph: Graph, meta: Meta, status: int
) -> None:
    body = {"message_id": "M"} if status == 200 else {"error": {"code": 613}}
    meta.answer = lambda _: web.json_response(body, status=status, headers=USED)
    heard: list[Usage] = []
    with suppress(AgentError):
        await graph.send(account="178", token="t", body={}, heard=heard.append)
    with suppress(AgentError):
        await graph.recent_messages(token="t", customer="123", heard=heard.append)
    assert heard == [Usage(85, None)] * 2


async def test_an_answer_that_says_nothing_of_usage_is_not_heard(graph: Graph, meta: Meta) -> None:
    meta.answer = lambda _: web.json_response({"message_id": "M"})
    heard: list[Usage] = []
    await graph.send(account="178", token="t", body={}, heard=heard.append)
    assert heard == []


async def test_a_server_that_is_not_there_was_not_posted_to(unused_tcp_port: int) -> None:
    graph = Graph(f"http://127.0.0.1:{unused_tcp_port}", "v26.0")
    with pytest.raises(GraphUnavailable) as error:
        await post(graph)
    assert_tells_nothing(error.value)
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
