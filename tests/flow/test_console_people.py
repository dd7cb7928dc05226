"""The owner's page of people: staff come in by an invitation, do little, and are out the moment they are let go."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tests.support.merchant import Merchant
from tests.support.outlets import Browser
from tests.support.people import a_staff, an_owner, new_address, owner_with, shop_of, user_of
from tests.support.world import TENANT, World


@pytest.fixture
async def owner(world: World) -> AsyncIterator[Merchant]:
    async with an_owner(world, TENANT) as one:
        yield one


async def written_down(world: World, action: str, user: str) -> list[str]:
    rows = await world.rows(
        "SELECT actor FROM shop.audit_log WHERE tenant_id = %s AND action = %s AND user_id = %s",
        str(TENANT), action, user,
    )  # fmt: skip
    return [row["actor"] for row in rows]


async def test_staff_are_invited_by_a_letter_that_names_the_shop(world: World, owner: Merchant) -> None:
    address = new_address()
    async with a_staff(world, owner, address) as staff:
        letter = world.letters_to(address)[-1].get_content()
        (shop,) = await world.rows("SELECT name_en FROM shop.tenants WHERE tenant_id = %s", str(TENANT))
        assert shop["name_en"] in letter
        assert "three days" in letter
        start = await staff.get("/console")
        assert (start.status_code, "/console/people" in start.text) == (200, False)
    assert address in (await owner.get("/console/people")).text
    user = await user_of(world, address)
    assert await written_down(world, "user.invited", user) == ["owner"]
    assert await written_down(world, "user.signed_in", user) == ["staff"]


async def test_staff_who_are_let_go_are_out_at_once_and_cannot_come_back(
    world: World, owner: Merchant
) -> None:
    address = new_address()
    async with a_staff(world, owner, address) as staff:
        user = await user_of(world, address)
        pending = await staff.letter_to(address)
        telephone = Browser(f"https://push.example/{uuid4()}").subscription
        fields = {"endpoint": telephone["endpoint"], **telephone["keys"]}
        on = await staff.send_form(await staff.get("/console/alerts"), "/console/alerts/browser", **fields)
        assert on.status_code == 204
        page = await owner.get("/console/people")
        assert (await owner.send_form(page, f"/console/people/{user}/remove")).status_code == 303
        assert (await staff.get("/console/alerts")).status_code == 401
        assert (await staff.get(pending)).status_code == 400
    told = "SELECT 1 FROM shop.push_subscriptions WHERE endpoint = %s"
    assert await world.rows(told, telephone["endpoint"]) == []
    assert address not in (await owner.get("/console/people")).text
    assert await written_down(world, "user.removed", user) == ["owner"]
    again = await owner.send_form(await owner.get("/console/people"), f"/console/people/{user}/remove")
    assert again.status_code == 404


async def test_an_invitation_that_was_not_used_yet_ends_with_who_was_invited(
    world: World, owner: Merchant
) -> None:
    address = new_address()
    page = await owner.get("/console/people")
    await owner.send_form(page, "/console/people/invite", email=address)
    link = await world.link_to(address)
    await owner.send_form(page, f"/console/people/{await user_of(world, address)}/remove")
    async with Merchant(world) as browser:
        assert (await browser.get(link)).status_code == 400


async def test_a_lost_telephone_is_signed_out_and_its_person_may_come_in_again(
    world: World, owner: Merchant
) -> None:
    address = new_address()
    async with a_staff(world, owner, address) as staff:
        user = await user_of(world, address)
        page = await owner.get("/console/people")
        assert (await owner.send_form(page, f"/console/people/{user}/sign-out")).status_code == 303
        assert (await staff.get("/console/alerts")).status_code == 401
        assert (await staff.get(await staff.letter_to(address))).status_code == 303
        assert (await staff.get("/console/alerts")).status_code == 200


@pytest.mark.parametrize("browser_asked", [True, False])
async def test_signing_out_everywhere_ends_the_links_that_were_sent_before(
    world: World, owner: Merchant, *, browser_asked: bool
) -> None:
    address = new_address()
    page = await owner.get("/console/people")
    await owner.send_form(page, "/console/people/invite", email=address)
    link, user = await world.link_to(address), await user_of(world, address)
    async with Merchant(world) as browser:
        if browser_asked:
            link = await browser.letter_to(address)
        back = "UPDATE shop.sign_in_letters SET asked_at = asked_at - interval '2 seconds' WHERE email = %s"
        await world.rows(back, address)
        await owner.send_form(page, f"/console/people/{user}/sign-out")
        assert (await browser.get(link)).status_code == 400
        form = await browser.get("/console/sign-in")
        entered = await browser.send_form(form, link, shop=await shop_of(world, address))
        assert entered.status_code == 400
        assert (await browser.get(await browser.letter_to(address))).status_code == 303


async def test_an_address_belongs_to_one_person_of_a_shop(world: World, owner: Merchant) -> None:
    mine, theirs = await owner_with(world, TENANT), new_address()
    page = await owner.get("/console/people")
    for address, status in ((mine, 409), (theirs, 303), (theirs.upper(), 409), ("nobody", 400), ("", 400)):
        answer = await owner.send_form(page, "/console/people/invite", email=address)
        assert answer.status_code == status, address
    answer = await owner.send_form(page, "/console/people/address", email=theirs)
    assert (answer.status_code, "taken" in answer.text) == (409, True)


async def proof_sent_to(world: World, owner: Merchant, address: str) -> str:
    """The path of the link in the letter that goes to the address that the owner wants."""
    await forget_wishes(world)
    page = await owner.get("/console/people")
    wanted = await owner.send_form(page, "/console/people/address", email=f" {address.upper()} ")
    assert wanted.status_code == 303, wanted.text
    text = world.letters_to(address)[-1].get_content()
    return str(re.findall(r"https?://[^/\s]+(/\S+)", text)[0])


async def forget_wishes(world: World) -> None:
    """They are counted by the hour."""
    await world.rows(
        "UPDATE shop.audit_log SET at = at - interval '1 hour' WHERE action = 'user.address_wanted'"
    )


async def test_an_address_is_kept_when_its_letter_was_opened_and_the_one_before_is_told(
    world: World, owner: Merchant
) -> None:
    address = new_address()
    (row,) = await world.rows(
        "SELECT email FROM shop.users WHERE tenant_id = %s AND role = 'owner'", str(TENANT)
    )
    link = await proof_sent_to(world, owner, address)
    assert address not in link
    assert f'open the link that went to <bdi dir="ltr">{address}' in (await owner.get("/console/people")).text
    async with Merchant(world) as stranger:
        await stranger.asks_for_letter(address)
        await world.run_timer("alerts")
        await world.until("SELECT 1 FROM shop.sign_in_letters WHERE email = %s AND send_at IS NULL", address)
        assert len(world.letters_to(address)) == 1
    page = await owner.get(link)
    assert address in page.text
    assert (await owner.send_form(page, link)).status_code == 303
    assert f'value="{address}"' in (await owner.get("/console/people")).text
    assert "no longer opens your shop" in world.letters_to(row["email"])[-1].get_content()
    async with Merchant(world) as phone:
        assert (await phone.get(await phone.letter_to(address))).status_code == 303
    taken = await owner.send_form(await owner.get("/console/people"), "/console/people/address", email="")
    assert taken.status_code == 303
    assert await world.rows("SELECT 1 FROM shop.users WHERE email = %s", address) == []


async def test_whoever_gets_the_proof_by_mistake_can_do_nothing_with_it(
    world: World, owner: Merchant
) -> None:
    """Neither signed in to nothing, nor to another shop, nor as staff of this one."""
    link = await proof_sent_to(world, owner, new_address())
    async with Merchant(world) as nobody, Merchant(world) as neighbour, a_staff(world, owner) as staff:
        await neighbour.connect(world.newcomers[4])
        for browser, status in ((nobody, 401), (neighbour, 400), (staff, 403)):
            assert (await browser.get(link)).status_code == status
            start = await browser.get("/console/sign-in")
            assert (await browser.send_form(start, link)).status_code == status


async def test_a_proof_is_of_the_address_that_was_wanted_last_and_of_its_hour(
    world: World, owner: Merchant
) -> None:
    first = await proof_sent_to(world, owner, new_address())
    second = await proof_sent_to(world, owner, new_address())
    until, proof = second.split("/")[-2:]
    later = f"/console/people/address/{int(until) + 3600}/{proof}"
    past = f"/console/people/address/{int(until) - 7200}/{proof}"
    assert [(await owner.get(one)).status_code for one in (first, later, past, second)] == [
        400,
        400,
        400,
        200,
    ]


async def test_few_proofs_are_asked_for_within_an_hour(world: World, owner: Merchant) -> None:
    await forget_wishes(world)
    page = await owner.get("/console/people")
    codes = [
        (await owner.send_form(page, "/console/people/address", email=new_address())).status_code
        for _ in range(6)
    ]
    assert codes == [303] * 5 + [429]
    await forget_wishes(world)


async def test_a_letter_that_does_not_leave_is_told_at_the_page(world: World, owner: Merchant) -> None:
    await forget_wishes(world)
    world.mailbox.refuses = [550]
    page = await owner.get("/console/people")
    answer = await owner.send_form(page, "/console/people/address", email=new_address())
    assert (answer.status_code, "did not leave" in answer.text) == (503, True)


async def test_an_owner_cannot_be_let_go_not_even_by_oneself(world: World, owner: Merchant) -> None:
    user = await user_of(world, await owner_with(world, TENANT))
    page = await owner.get("/console/people")
    assert (await owner.send_form(page, f"/console/people/{user}/remove")).status_code == 404


async def test_nobody_of_another_shop_is_let_go_or_signed_out(world: World, owner: Merchant) -> None:
    """Another tenant's person reads as nobody, like one who never was."""
    async with Merchant(world) as neighbour:
        await neighbour.connect(world.newcomers[3])
        (row,) = await world.rows(
            "SELECT tenant_id, user_id FROM shop.users JOIN shop.account_directory USING (tenant_id) WHERE account_id = %s",
            world.newcomers[3].user_id,
        )
        await world.rows("UPDATE shop.users SET role = 'staff' WHERE user_id = %s", str(row["user_id"]))
        page = await owner.get("/console/people")
        answers = [
            await owner.send_form(page, f"/console/people/{user}/{what}")
            for user in (row["user_id"], uuid4())
            for what in ("remove", "sign-out")
        ]
        assert [one.status_code for one in answers] == [404] * 4
        assert answers[0].text == answers[2].text
        assert (await neighbour.get("/console/alerts")).status_code == 200
        await world.rows("UPDATE shop.users SET role = 'owner' WHERE user_id = %s", str(row["user_id"]))


async def test_only_so_many_are_invited_within_an_hour(world: World, owner: Merchant) -> None:
    """Letting them go again makes no room for more letters."""
    await world.rows("DELETE FROM shop.sign_in_letters WHERE tenant_id = %s", str(TENANT))
    codes = []
    page = await owner.get("/console/people")
    for _ in range(21):
        address = new_address()
        answer = await owner.send_form(page, "/console/people/invite", email=address)
        codes.append(answer.status_code)
        if answer.status_code == 303:
            await owner.send_form(page, f"/console/people/{await user_of(world, address)}/remove")
    assert codes == [303] * 20 + [429]
    await world.rows("DELETE FROM shop.sign_in_letters WHERE tenant_id = %s", str(TENANT))
