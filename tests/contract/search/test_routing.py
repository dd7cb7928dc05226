"""The product's client over several services: each shop's question goes to its service, over one transport each."""

from collections.abc import AsyncIterator

import pytest

from local.search import SearchStandIn
from local.serve import serve
from shared.errors import Misconfigured, SearchNotPlaced, SearchUnavailable
from shared.search.client import KEPT, Search
from shared.search.filters import Filter
from shared.search.places import Place
from shared.search.services import SearchService
from shared.secret import Secret
from shared.tenants import TenantId
from tests.contract.search.shop import DIMENSIONS, KEY, axis, product, shop_index

TENANT = TenantId("7d4a5c3e-0000-4000-8000-000000000001")  # type: ignore[arg-type]
NAMES = ("main", "second")


@pytest.fixture
def stand_ins() -> dict[str, SearchStandIn]:
    return {name: SearchStandIn(KEY, index_quota=5) for name in NAMES}


@pytest.fixture
async def search(stand_ins: dict[str, SearchStandIn]) -> AsyncIterator[Search]:
    async with serve(stand_ins["main"].app) as main, serve(stand_ins["second"].app) as second:
        search = Search(
            [
                SearchService(name, url, Secret(KEY), 5, dedicated=False)
                for name, url in zip(NAMES, (main, second), strict=True)
            ]
        )
        yield search
        await search.close()


async def ask(search: Search, place: Place) -> list[str]:
    found = await search.hybrid(
        TENANT,
        place,
        text="فستان",
        vector=axis(0),
        fields=["name_ar"],
        select=["id"],
        where=Filter.equal("kind", "product"),
        top=5,
    )
    return [one["id"] for one in found]


async def test_a_question_goes_to_the_service_and_the_index_that_the_shop_has(
    search: Search, stand_ins: dict[str, SearchStandIn]
) -> None:
    places = [Place("main", "products-a"), Place("second", "products-a"), Place("second", "products-b")]
    for number, place in enumerate(places):
        await search.indexes(place).create_index(shop_index(place.index, DIMENSIONS))
        document = product(str(number), "فستان", tenant_id=str(TENANT), vector=axis(0))
        await search.client(place).upload_documents([document])
    assert [await ask(search, place) for place in places] == [["0"], ["1"], ["2"]]
    assert [len(one.searches) for one in stand_ins.values()] == [1, 2]


async def test_a_process_has_one_transport_for_each_service_and_keeps_clients(search: Search) -> None:
    clients = [search.client(Place(name, f"products-{n}")) for name in NAMES for n in range(3)]
    assert search.client(Place("main", "products-0")) is clients[0]
    transports = {id(client._client._pipeline._transport) for client in clients}
    assert len(transports) == len(NAMES)
    for n in range(KEPT + 1):
        search.client(Place("second", f"products-{n}"))
    assert search.client(Place("main", "products-0")) is not clients[0]


@pytest.mark.parametrize(("status", "after"), [(429, 7.0), (503, 2.5), (500, None)])
async def test_a_service_that_is_busy_says_when_to_come_again(
    search: Search, stand_ins: dict[str, SearchStandIn], status: int, after: float | None
) -> None:
    stand_ins["second"].fail(status, retry_after=after)
    with pytest.raises(SearchUnavailable) as refusal:
        await ask(search, Place("second", "products-a"))
    assert refusal.value.after == after


@pytest.mark.parametrize(
    ("place", "error", "sentence"),
    [
        (Place("main", "products-x"), Misconfigured, "index products-x does not exist"),
        (Place("gone", "products-x"), Misconfigured, "service gone, which SEARCH_SERVICES does not name"),
        (Place(None, "products-x"), SearchNotPlaced, "waits for a search service"),
    ],
)
async def test_a_place_that_is_not_there_is_told_to_the_operator(
    search: Search, place: Place, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        await ask(search, place)


async def test_one_service_that_is_down_takes_no_shop_of_another_with_it(
    search: Search, stand_ins: dict[str, SearchStandIn]
) -> None:
    for name in NAMES:
        await search.indexes(Place(name, "products-a")).create_index(shop_index("products-a", DIMENSIONS))
    stand_ins["main"].fail(503, times=3)
    for _ in range(3):
        with pytest.raises(SearchUnavailable):
            await ask(search, Place("main", "products-a"))
        assert await ask(search, Place("second", "products-a")) == []
