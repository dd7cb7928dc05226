"""The owner's page of people: staff come in by an invitation, do little, and are out the moment they are let go."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tests.support.merchant import Merchant
from tests.support.people import a_staff, an_owner, new_address, owner_with, user_of
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
        page = await owner.get("/console/people")
        assert (await owner.send_form(page, f"/console/people/{user}/remove")).status_code == 303
        assert (await staff.get("/console/alerts")).status_code == 401
        assert (await staff.get(pending)).status_code == 400
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


async def test_an_address_belongs_to_one_person_of_a_shop(world: World, owner: Merchant) -> None:
    mine, theirs = await owner_with(world, TENANT), new_address()
    page = await owner.get("/console/people")
    for address, status in ((mine, 409), (theirs, 303), (theirs.upper(), 409), ("nobody", 400), ("", 400)):
        answer = await owner.send_form(page, "/console/people/invite", email=address)
        assert answer.status_code == status, address
    answer = await owner.send_form(page, "/console/people/address", email=theirs)
    assert (answer.status_code, "taken" in answer.text) == (409, True)


async def test_the_owner_names_and_takes_back_an_address(world: World, owner: Merchant) -> None:
    page, address = await owner.get("/console/people"), new_address()
    assert (
        await owner.send_form(page, "/console/people/address", email=f" {address.upper()} ")
    ).status_code == 303
    assert f'value="{address}"' in (await owner.get("/console/people")).text
    async with Merchant(world) as phone:
        assert (await phone.get(await phone.letter_to(address))).status_code == 303
    assert (await owner.send_form(page, "/console/people/address", email="")).status_code == 303
    rows = await world.rows("SELECT 1 FROM shop.users WHERE email = %s", address)
    assert rows == []


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
