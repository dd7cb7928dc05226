"""An owner disconnects at the page: nothing of ours is left at Instagram, and what is under way ends quietly."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from local.instagram.threads import Account
from shared.crypto import Column
from shared.settings import read_settings
from tests.support.merchant import Merchant
from tests.support.world import World


@pytest.fixture
async def merchant(world: World) -> AsyncIterator[Merchant]:
    async with Merchant(world) as one:
        yield one


async def leaves(merchant: Merchant, account: Account) -> httpx.Response:
    page = await merchant.get(f"/console/disconnect/{account.user_id}")
    assert page.status_code == 200, page.text
    return await merchant.send_form(page, "/console/disconnect", account=account.user_id)


async def stored(world: World, account: Account) -> dict[str, Any]:
    (row,) = await world.rows("SELECT * FROM shop.accounts WHERE account_id = %s", account.user_id)
    return row


async def at_instagram(world: World, token: str, node: str, **query: str) -> list[object]:
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as client:
        answer = await client.get(f"{world.environment['GRAPH_BASE_URL']}/v26.0/me/{node}", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


async def test_webhooks_menu_and_token_go_and_a_new_login_brings_them_back(
    world: World, merchant: Merchant
) -> None:
    account = world.newcomers[1]
    await merchant.connect(account)
    before = await stored(world, account)
    keys = read_settings(world.environment).key_ring
    token = keys.open(before["access_token"], tenant=before["tenant_id"], column=Column.ACCESS_TOKEN)
    assert await at_instagram(world, token, "subscribed_apps") != []
    assert await at_instagram(world, token, "messenger_profile", fields="ice_breakers") != []

    left = await leaves(merchant, account)
    assert (left.status_code, left.headers["location"]) == (303, "/console")
    assert "Disconnected" in (await merchant.get("/console")).text
    after = await stored(world, account)
    assert (after["state"], after["state_reason"], after["subscribed_fields"]) == (
        "disconnected", "by_merchant", None,
    )  # fmt: skip
    assert keys.open(after["access_token"], tenant=after["tenant_id"], column=Column.ACCESS_TOKEN) == ""
    assert await at_instagram(world, token, "subscribed_apps") == []
    for name in ("ice_breakers", "persistent_menu"):
        assert await at_instagram(world, token, "messenger_profile", fields=name) == []
    (noted,) = await world.rows(
        "SELECT actor, user_id FROM shop.audit_log WHERE tenant_id = %s AND action = 'account.disconnected' ORDER BY at DESC LIMIT 1",
        str(after["tenant_id"]),
    )
    assert noted["actor"] == "owner"
    assert noted["user_id"] is not None

    await merchant.connect(account)
    assert (await stored(world, account))["state"] == "active"


async def test_a_turn_that_is_under_way_ends_quietly(world: World, merchant: Merchant) -> None:
    account = world.newcomers[1]
    await merchant.connect(account)
    await world.tune_shops()
    customer = world.new_customer()
    world.model.hold()
    asked = len(world.model.history)
    try:
        await world.instagram.customer_says(customer, "مرحبا", account=account)
        await world.model.arrived(asked + 1)
        assert (await leaves(merchant, account)).status_code == 303
    finally:
        world.model.release()
    await world.settled(customer)
    await world.until(
        "SELECT 1 FROM shop.turns WHERE customer_id = %s UNION ALL"
        " SELECT 1 FROM shop.events WHERE customer_id = %s AND disposition IS NOT NULL",
        customer, customer,
    )  # fmt: skip
    assert [one for one in world.instagram.sent if one.recipient == customer] == []
    assert world.dead_letters() == 0
    await merchant.connect(account)


async def test_an_account_of_another_shop_is_not_there(world: World, merchant: Merchant) -> None:
    mine, theirs = world.newcomers[1], world.newcomers[0]
    async with Merchant(world) as other:
        await other.connect(theirs)
    await merchant.connect(mine)
    page = await merchant.get(f"/console/disconnect/{mine.user_id}")
    assert (await merchant.get(f"/console/disconnect/{theirs.user_id}")).status_code == 404
    tried = await merchant.send_form(page, "/console/disconnect", account=theirs.user_id)
    assert tried.status_code == 404
    assert (await stored(world, theirs))["state"] == "active"
