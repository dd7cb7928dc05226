"""The account's own posts as Graph lists them: pages, fields, an album's parts, and pictures whose addresses expire."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from local.instagram import samples
from local.instagram.own_posts import SIGNED_FOR, OwnPost
from shared.errors import GraphRefused
from shared.graph.client import Graph
from shared.graph.posts import OwnPost as Read
from tests.support.instagram import CUSTOMER, NOON, OTHER_SHOP, SHOP, Clock, World, error_of

RED, BLUE = (lambda: samples.png(colour=(200, 0, 0))), (lambda: samples.png(colour=(0, 0, 200)))
PICTURES = {"IMAGE": (RED,), "VIDEO": (BLUE,), "CAROUSEL_ALBUM": (RED, BLUE)}


def post(number: int, kind: str = "IMAGE") -> OwnPost:
    at = int(NOON * 1000) - 3_600_000 * (100 - number)
    return OwnPost(f"179{number:014}", kind, at, f"post {number}", PICTURES[kind])


@pytest.fixture
async def graph(world: World) -> AsyncIterator[Graph]:
    graph = Graph(world.url, "v26.0")
    yield graph
    await graph.close()


async def status_of(address: str | None) -> tuple[int, bytes]:
    assert address is not None
    async with httpx.AsyncClient() as client:
        response = await client.get(address)
    return response.status_code, response.content


async def test_the_product_reads_all_of_them_newest_first(world: World, graph: Graph) -> None:
    world.instagram.put_posts(*(post(number) for number in range(60)))
    read: list[Read] = []
    after: str | None = None
    while True:
        page = await graph.own_posts(token=SHOP.access_token, after=after)
        read += page.found
        if page.after is None:
            break
        after = page.after
    assert [one.caption for one in read] == [f"post {number}" for number in reversed(range(60))]
    assert (await world.read("me", fields="media_count"))["media_count"] == 60


async def test_a_page_leads_to_its_neighbours_and_a_new_post_moves_none(world: World) -> None:
    world.instagram.put_posts(*(post(number) for number in range(5)))
    first = await world.read("me/media", fields="caption", limit="2")
    assert [one["caption"] for one in first["data"]] == ["post 4", "post 3"]
    assert set(first["paging"]) == {"cursors", "next"}
    world.instagram.put_posts(post(5))
    async with httpx.AsyncClient() as anybody:  # the token is in the address, as in Meta's
        second = (await anybody.get(first["paging"]["next"])).json()
        assert [one["caption"] for one in second["data"]] == ["post 2", "post 1"]
        third = (await anybody.get(second["paging"]["next"])).json()
        assert [one["caption"] for one in third["data"]] == ["post 0"]
        assert set(third["paging"]) == {"cursors", "previous"}
        back = (await anybody.get(third["paging"]["previous"])).json()
    assert back["data"] == second["data"]
    end = await world.read("me/media", after=third["paging"]["cursors"]["after"])
    assert end == {"data": []}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("IMAGE", {"media_type", "media_product_type", "media_url"}),
        ("VIDEO", {"media_type", "media_product_type", "thumbnail_url"}),
        ("CAROUSEL_ALBUM", {"media_type", "media_product_type", "media_url", "children"}),
    ],
)
async def test_each_kind_has_its_own_fields(world: World, kind: str, told: set[str]) -> None:
    world.instagram.put_posts(post(1, kind))
    asked = "media_type,media_product_type,media_url,thumbnail_url,children{media_type,media_url}"
    (listed,) = (await world.read(f"{SHOP.user_id}/media", fields=asked))["data"]
    assert set(listed) == told | {"id"}
    alone = await world.read(listed["id"], fields="id,timestamp,username,permalink")
    assert alone.items() >= {"id": listed["id"], "username": SHOP.username}.items()
    assert datetime.fromisoformat(alone["timestamp"]).timestamp() * 1000 == post(1).at
    assert alone["permalink"].startswith("https://www.instagram.com/")
    if kind == "CAROUSEL_ALBUM":
        parts = listed["children"]["data"]
        assert len({one["id"] for one in parts} | {listed["id"]}) == 3
        assert [await status_of(one["media_url"]) for one in parts] == [(200, RED()), (200, BLUE())]


async def test_a_pictures_address_expires_and_the_post_has_another(
    world: World, graph: Graph, clock: Clock
) -> None:
    world.instagram.put_posts(post(1, "VIDEO"))
    media = post(1).id
    address = await graph.post_picture(token=SHOP.access_token, media=media)
    assert await status_of(address) == (200, BLUE())
    clock.advance(seconds=SIGNED_FOR + 1)
    assert (await status_of(address))[0] == 403
    assert (await status_of(await graph.post_picture(token=SHOP.access_token, media=media)))[0] == 200


@pytest.mark.parametrize("changed", [{"oe": "ffffffff"}, {"oh": "0" * 32}, {"oe": "x"}, {"oe": "", "oh": ""}])
async def test_an_address_that_was_not_given_shows_nothing(
    world: World, graph: Graph, changed: dict[str, str]
) -> None:
    world.instagram.put_posts(post(1))
    address = await graph.post_picture(token=SHOP.access_token, media=post(1).id)
    assert address is not None
    parts = urlsplit(address)
    query = {name: value for name, (value,) in parse_qs(parts.query).items()} | changed
    forged = httpx.URL(f"{parts.scheme}://{parts.netloc}{parts.path}", params=query)
    assert (await status_of(str(forged)))[0] == 403


@pytest.mark.parametrize(
    ("path", "query", "refused"),
    [
        ("me/media", {"fields": "colour"}, (400, 100)),
        ("me/media", {"after": "!"}, (400, 100)),
        ("me/media", {"before": "bm9uZQ=="}, (400, 100)),
        ("me/media", {"limit": "0"}, (400, 100)),
        (f"{OTHER_SHOP.user_id}/media", {}, (400, 100)),
        (post(7).id, {}, (400, 100)),
    ],
)
async def test_what_graph_refuses(
    world: World, path: str, query: dict[str, Any], refused: tuple[int, int]
) -> None:
    world.instagram.put_posts(post(1))
    world.instagram.put_posts(post(7), account=OTHER_SHOP)
    response = await world.graph.get(f"/v26.0/{path}", params=query)
    assert error_of(response)[:2] == refused


async def test_anothers_posts_are_as_unknown_as_none(world: World, graph: Graph) -> None:
    world.instagram.put_posts(post(7), account=OTHER_SHOP)
    assert (await graph.own_posts(token=SHOP.access_token)).found == []
    with pytest.raises(GraphRefused):
        await graph.post_picture(token=SHOP.access_token, media=post(7).id)


async def test_comments_stand_below_the_newest_post(world: World) -> None:
    world.instagram.put_posts(post(1), post(2))
    await world.instagram.customer_comments(CUSTOMER, "السعر؟")
    assert world.instagram.comments[-1].media.id == post(2).id
