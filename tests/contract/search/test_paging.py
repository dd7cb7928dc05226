"""Every document of a shop is read, of more than the service skips, and while others write and delete: the real SDK, a low limit."""

from collections.abc import AsyncIterator, Iterable
from typing import Any
from uuid import UUID

import pytest
from azure.core.exceptions import HttpResponseError
from azure.search.documents.aio import SearchClient

from catalog import paging, pilot
from catalog.comparing import differences
from catalog.definition import index_definition
from catalog.documents import document_key, product_document
from catalog.paging import every_document
from catalog.service import batches, ids_in
from local.search import SearchStandIn
from local.serve import serve
from shared.search.client import Search
from shared.search.places import PILOT_INDEX, Place, first_place
from shared.search.services import MAIN, SearchService
from shared.secret import Secret
from shared.tenants import TenantId
from tests.contract.search.shop import KEY
from tests.support.goods import goods
from tests.support.stages import StageApp

TENANT, OTHERS = TenantId(UUID(int=7)), TenantId(UUID(int=8))
PLACE = first_place(TENANT)
SKIPS = 100
#: What a key is made of differs in case alone as well, and the order must be the same for both ends of a page.
SKUS = [f"{letter}{number:02}" for letter in "aAzZ_é" for number in range(30)]


@pytest.fixture
async def search(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Search]:
    monkeypatch.setattr(paging, "PAGE", 40)
    async with serve(SearchStandIn(KEY, most_skipped=SKIPS).app) as url:
        opened = Search([SearchService(MAIN, url, Secret(KEY), limit=5, dedicated=False)])
        yield opened
        await opened.close()


@pytest.fixture(params=[PLACE, Place(MAIN, PILOT_INDEX)], ids=["own", "pilot"])
async def place(request: pytest.FixtureRequest, search: Search) -> Place:
    """With documents of another shop, which share their keys in the pilot's index."""
    place: Place = request.param
    wanted = index_definition(place.index)
    await search.indexes(place).create_index(pilot.shared_definition(wanted) if place.pilot else wanted)
    await write(search, place, OTHERS if place.pilot else TENANT, SKUS)
    await write(search, place, TENANT, SKUS)
    return place


def stored(place: Place, tenant: TenantId, sku: str) -> dict[str, Any]:
    fields = product_document(tenant, goods(sku)).fields
    return dict(pilot.as_stored(tenant, place, {**fields, "vector": None}))


async def write(search: Search, place: Place, tenant: TenantId, skus: Iterable[str]) -> None:
    for batch in batches([stored(place, tenant, sku) for sku in skus]):
        await search.client(place).upload_documents([dict(one) for one in batch])


async def read(search: Search, place: Place) -> list[str]:
    return [one["sku"] async for one in every_document(search, TENANT, place, ["sku"])]


async def test_more_documents_are_read_than_the_service_skips_and_none_of_another_shop(
    search: Search, place: Place
) -> None:
    assert sorted(await read(search, place)) == sorted(SKUS)
    client: SearchClient = search.client(place)
    with pytest.raises(HttpResponseError, match=f"between 0 and {SKIPS}"):  # as pages alone would be
        _ = [one async for one in await client.search("*", filter=f"tenant_id eq '{TENANT}'")]


async def test_the_sweep_and_the_check_of_a_move_read_all_of_them(search: Search, place: Place) -> None:
    app = StageApp()
    vars(app).update(search=search)
    keys = [document_key("product", sku) for sku in SKUS]
    assert sorted(await ids_in(app, TENANT, place)) == sorted(keys)
    documents = [product_document(TENANT, goods(sku)) for sku in SKUS]
    assert await differences(app, TENANT, place, documents) == set()
    unlike = await differences(app, TENANT, place, documents[:-1])
    assert unlike == {pilot.key(TENANT, place, keys[-1])}


async def test_what_is_written_and_deleted_between_two_pages_hides_nothing_that_was_there(
    search: Search, place: Place
) -> None:
    reading = every_document(search, TENANT, place, ["id", "sku"])
    begun = [await anext(reading) for _ in range(50)]
    gone = [begun[0], *begun[20:40]]  # of pages that have been read: by number, later ones would move up
    await search.client(place).delete_documents([{"id": one["id"]} for one in gone])
    await write(search, place, TENANT, [f"{sku}-new" for sku in SKUS[:30]])
    found = [one["sku"] for one in begun] + [one["sku"] async for one in reading]
    assert len(found) == len(set(found))
    assert set(found) >= set(SKUS)


async def test_documents_of_the_release_before_have_no_order_and_are_read_first(
    search: Search, place: Place
) -> None:
    old = [{"id": stored(place, TENANT, sku)["id"], "page_key": None} for sku in SKUS[:90]]
    await search.client(place).merge_documents(old)
    reading = every_document(search, TENANT, place, ["sku"])
    begun = [await anext(reading) for _ in range(10)]
    await write(search, place, TENANT, SKUS[:90])  # anew, with the key: by its order some would be behind
    found = [one["sku"] for one in begun] + [one["sku"] async for one in reading]
    assert set(found) == set(SKUS)
