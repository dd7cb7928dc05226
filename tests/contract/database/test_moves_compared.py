"""A move ends when the other index has what the rows have, though what is compared was written or refused by another."""

import json
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from aiohttp import web

from catalog import paging, pilot
from catalog.comparing import differences
from catalog.definition import index_definition
from catalog.documents import product_document
from catalog.moves import Moved, end, move, shop_at, turn_back
from catalog.placements import Placement
from catalog.store import put
from local.serve import serve
from shared.search.places import Place
from shared.tenants import TenantId
from tests.contract.database.test_search_moves import (
    DRESS,
    app,
    at_once,
    differences_of,
    pilots,
    services,
    shop,
)
from tests.support.goods import goods
from tests.support.search_services import Services
from tests.support.stages import StageApp

__all__ = ["app", "pilots", "services", "shop"]


async def test_the_way_back_ends_though_the_old_index_has_what_the_new_one_has_refused(
    app: StageApp, services: Services, shop: TenantId
) -> None:
    old = (await shop_at(app, shop)).at
    await move(app, shop, Placement.SHARED, to="second", wait=at_once)
    await put(app.database, shop, [DRESS.model_copy(update={"price": Decimal(77)})], [])
    async with app.database.tenant(shop) as tx:
        await tx.queue(b"UPDATE shop.index_jobs SET refused = '400'", {})
    assert await turn_back(app, shop, wait=at_once) is Moved.BACK
    assert (await shop_at(app, shop)).at == old
    assert await differences_of(app, shop, old) == set()
    found = await app.search.client(old).search("*", filter=f"sku eq '{DRESS.sku}'")
    assert [one["price"] async for one in found] == []  # it says no price that is not the shop's


@pytest.mark.parametrize(
    ("price", "differs"), [("12", False), ("12.0", False), ("12.00", False), ("12.5", True)]
)
async def test_a_number_is_the_same_however_the_service_writes_it(
    app: StageApp, services: Services, price: str, *, differs: bool
) -> None:
    tenant = TenantId(uuid4())
    document = product_document(tenant, goods("A", price=12))

    async def answer(_: web.Request) -> web.Response:
        value = json.dumps(document.fields).replace('"price": 12.0', f'"price": {price}')
        return web.Response(text=f'{{"value": [{value}]}}', content_type="application/json")

    other = web.Application()
    other.router.add_route("*", "/{path:.*}", answer)
    async with serve(other) as services.addresses["main"]:
        services.declare("main")
        found = await differences(app, tenant, Place("main", "any"), [document])
    assert found == ({document.fields["id"]} if differs else set())


async def test_a_shop_leaves_a_shared_index_of_the_release_before_which_has_no_page_key(
    app: StageApp, pilots: list[TenantId]
) -> None:
    ours, theirs = pilots
    place = Place("second", "products-index")
    await move(app, ours, Placement.PILOT, to="second", wait=at_once)
    await end(app, ours, keep=timedelta(0))
    await move(app, ours, Placement.SHARED, wait=at_once)
    before = pilot.shared_definition(index_definition(place.index))
    before.fields = [field for field in before.fields if field.name != paging.KEY]
    await app.search.indexes(place).delete_index(place.index)
    await app.search.indexes(place).create_index(before)
    await app.search.client(place).upload_documents(
        [{"id": pilot.key(tenant, place, "a"), "tenant_id": str(tenant)} for tenant in pilots]
    )
    assert await end(app, ours, keep=timedelta(0)) is Moved.ENDED
    left = [
        one["tenant_id"] async for one in await app.search.client(place).search("*", select=["tenant_id"])
    ]
    assert left == [str(theirs)]
