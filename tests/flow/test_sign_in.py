"""People come in by a link in a letter: once, in time, in their own browser or with a tap in another, and nobody learns who is here."""

import asyncio
import re
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from merchant.sign_in_links import MOST_AN_HOUR
from tests.support.merchant import Merchant
from tests.support.people import new_address, owner_with
from tests.support.world import TENANT, World


@pytest.fixture
async def merchant(world: World) -> AsyncIterator[Merchant]:
    async with Merchant(world) as one:
        yield one


async def username(world: World) -> str:
    (row,) = await world.rows("SELECT username FROM shop.accounts WHERE tenant_id = %s", str(TENANT))
    return str(row["username"])


async def test_an_owner_comes_in_by_a_letter_and_sees_the_shop(world: World, merchant: Merchant) -> None:
    address = await owner_with(world, TENANT)
    link = await merchant.letter_to(address)
    entered = await merchant.get(link)
    assert (entered.status_code, entered.headers["location"]) == (303, "/console")
    start = await merchant.get("/console")
    assert f"@{await username(world)}" in start.text
    assert "People" in start.text
    (row,) = await world.rows(
        "SELECT actor FROM shop.audit_log WHERE tenant_id = %s AND action = 'user.signed_in' ORDER BY at DESC LIMIT 1",
        str(TENANT),
    )
    assert row["actor"] == "owner"


async def test_a_letter_says_what_it_is_in_both_languages_and_names_no_shop(
    world: World, merchant: Merchant
) -> None:
    address = await owner_with(world, TENANT)
    await merchant.letter_to(address)
    letter = world.letters_to(address)[-1]
    text = letter.get_content()
    assert "ربع ساعة" in text
    assert "fifteen minutes" in text
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Flow" not in text


async def test_a_link_is_good_once(world: World, merchant: Merchant) -> None:
    link = await merchant.letter_to(await owner_with(world, TENANT))
    assert (await merchant.get(link)).status_code == 303
    again = await merchant.get(link)
    assert (again.status_code, "works no more" in again.text) == (400, True)
    async with Merchant(world) as thief:
        assert (await thief.get(link)).status_code == 400


async def test_of_two_taps_at_once_one_comes_in(world: World, merchant: Merchant) -> None:
    link = await merchant.letter_to(await owner_with(world, TENANT))
    async with Merchant(world) as phone:
        page = await phone.get(link)
        taps = await asyncio.gather(*(phone.send_form(page, link, shop=str(TENANT)) for _ in range(4)))
    assert sorted(one.status_code for one in taps) == [303, 400, 400, 400]


async def test_a_mail_scanner_that_fetches_the_link_neither_comes_in_nor_uses_it_up(
    world: World, merchant: Merchant
) -> None:
    link = await merchant.letter_to(await owner_with(world, TENANT))
    async with Merchant(world) as scanner:
        for _ in range(3):
            looked = await scanner.get(link)
            assert looked.status_code == 200
            assert "session" not in scanner.http.cookies
            assert (await scanner.get("/console")).headers["location"] == "/console/connect"
        posted = await scanner.http.post(link, data={"shop": str(TENANT)})
        assert posted.status_code == 403
    assert (await merchant.get(link)).status_code == 303


async def test_in_another_browser_a_tap_on_the_shops_name_lets_in(world: World, merchant: Merchant) -> None:
    link = await merchant.letter_to(await owner_with(world, TENANT))
    async with Merchant(world) as phone:
        page = await phone.get(link)
        assert "Close this page" in page.text
        assert (await phone.send_form(page, link, shop=str(TENANT))).status_code == 303
        assert f"@{await username(world)}" in (await phone.get("/console")).text
    assert (await merchant.get(link)).status_code == 400


async def test_a_form_that_was_stolen_with_the_link_lets_nobody_in(world: World, merchant: Merchant) -> None:
    """The page's token belongs to the browser that it was made for."""
    link = await merchant.letter_to(await owner_with(world, TENANT))
    async with Merchant(world) as phone, Merchant(world) as thief:
        page = await phone.get(link)
        await thief.get("/console/sign-in")
        assert (await thief.send_form(page, link, shop=str(TENANT))).status_code == 403
        assert "session" not in thief.http.cookies


async def test_a_link_leads_into_no_other_shop_whatever_the_form_says(
    world: World, merchant: Merchant
) -> None:
    link = await merchant.letter_to(await owner_with(world, TENANT))
    async with Merchant(world) as phone:
        page = await phone.get(link)
        assert (await phone.send_form(page, link, shop=str(uuid4()))).status_code == 400
    assert (await merchant.get(link)).status_code == 303


async def test_a_link_ends_after_a_quarter_of_an_hour(world: World, merchant: Merchant) -> None:
    address = await owner_with(world, TENANT)
    link = await merchant.letter_to(address)
    (row,) = await world.rows(
        "SELECT extract(epoch FROM expires_at - now()) AS left FROM shop.sign_in_letters WHERE email = %s",
        address,
    )
    assert 14 * 60 < row["left"] <= 15 * 60
    await world.rows("UPDATE shop.sign_in_letters SET expires_at = now() WHERE email = %s", address)
    assert (await merchant.get(link)).status_code == 400


async def test_nothing_that_is_kept_of_a_link_would_let_anybody_in(world: World, merchant: Merchant) -> None:
    address = await owner_with(world, TENANT)
    link = await merchant.letter_to(address)
    (row,) = await world.rows(
        "SELECT to_jsonb(l) AS kept FROM shop.sign_in_letters l WHERE email = %s", address
    )
    assert link.rpartition("/")[2] not in str(row["kept"])
    digest = row["kept"]["link_digest"].removeprefix("\\x")
    assert (await merchant.get(f"/console/sign-in/{digest}")).status_code == 400


async def test_an_address_that_was_given_up_opens_nothing_any_more(world: World, merchant: Merchant) -> None:
    link = await merchant.letter_to(await owner_with(world, TENANT))
    await owner_with(world, TENANT)
    assert (await merchant.get(link)).status_code == 400


async def test_whoever_is_in_several_shops_chooses_one(world: World, merchant: Merchant) -> None:
    address = await owner_with(world, TENANT)
    async with Merchant(world) as other:
        await other.connect(world.newcomers[2])
    (row,) = await world.rows(
        "SELECT tenant_id, name_en FROM shop.account_directory JOIN shop.tenants USING (tenant_id) WHERE account_id = %s",
        world.newcomers[2].user_id,
    )
    await owner_with(world, row["tenant_id"], address)
    link = await merchant.letter_to(address)
    page = await merchant.get(link)
    assert page.status_code == 200
    assert page.text.count("<button") == 2
    assert f"Enter {row['name_en']}" in page.text
    assert (await merchant.send_form(page, link, shop=str(row["tenant_id"]))).status_code == 303
    start = await merchant.get("/console")
    assert f"@{world.newcomers[2].username}" in start.text
    assert await username(world) not in start.text


async def test_known_and_unknown_addresses_are_answered_alike(world: World, merchant: Merchant) -> None:
    """Whether a letter goes is found out by a timer, when the answer has long been given."""
    known, unknown = await owner_with(world, TENANT), new_address()
    answers = []
    for address in (known, unknown):
        async with Merchant(world) as browser:
            answer = await browser.asks_for_letter(address)
        headers = {name: text for name, text in answer.headers.items() if name not in {"date", "set-cookie"}}
        answers.append((answer.status_code, answer.text, headers, sorted(answer.cookies)))
    assert answers[0] == answers[1]
    assert "on its way" in answers[0][1]
    await world.link_to(known)
    await world.until("SELECT 1 FROM shop.sign_in_letters WHERE email = %s AND send_at IS NULL", unknown)
    assert world.letters_to(unknown) == []


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "unknown"])
async def test_one_address_is_sent_few_links_an_hour_whichever_browsers_ask(
    world: World, *, is_known: bool
) -> None:
    address = await owner_with(world, TENANT) if is_known else new_address()
    codes = []
    for _ in range(MOST_AN_HOUR + 1):
        async with Merchant(world) as browser:
            codes.append((await browser.asks_for_letter(address.upper())).status_code)
    assert codes == [200] * MOST_AN_HOUR + [429]


async def test_one_browser_asks_for_few_addresses_an_hour(world: World, merchant: Merchant) -> None:
    codes = [(await merchant.asks_for_letter(new_address())).status_code for _ in range(MOST_AN_HOUR + 1)]
    assert codes == [200] * MOST_AN_HOUR + [429]


@pytest.mark.parametrize("address", ["nobody", "a@b\r\nBcc: c@d.example", "a@b,c@d", "", "ض@example.com"])
async def test_what_is_no_address_is_told_so(merchant: Merchant, address: str) -> None:
    answer = await merchant.asks_for_letter(address)
    assert (answer.status_code, "no e-mail address" in answer.text) == (400, True)


async def test_whoever_had_to_sign_in_comes_back_to_the_page_that_was_wanted(
    world: World, merchant: Merchant
) -> None:
    wanted = f"/console/alerts/{uuid4()}"
    door = await merchant.get(wanted)
    assert door.status_code == 401
    assert "/console/sign-in" in door.text
    entered = await merchant.get(await merchant.letter_to(await owner_with(world, TENANT)))
    assert entered.headers["location"] == wanted
    assert "wanted" not in merchant.http.cookies


@pytest.mark.parametrize(
    "planted",
    ["//evil.example", "/\\evil.example", "https://evil.example/console", "/console/../evil", "/%2f%2fevil.example",
     "/console//evil.example", "/consoleevil", "/console/@evil.example", "/console/x%0d%0aSet-Cookie:a=b"],
)  # fmt: skip
async def test_after_signing_in_nothing_leads_out_of_the_console(
    world: World, merchant: Merchant, planted: str
) -> None:
    await merchant.get(planted if planted.startswith("/") and "\\" not in planted else "/console")
    link = await merchant.letter_to(await owner_with(world, TENANT))
    merchant.http.cookies.set("wanted", planted)
    entered = await merchant.get(f"{link}?next={planted}&return_to={planted}")
    assert entered.headers["location"] == "/console"


async def test_the_browser_gets_another_name_and_a_planted_session_is_gone(
    world: World, merchant: Merchant
) -> None:
    link = await merchant.letter_to(await owner_with(world, TENANT))
    fixed = merchant.http.cookies["browser"]
    merchant.http.cookies.set("session", "planted")
    page = await merchant.get("/console/sign-in")
    entered = await merchant.get(link)
    sent = [one for one in entered.headers.get_list("set-cookie") if not one.startswith("wanted=")]
    assert sorted(one.partition("=")[0] for one in sent) == ["browser", "session"]
    assert fixed not in str(sent)
    assert all("httponly" in one.lower() and "samesite=lax" in one.lower() for one in sent)
    stale = await merchant.http.post(
        "/console/sign-out", data={"token": re.findall(r'name="token" value="([^"]+)"', page.text)[0]}
    )
    assert stale.status_code == 403
