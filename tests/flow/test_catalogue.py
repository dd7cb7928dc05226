"""A change of the catalogue reaches the customer's answer through the queue, whatever dies on the way."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio

from catalog import jobs
from catalog.doorbell import ring
from catalog.rows import Product
from catalog.store import put
from shared.app import App
from shared.bus import Bus
from shared.bus.bus import connect
from shared.database import Database
from shared.search.places import first_place
from shared.secret import Secret
from shared.settings import read_settings
from shared.tenants import TenantId
from tests.support.goods import goods
from tests.support.world import TENANT, World

US = TenantId(UUID(str(TENANT)))
ROW = {
    "name_ar": "مظلة شمسية زمردية",
    "name_en": "Emerald parasol",
    "description_en": "A parasol",
    "category": "parasols",
}


@pytest_asyncio.fixture(loop_scope="session")
async def merchant(world: World) -> AsyncIterator[App]:
    """Who puts rows and rings, in a process of its own."""
    app = App(read_settings(world.environment))
    vars(app).update(
        bus=Bus(lambda number: connect(number, world.environment), namespaces=1),
        database=Database(Secret(world.environment["DATABASE_URL"])),
    )
    yield app
    await app.close()


def parasol(price: str, **changed: object) -> Product:
    return goods("PARASOL", **ROW | {"price": price} | changed)


async def indexed(world: World) -> None:
    await world.until(
        "SELECT 1 WHERE NOT EXISTS (SELECT FROM shop.index_jobs WHERE tenant_id = %s)", str(US), within=30
    )


async def test_a_price_that_changes_in_the_database_is_in_the_next_answer(
    world: World, merchant: App
) -> None:
    """And the guard lets no other one pass."""
    search = {"query": "مظلة شمسية زمردية", "min_price": None, "max_price": None, "size": None, "color": None, "in_stock_only": False}  # fmt: skip
    for price in ("14.25", "11.75"):
        await put(merchant.database, US, [parasol(price, compare_at="20")])
        await ring(merchant, US)
        await indexed(world)
        customer = world.new_customer()
        true = f"المظلة صارت {price} دينار بدل 20 دينار"
        world.model.enqueue([("search_products", search)], true)
        await world.instagram.customer_says(customer, "قديش المظلة الشمسية الزمردية؟")
        (sent,) = await world.instagram.sent_to(customer, 1)
        assert sent.text == true


async def test_killed_in_the_middle_of_a_long_import_the_index_still_gets_all_of_it(
    world: World, merchant: App
) -> None:
    many = [parasol("5").model_copy(update={"sku": f"MANY-{number:03}"}) for number in range(450)]
    await put(merchant.database, US, many)
    world.search.hold()
    await ring(merchant, US)
    await world.search.arrived()
    await world.kill_host()
    world.search.release()
    await world.start_host()
    try:
        await world.while_time_flies(indexed(world))
        assert await held(merchant) == 450
    finally:
        await world.rows(
            "UPDATE shop.products SET active = false WHERE sku LIKE 'MANY-%%' OR sku = 'PARASOL'"
        )
        await jobs.note_all(merchant.database, US)
        await ring(merchant, US)
        await indexed(world)
    assert await held(merchant) == 0


async def held(app: App) -> int:
    found = await app.search.client(first_place(US)).search(
        search_text="*", filter="price_from eq 5 and category eq 'parasols'", select=["sku"]
    )
    return len([document async for document in found])
