"""A merchant connects by Instagram Login: each way that it can end, in the browser, at Instagram and in the database."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.merchant import Merchant
from tests.support.world import World


@pytest.fixture
async def merchant(world: World) -> AsyncIterator[Merchant]:
    async with Merchant(world) as one:
        yield one


async def tenant_of(world: World, account: str) -> object:
    rows = await world.rows("SELECT tenant_id FROM shop.account_directory WHERE account_id = %s", account)
    return rows[0]["tenant_id"] if rows else None


async def green(merchant: Merchant, world: World, number: int) -> str:
    account = world.newcomers[number]
    async with asyncio.timeout(20):
        while "Everything works" not in (page := await merchant.check(account)).text:
            assert page.status_code == 200, page.text
            await asyncio.sleep(0.05)
    return page.text


@pytest.mark.parametrize("in_data", [False, True], ids=["flat", "in a list under data"])
async def test_a_merchant_logs_in_and_a_customer_is_answered(
    world: World, merchant: Merchant, *, in_data: bool
) -> None:
    """Both shapes of the first token and of `/me`."""
    number = int(in_data)
    account = world.newcomers[number]
    world.instagram.switches.login_in_data = world.instagram.switches.me_in_data = in_data
    try:
        answer = await merchant.connect(account)
    finally:
        world.instagram.switches.login_in_data = world.instagram.switches.me_in_data = False
    assert answer.status_code == 303
    assert "code" not in answer.headers["location"]
    await green(merchant, world, number)
    (row,) = await world.rows(
        "SELECT a.*, t.name_en, t.currency FROM shop.accounts a JOIN shop.tenants t USING (tenant_id) WHERE account_id = %s",
        account.user_id,
    )
    assert (row["app_scoped_id"], row["username"]) == (account.app_scoped_id, account.username)
    assert (row["name_en"], row["currency"], row["account_type"]) == (account.display_name, "JOD", "BUSINESS")
    assert row["access_token"] != account.access_token
    assert 59 < (row["token_expires_at"] - row["token_issued_at"]).total_seconds() / 86400 < 60
    assert {"messages", "messaging_postbacks", "comments"} <= set(row["subscribed_fields"])
    assert "message_echoes" not in row["subscribed_fields"]
    customer = world.new_customer()
    await world.instagram.customer_says(customer, "مرحبا", account=account)
    await world.instagram.sent_to(customer, 1)


async def test_a_shop_that_connects_again_is_the_same_shop(world: World, merchant: Merchant) -> None:
    account = world.newcomers[2]
    await merchant.connect(account)
    tenant = await tenant_of(world, account.user_id)
    await world.rows(
        "UPDATE shop.accounts SET state = 'token_dead', state_reason = 'token_expired' WHERE account_id = %s",
        account.user_id,
    )
    async with Merchant(world) as elsewhere:
        assert (await elsewhere.connect(account)).status_code == 303
        await green(elsewhere, world, 2)
    assert await tenant_of(world, account.user_id) == tenant
    (row,) = await world.rows("SELECT state FROM shop.accounts WHERE account_id = %s", account.user_id)
    assert row["state"] == "active"


async def test_an_account_of_another_shop_is_refused_to_who_is_signed_in(
    world: World, merchant: Merchant
) -> None:
    mine, theirs = world.newcomers[3], world.newcomers[4]
    async with Merchant(world) as other:
        await other.connect(theirs)
    await merchant.connect(mine)
    before = await tenant_of(world, theirs.user_id)
    answer = await merchant.connect(theirs)
    assert answer.status_code == 400
    assert "another shop" in answer.text
    assert await tenant_of(world, theirs.user_id) == before
    assert (await merchant.check(theirs)).status_code == 404


async def test_who_cancels_at_instagram_is_told_that_nothing_happened(
    world: World, merchant: Merchant
) -> None:
    account = world.newcomers[5]
    answer = await merchant.come_back(await merchant.agree(await merchant.begin(), account, answer="cancel"))
    assert answer.status_code == 400
    assert "Nothing was connected" in answer.text
    assert await tenant_of(world, account.user_id) is None


@pytest.mark.parametrize(
    ("number", "without", "said"),
    [
        (5, "instagram_business_manage_messages", "A permission is missing"),
        (6, None, "not in the app"),
        (7, None, "personal account"),
    ],
    ids=["a permission unticked", "no tester", "a personal account"],
)
async def test_what_cannot_work_is_told_in_plain_words(
    world: World, merchant: Merchant, number: int, without: str | None, said: str
) -> None:
    account = world.newcomers[number]
    back = await merchant.agree(await merchant.begin(), account, without=without)
    answer = await merchant.come_back(back)
    assert answer.status_code == 400
    assert said in answer.text
    assert await tenant_of(world, account.user_id) is None


async def test_a_state_is_good_once_and_in_one_browser(world: World, merchant: Merchant) -> None:
    account = world.newcomers[5]
    back = await merchant.agree(await merchant.begin(), account, answer="cancel")
    async with Merchant(world) as thief:
        await thief.get("/console/connect")
        stolen = await thief.come_back(back)
    assert "began in another browser" in stolen.text
    assert "Nothing was connected" in (await merchant.come_back(back)).text
    again = await merchant.come_back(back)
    assert (again.status_code, "was used before" in again.text) == (400, True)
    forged = await merchant.get("/console/connect/callback?code=1&state=nonce.signature")
    assert "This attempt is over" in forged.text


async def test_a_code_is_good_once(world: World, merchant: Merchant) -> None:
    account = world.newcomers[0]
    first = await merchant.agree(await merchant.begin(), account)
    code = first.partition("code=")[2].partition("&")[0]
    await merchant.come_back(first)
    second = await merchant.agree(await merchant.begin(), account, answer="cancel")
    state = second.partition("state=")[2].partition("&")[0]
    answer = await merchant.get(f"/console/connect/callback?code={code}&state={state}")
    assert "no longer takes this login code" in answer.text


async def test_switched_off_message_access_is_the_one_thing_that_is_named(
    world: World, merchant: Merchant
) -> None:
    account = world.newcomers[1]
    world.instagram.fail_next(200, 2534041, account=account)
    await merchant.connect(account)
    page = await merchant.check(account)
    assert "Allow access to messages" in page.text
    again = await merchant.send_form(page, f"/console/connect/check?account={account.user_id}")
    assert again.status_code == 303
    await green(merchant, world, 1)


async def test_a_form_of_another_site_changes_nothing(world: World, merchant: Merchant) -> None:
    page = await merchant.get("/console/connect")
    without = await merchant.http.post("/console/connect", data={})
    assert without.status_code in {403, 422}
    wrong = await merchant.http.post("/console/connect", data={"token": "A" * 43})
    assert wrong.status_code == 403
    async with Merchant(world) as other:
        await other.get("/console/connect")
        stolen = await other.send_form(page, "/console/connect")
    assert stolen.status_code == 403
    cross = await merchant.http.post(
        "/console/connect", data={"token": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert cross.status_code == 403


@pytest.mark.parametrize(
    "path", ["/console/nowhere", "/console/connect/check", "/console/static/nothing.css"]
)
async def test_a_wrong_address_is_a_page_that_says_so(merchant: Merchant, path: str) -> None:
    answer = await merchant.get(path)
    assert answer.status_code in {400, 401, 404}
    assert "detail" not in answer.text


async def test_every_page_is_kept_out_of_frames_caches_and_other_sites(merchant: Merchant) -> None:
    for path in ("/console/connect", "/console/connect/callback", "/console/nowhere"):
        headers = (await merchant.get(path)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    door = await merchant.get("/console")
    assert (door.status_code, door.headers["location"]) == (303, "/console/connect")


async def test_the_browsers_name_is_another_after_a_login(world: World, merchant: Merchant) -> None:
    await merchant.get("/console/connect")
    fixed = merchant.http.cookies["browser"]
    answer = await merchant.connect(world.newcomers[0])
    assert merchant.http.cookies["browser"] != fixed
    told = answer.headers.get_list("set-cookie")
    assert len(told) == 2
    assert all("HttpOnly" in one and "samesite=lax" in one.lower() for one in told)


async def test_signed_out_everywhere_a_session_opens_nothing(world: World, merchant: Merchant) -> None:
    account = world.newcomers[0]
    await merchant.connect(account)
    session = merchant.http.cookies["session"]
    page = await merchant.check(account)
    out = await merchant.send_form(page, "/console/sign-out", where="everywhere")
    assert out.status_code == 303
    assert "session" not in merchant.http.cookies
    merchant.http.cookies.set("session", session)
    assert (await merchant.check(account)).status_code == 401
