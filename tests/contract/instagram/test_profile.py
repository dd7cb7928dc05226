"""Ice breakers and the menu: kept by locale, all of it or nothing."""

from typing import Any

import httpx
import pytest

from tests.support.instagram import OTHER_SHOP, World, error_of

PATH = "/v26.0/me/messenger_profile"
ASK = {"question": "الأسعار؟", "payload": "PRICES"}
ICE = [
    {"locale": "default", "call_to_actions": [{"question": "Prices?", "payload": "PRICES"}]},
    {"locale": "ar_AR", "call_to_actions": [ASK]},
]
TAP = {"type": "postback", "title": "Orders", "payload": "ORDERS"}
LINK = {"type": "web_url", "title": "Shop", "url": "https://shop.example"}


def menu(*items: Any) -> list[dict[str, Any]]:
    return [{"locale": "default", "call_to_actions": list(items)}]


async def put(world: World, **settings: Any) -> httpx.Response:
    return await world.graph.post(PATH, json={"platform": "instagram", **settings})


async def get(world: World, setting: str) -> Any:
    answer = await world.graph.get(PATH, params={"platform": "instagram", "fields": setting})
    return answer.json()["data"]


async def test_what_is_set_is_shown_and_replaced_setting_by_setting(world: World) -> None:
    assert (await put(world, ice_breakers=ICE)).json() == {"result": "success"}
    assert (await put(world, persistent_menu=menu(TAP, LINK))).json() == {"result": "success"}
    assert await get(world, "ice_breakers") == ICE
    await put(world, ice_breakers=ICE[:1])
    assert await get(world, "ice_breakers") == ICE[:1]
    assert await get(world, "persistent_menu") == menu(TAP, LINK)


async def test_what_is_taken_away_is_gone_and_the_rest_stays(world: World) -> None:
    await put(world, ice_breakers=ICE, persistent_menu=menu(TAP))
    body = {"platform": "instagram", "fields": ["ice_breakers"]}
    for _ in range(2):
        assert (await world.graph.request("DELETE", PATH, json=body)).json() == {"result": "success"}
    assert await get(world, "ice_breakers") == []
    assert await get(world, "persistent_menu") == menu(TAP)


async def test_one_shop_neither_sees_nor_changes_anothers(world: World) -> None:
    await put(world, ice_breakers=ICE)
    token = {"Authorization": f"Bearer {OTHER_SHOP.access_token}"}
    answer = await world.graph.get(PATH, params={"fields": "ice_breakers"}, headers=token)
    assert answer.json() == {"data": []}


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"platform": "messenger", "ice_breakers": ICE},
        {"greeting": ICE},
        {"ice_breakers": "Prices?"},
        {"ice_breakers": ["Prices?"]},
        {"ice_breakers": ICE[1:]},
        {"ice_breakers": ICE + ICE},
        {"ice_breakers": menu(*[ASK] * 5)},
        {"ice_breakers": menu()},
        {"ice_breakers": menu("Prices?")},
        {"ice_breakers": menu({"question": "Prices?"})},
        {"ice_breakers": menu({"question": "", "payload": "P"})},
        {"persistent_menu": menu(*[TAP] * 6)},
        {"persistent_menu": menu({**TAP, "type": "phone_number"})},
        {"persistent_menu": menu("Orders")},
        {"persistent_menu": menu({"type": "web_url", "title": "Shop"})},
        {"ice_breakers": ICE, "persistent_menu": menu()},
    ],
)
async def test_what_is_wrong_in_one_place_changes_nothing(world: World, settings: dict[str, Any]) -> None:
    assert error_of(await put(world, **settings)) == (400, 100, None)
    assert await get(world, "ice_breakers") == []


@pytest.mark.parametrize("fields", [None, [], ["greeting"], "ice_breakers"])
async def test_what_is_to_go_must_be_named(world: World, fields: Any) -> None:
    answer = await world.graph.request("DELETE", PATH, json={"platform": "instagram", "fields": fields})
    assert error_of(answer) == (400, 100, None)


async def test_it_can_be_made_to_fail(world: World) -> None:
    world.instagram.fail_next(2, on="profile", status=500)
    assert error_of(await put(world, ice_breakers=ICE)) == (500, 2, None)
    assert (await put(world, ice_breakers=ICE)).status_code == 200
