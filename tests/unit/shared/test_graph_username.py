"""A customer's name at Instagram, asked of a real HTTP server: a name, or none."""

from typing import Any

import pytest
from aiohttp import web

from shared.errors import ConsentMissing
from shared.graph.client import Graph
from tests.support.meta import Meta, graph, meta

__all__ = ["graph", "meta"]


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ({"id": "1", "username": "layla"}, "layla"),
        ({"id": "1", "username": None}, None),
        ({"id": "1", "username": ""}, None),
        ({"id": "1", "username": ["layla"]}, None),
        ([], None),
    ],
)
async def test_a_name_is_told_or_none(graph: Graph, meta: Meta, answer: Any, name: str | None) -> None:
    meta.answer = lambda _: web.json_response(answer)
    assert await graph.username(token="IGAA-token", customer="1") == name
    ((method, path, query, authorization, _),) = meta.requests
    assert (method, path, query) == ("GET", "/v26.0/1", {"fields": "username"})
    assert authorization == "Bearer IGAA-token"


async def test_whoever_has_only_commented_has_agreed_to_nothing(graph: Graph, meta: Meta) -> None:
    error = {"error": {"code": 230, "message": "User consent is required"}}
    meta.answer = lambda _: web.json_response(error, status=403)
    with pytest.raises(ConsentMissing):
        await graph.username(token="IGAA-token", customer="1")
