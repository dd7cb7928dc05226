"""Reading conversations and the messenger profile: page by page, call by permit, and nothing taken for empty."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from shared.errors import GraphRefused, GraphUnavailable, OverPace
from shared.graph.client import Graph
from shared.graph.reading import Conversation, PostedMessage
from tests.support.meta import Meta, broken_off, graph, half_an_answer, meta

__all__ = ["graph", "meta"]

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Threads:
    """So many threads, the newest first, one a minute; `largest` is the page that Meta still gives."""

    def __init__(self, count: int, *, largest: int = 100) -> None:
        self.ages = [timedelta(minutes=number) for number in range(count)]
        self.largest = largest
        self.sizes: list[int] = []

    def __call__(self, request: web.Request) -> web.Response:
        size, start = int(request.query["limit"]), int(request.query.get("after", 0))
        self.sizes.append(size)
        if size > self.largest:
            return web.json_response(
                {"error": {"message": "reduce the amount of data", "code": 1}}, status=500
            )
        shown = [
            {"id": f"T{number}", "updated_time": f"{NOW - age:%Y-%m-%dT%H:%M:%S}+0000"}
            for number, age in enumerate(self.ages)
        ][start : start + size]
        cursors = {"before": str(start), "after": str(start + len(shown))}
        paging = {"cursors": cursors, "next": "https://evil.example/?access_token=t"}
        return web.json_response({"data": shown, **({"paging": paging} if shown else {})})


async def threads_since(graph: Graph, since: datetime, **more: Any) -> list[str]:
    found: list[Conversation] = [one async for one in graph.conversations(token="t", since=since, **more)]
    return [one.thread for one in found]


async def test_conversations_are_read_page_by_page_until_they_are_too_old(graph: Graph, meta: Meta) -> None:
    meta.answer = threads = Threads(60)
    found = await threads_since(graph, NOW - timedelta(minutes=29, seconds=30))
    assert found == [f"T{number}" for number in range(30)]
    assert threads.sizes == [25, 25]
    assert [query.get("after") for _, _, query, *_ in meta.requests] == [None, "25"]
    assert {(method, path, token) for method, path, _, token, _ in meta.requests} == {
        ("GET", "/v26.0/me/conversations", "Bearer t")
    }


@pytest.mark.parametrize("count", [0, 1, 25, 26])
async def test_all_of_them_are_read_when_none_is_too_old(graph: Graph, meta: Meta, count: int) -> None:
    meta.answer = Threads(count)
    assert len(await threads_since(graph, NOW - timedelta(days=1))) == count


async def test_a_page_that_is_too_much_for_meta_is_asked_for_in_halves(graph: Graph, meta: Meta) -> None:
    meta.answer = threads = Threads(10, largest=6)
    assert len(await threads_since(graph, NOW - timedelta(days=1))) == 10
    assert threads.sizes == [25, 12, 6, 6, 6]


async def test_when_a_single_thread_is_too_much_it_is_an_outage(graph: Graph, meta: Meta) -> None:
    meta.answer = threads = Threads(10, largest=0)
    with pytest.raises(GraphUnavailable):
        await threads_since(graph, NOW)
    assert threads.sizes == [25, 12, 6, 3, 1]


async def test_another_outage_makes_no_page_smaller(graph: Graph, meta: Meta) -> None:
    meta.answer = lambda _: web.json_response({"error": {"code": 2}}, status=500)
    with pytest.raises(GraphUnavailable):
        await threads_since(graph, NOW)
    assert len(meta.requests) == 1


async def test_a_cursor_that_does_not_move_on_ends_the_reading(graph: Graph, meta: Meta) -> None:
    page = {"data": [{"id": "T", "updated_time": NOW.isoformat()}], "paging": {"cursors": {"after": "same"}}}
    meta.answer = lambda _: web.json_response(page)
    assert await threads_since(graph, NOW) == ["T", "T"]


async def test_each_call_needs_a_permit_and_none_is_made_without(graph: Graph, meta: Meta) -> None:
    left = 2

    async def permit() -> None:
        nonlocal left
        if not left:
            raise OverPace("spent", after=1)
        left -= 1

    meta.answer = Threads(60)
    with pytest.raises(OverPace):
        await threads_since(graph, NOW - timedelta(days=1), permit=permit)
    assert len(meta.requests) == 2
    for read in (
        graph.recent_messages(token="t", customer="1", permit=permit),
        graph.messages(token="t", thread="T", permit=permit),
        graph.message(token="t", mid="M", permit=permit),
    ):
        with pytest.raises(OverPace):
            await read
    assert len(meta.requests) == 2


async def test_a_thread_that_is_too_much_for_meta_is_asked_for_in_halves(graph: Graph, meta: Meta) -> None:
    def answer(request: web.Request) -> web.Response:
        if ".limit(5)" in request.query["fields"]:
            return web.json_response({"messages": {"data": []}})
        return web.json_response({"error": {"code": 1}}, status=500)

    meta.answer = answer
    assert await graph.messages(token="t", thread="T", whole=True) == []
    asked = [query["fields"].partition("{")[0] for _, _, query, *_ in meta.requests]
    assert asked == ["messages", "messages.limit(10)", "messages.limit(5)"]


async def test_one_message_is_read_by_its_mid(graph: Graph, meta: Meta) -> None:
    told = {
        "id": "M", "created_time": "2025-07-28T22:44:49+0000", "from": {"id": "123"}, "message": "",
        "to": {"data": [{"id": "178"}]}, "attachments": {"data": [{"image_data": {}}, {"video_data": {}}]}, "reply_to": {"mid": "M0"},
    }  # fmt: skip
    meta.answer = lambda _: web.json_response(told)
    message = await graph.message(token="t", mid="M")
    at = datetime(2025, 7, 28, 22, 44, 49, tzinfo=UTC)
    assert message == PostedMessage(
        "M", "123", "", at, recipient="178", kinds=("image", "video"), reply_to="M0"
    )
    assert meta.requests[0][1:3] == (
        "/v26.0/M",
        {"fields": "id,created_time,from,to,message,attachments,story,shares,is_unsupported,reply_to"},
    )


async def test_a_mid_cannot_lead_to_another_path(graph: Graph, meta: Meta) -> None:
    meta.answer = lambda request: web.json_response({"raw": request.raw_path})
    with pytest.raises(GraphUnavailable):
        await graph.message(token="t", mid="../me?fields=x#")
    assert [path for _, path, *_ in meta.requests] == ["/v26.0/../me?fields=x#"]


async def test_a_message_that_is_gone_is_refused(graph: Graph, meta: Meta) -> None:
    meta.answer = lambda _: web.json_response({"error": {"code": 9000001}}, status=400)
    with pytest.raises(GraphRefused, match="message_deleted"):
        await graph.message(token="t", mid="M")


@pytest.mark.parametrize(
    "answer", [{}, [], {"id": "M"}, {"id": "M", "created_time": 7}, {"created_time": "x"}]
)
async def test_a_message_that_is_not_understood_is_none(graph: Graph, meta: Meta, answer: Any) -> None:
    meta.answer = lambda _: web.json_response(answer)
    with pytest.raises(GraphUnavailable):
        await graph.message(token="t", mid="M")


@pytest.mark.parametrize(
    "page",
    [
        [],
        {},
        {"data": None},
        {"data": [{"id": "T"}]},
        {"data": [{"id": "T", "updated_time": "2026-11-23T12:00:00"}]},
        {"data": [{"id": "T", "updated_time": NOW.isoformat()}], "paging": {"cursors": "after"}},
    ],
)
async def test_a_page_that_is_not_understood_is_not_an_empty_one(graph: Graph, meta: Meta, page: Any) -> None:
    meta.answer = lambda _: web.Response(text=json.dumps(page), content_type="application/json")
    with pytest.raises(GraphUnavailable):
        await threads_since(graph, NOW)


ICE = [{"locale": "default", "call_to_actions": [{"question": "الأسعار؟", "payload": "PRICES"}]}]


async def test_the_messenger_profile_is_read_replaced_and_taken_away(graph: Graph, meta: Meta) -> None:
    meta.answer = lambda _: web.json_response({"data": ICE})
    assert await graph.messenger_profile(token="t", setting="ice_breakers") == ICE
    await graph.set_messenger_profile(token="t", settings={"ice_breakers": ICE})
    await graph.delete_messenger_profile(token="t", setting="ice_breakers")
    assert [(method, query, body) for method, _, query, _, body in meta.requests] == [
        ("GET", {"platform": "instagram", "fields": "ice_breakers"}, None),
        ("POST", {}, {"platform": "instagram", "ice_breakers": ICE}),
        ("DELETE", {}, {"platform": "instagram", "fields": ["ice_breakers"]}),
    ]
    assert {(path, token) for _, path, _, token, _ in meta.requests} == {
        ("/v26.0/me/messenger_profile", "Bearer t")
    }


@pytest.mark.parametrize("answer", [broken_off, half_an_answer, lambda _: web.Response(status=500)])
async def test_a_profile_that_was_perhaps_set_may_be_set_again(graph: Graph, meta: Meta, answer: Any) -> None:
    meta.answer = answer
    with pytest.raises(GraphUnavailable):
        await graph.set_messenger_profile(token="t", settings={"ice_breakers": ICE})


@pytest.mark.parametrize("answer", [{}, {"data": {}}, {"data": ["x"]}])
async def test_a_profile_that_is_not_understood_is_not_an_empty_one(
    graph: Graph, meta: Meta, answer: Any
) -> None:
    meta.answer = lambda _: web.json_response(answer)
    with pytest.raises(GraphUnavailable):
        await graph.messenger_profile(token="t", setting="persistent_menu")
