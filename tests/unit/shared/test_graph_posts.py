"""The account's own posts, asked of a real HTTP server: what is kept of them, page by page."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from shared.errors import GraphUnavailable, TokenDead
from shared.graph.client import Graph
from shared.graph.posts import OwnPost
from tests.support.meta import Meta, graph, meta

__all__ = ["graph", "meta"]

PICTURE = "https://scontent.cdninstagram.com/v/1.jpg?oe=1"
POST = {
    "id": "17", "caption": "فستان", "media_type": "IMAGE", "media_url": PICTURE,
    "permalink": "https://www.instagram.com/p/A/", "timestamp": "2026-11-20T10:00:00+0000",
}  # fmt: skip


async def test_a_page_of_posts_and_where_the_next_begins(graph: Graph, meta: Meta) -> None:
    meta.answer = lambda _: web.json_response({"data": [POST], "paging": {"cursors": {"after": "B"}}})
    page = await graph.own_posts(token="IGAA-token", after="A")
    at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert page.found == [OwnPost("17", "فستان", PICTURE, "https://www.instagram.com/p/A/", at)]
    assert page.after == "B"
    ((method, path, query, authorization, _),) = meta.requests
    assert (method, path, query["after"]) == ("GET", "/v26.0/me/media", "A")
    assert "caption" in query["fields"]
    assert authorization == "Bearer IGAA-token"


async def test_the_last_page_has_no_next(graph: Graph, meta: Meta) -> None:
    meta.answer = lambda _: web.json_response({"data": [], "paging": {"cursors": {"after": "B"}}})
    assert (await graph.own_posts(token="IGAA-token")).after is None


@pytest.mark.parametrize(
    ("fields", "picture"),
    [
        ({"media_type": "VIDEO", "thumbnail_url": PICTURE, "media_url": "https://scontent.cdninstagram.com/1.mp4"}, PICTURE),
        ({"media_type": "CAROUSEL_ALBUM"}, PICTURE),
        ({"media_type": "CAROUSEL_ALBUM", "media_url": None, "children": {"data": [{"media_type": "VIDEO"}, {"media_type": "IMAGE", "media_url": PICTURE}]}}, PICTURE),
        ({"media_url": None}, None),
        ({"media_url": "https://elsewhere.example/1.jpg"}, None),
    ],
)  # fmt: skip
async def test_only_a_picture_at_metas_is_looked_at(
    graph: Graph, meta: Meta, fields: dict[str, Any], picture: str | None
) -> None:
    meta.answer = lambda _: web.json_response({"data": [POST | fields]})
    assert (await graph.own_posts(token="IGAA-token")).found[0].picture == picture


@pytest.mark.parametrize(
    "answer", [{}, {"data": 1}, {"data": [{"id": "17"}]}, {"data": [POST | {"timestamp": "now"}]}]
)
async def test_what_is_not_understood_is_no_end(graph: Graph, meta: Meta, answer: dict[str, Any]) -> None:
    meta.answer = lambda _: web.json_response(answer)
    with pytest.raises(GraphUnavailable, match="not understood"):
        await graph.own_posts(token="IGAA-token")


async def test_a_posts_picture_is_asked_for_by_its_id(graph: Graph, meta: Meta) -> None:
    meta.answer = lambda _: web.json_response({"id": "17", "media_type": "IMAGE", "media_url": PICTURE})
    assert await graph.post_picture(token="IGAA-token", media="17/x") == PICTURE
    assert meta.requests[0][1] == "/v26.0/17/x"
    assert "media_url" in meta.requests[0][2]["fields"]


async def test_a_post_that_is_not_understood_is_an_outage(graph: Graph, meta: Meta) -> None:
    meta.answer = lambda _: web.json_response({"id": "17", "children": [1]})
    with pytest.raises(GraphUnavailable, match="not understood"):
        await graph.post_picture(token="IGAA-token", media="17")


async def test_a_dead_token_is_told_as_that(graph: Graph, meta: Meta) -> None:
    meta.answer = lambda _: web.json_response({"error": {"code": 190, "message": "expired"}}, status=400)
    with pytest.raises(TokenDead):
        await graph.own_posts(token="IGAA-token")
