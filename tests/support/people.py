"""People of a shop as tests need them: an owner with an address of its own, staff who has come in by an invitation."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

from tests.support.merchant import Merchant
from tests.support.world import World


def new_address() -> str:
    return f"{uuid4().hex[:12]}@people.example"


async def owner_with(world: World, tenant: UUID, address: str = "") -> str:
    """The shop's owner has this address from now on, or a new one."""
    address = address or new_address()
    await world.rows(
        "UPDATE shop.users SET email = %s WHERE tenant_id = %s AND role = 'owner'", address, str(tenant)
    )
    return address


@asynccontextmanager
async def an_owner(world: World, tenant: UUID) -> AsyncIterator[Merchant]:
    """Signed in by a letter."""
    async with Merchant(world) as merchant:
        entered = await merchant.get(await merchant.letter_to(await owner_with(world, tenant)))
        assert entered.status_code == 303
        yield merchant


@asynccontextmanager
async def a_staff(world: World, owner: Merchant, address: str = "") -> AsyncIterator[Merchant]:
    """Invited by this owner, and signed in by the invitation."""
    address = address or new_address()
    invited = await owner.send_form(
        await owner.get("/console/people"), "/console/people/invite", email=address
    )
    assert invited.status_code == 303, invited.text
    link = await world.link_to(address)
    async with Merchant(world) as merchant:
        page = await merchant.get(link)
        entered = await merchant.send_form(page, link, shop=await shop_of(world, address))
        assert entered.status_code == 303
        yield merchant


async def shop_of(world: World, address: str) -> str:
    (row,) = await world.rows("SELECT tenant_id FROM shop.users WHERE email = %s", address)
    return str(row["tenant_id"])


async def user_of(world: World, address: str) -> str:
    (row,) = await world.rows("SELECT user_id FROM shop.users WHERE email = %s", address)
    return str(row["user_id"])
