"""Meta calls back as it does: an owner removes the app, then asks to be forgotten, and reads on a page how far that is."""

from urllib.parse import urlsplit

import httpx

from tests.support.merchant import Merchant
from tests.support.world import World

NUMBER = 5


async def page(world: World, url: str) -> str:
    """By path alone: the flow tests' PUBLIC_URL leads nowhere, as the host takes a free port."""
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(world.webhook.removesuffix("/webhook") + urlsplit(url).path)
    assert answer.status_code == 200
    return answer.text


async def test_an_owner_who_leaves_is_answered_no_more_and_then_forgotten(world: World) -> None:
    account = world.newcomers[NUMBER]
    async with Merchant(world) as merchant:
        assert (await merchant.connect(account)).status_code == 303
    (row,) = await world.rows(
        "SELECT tenant_id FROM shop.account_directory WHERE account_id = %s", account.user_id
    )
    tenant = str(row["tenant_id"])
    customer = world.new_customer()
    await world.instagram.customer_says(customer, "مرحبا", account=account)
    await world.settled(customer)
    await world.until(
        "SELECT 1 FROM shop.parts WHERE customer_id = %s HAVING bool_and(state = 'sent')", customer
    )

    assert await world.instagram.callbacks.deauthorize(account) == 200
    sent = len(world.instagram.sent)
    await world.instagram.customer_says(customer, "وين راح الرد؟", account=account)
    await world.until("SELECT 1 FROM shop.events WHERE tenant_id = %s AND text = 'وين راح الرد؟'", tenant)
    url, code = await world.instagram.callbacks.request_deletion(account)
    assert url.endswith(f"/deletion/{code}")
    assert await world.instagram.callbacks.request_deletion(account) == (url, code)
    for _ in range(2):
        for timer in ("forget", "unindex"):
            await world.run_timer(timer)
    await world.until(
        "SELECT 1 FROM shop.deletion_status WHERE confirmation_code = %s AND completed_at IS NOT NULL", code
    )
    assert "The deletion is complete" in await page(world, url)
    for table in (
        "tenants",
        "accounts",
        "conversations",
        "events",
        "event_keys",
        "audit_log",
        "key_directory",
    ):
        assert await world.rows(f"SELECT 1 FROM shop.{table} WHERE tenant_id = %s", tenant) == []
    assert [one for one in world.instagram.sent[sent:] if one.account == account.user_id] == []
