"""How fast one may call, and what Graph says to whoever calls faster."""

import json
from collections.abc import AsyncIterator

import pytest

from local.instagram.graph import Usage
from local.instagram.limits import Limits, Rate
from tests.support.instagram import CUSTOMER, OTHER_SHOP, SHOP, Clock, World, error_of, running

VIDEO = {"attachment": {"type": "video", "payload": {"url": "https://shop.example/v.mp4"}}}
LISTED = ("/v26.0/me/conversations", {"platform": "instagram"})


@pytest.fixture
async def world(clock: Clock) -> AsyncIterator[World]:
    async with running(clock=clock, limits=Limits(messages=Rate(5), media=Rate(3))) as world:
        await world.instagram.customer_says(CUSTOMER, "hi", mid="M")
        yield world


async def listed(world: World) -> tuple[int, int, int | None] | None:
    path, query = LISTED
    response = await world.graph.get(path, params=query)
    return None if response.status_code == 200 else error_of(response)


async def test_conversations_can_be_read_twice_a_second(world: World, clock: Clock) -> None:
    assert [await listed(world) for _ in range(3)] == [None, None, (400, 613, None)]
    clock.advance(seconds=0.9)
    assert await listed(world) == (400, 613, None)
    clock.advance(seconds=0.1)
    assert await listed(world) is None


async def test_threads_and_messages_count_as_conversations_and_nothing_else_that_is_read_does(
    world: World,
) -> None:
    thread = world.instagram.thread(CUSTOMER).id
    assert "error" not in await world.read(thread)
    assert "error" not in await world.read("M")
    for node in (thread, "M"):
        assert (await world.read(node))["error"]["code"] == 613
    for node in ("me", CUSTOMER):
        assert "error" not in await world.read(node)


async def test_media_has_a_smaller_limit_than_text(world: World) -> None:
    answers = [await world.post(VIDEO) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 400]
    answers = [await world.post({"text": "hello"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [400]
    assert error_of(answers[-1]) == (400, 613, None)
    assert len(world.instagram.sent) == 8


async def test_each_account_has_limits_of_its_own(world: World) -> None:
    for _ in range(3):
        await listed(world)
    path, query = LISTED
    token = {"Authorization": f"Bearer {OTHER_SHOP.access_token}"}
    assert (await world.graph.get(path, params=query, headers=token)).status_code == 200


async def test_a_throttle_on_demand_says_for_how_long_and_strikes_one_account_only(world: World) -> None:
    world.instagram.throttle_next(613, minutes=19, account=OTHER_SHOP)
    assert (await world.post({"text": "hello"})).status_code == 200
    world.instagram.throttle_next(80002, minutes=19, account=SHOP)
    throttled = await world.post({"text": "hello"})
    assert error_of(throttled) == (400, 80002, None)
    told = json.loads(throttled.headers["x-business-use-case-usage"])
    assert told[SHOP.user_id][0]["estimated_time_to_regain_access"] == 19
    assert (await world.post({"text": "hello"})).status_code == 200


async def test_usage_can_be_told_of_one_account_alone(world: World) -> None:
    world.instagram.usage_of[SHOP.user_id] = Usage(percent=85)
    ours = await world.graph.get("/v26.0/me")
    token = {"Authorization": f"Bearer {OTHER_SHOP.access_token}"}
    theirs = await world.graph.get("/v26.0/me", headers=token)
    assert [json.loads(one.headers["x-app-usage"])["call_count"] for one in (ours, theirs)] == [85, 1]


async def test_a_page_that_is_too_large_is_an_unknown_error(world: World) -> None:
    world.instagram.largest_page = 6
    path, query = LISTED
    assert error_of(await world.graph.get(path, params=query)) == (500, 1, None)
    assert (await world.graph.get(path, params={**query, "limit": "6"})).status_code == 200
