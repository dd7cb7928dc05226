"""Shops over search services, on PostgreSQL and stand-ins that count: never one more than a tier takes, nobody refused."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from catalog.placing import keep, place_waiting
from merchant.accounts import Account, Profile, put_shop
from shared.alerts import open_alerts
from shared.errors import SearchNotPlaced
from shared.search.filters import Filter
from shared.search.places import Place, index_of
from shared.search.placing import usage
from shared.search.services import tiers
from shared.tenants import TenantId
from tests.support.search_services import Services, search_services
from tests.support.stages import EMBEDDING, StageApp

PROFILE = Profile("محل", "Shop", "JOD", "", "")
#: A thousand shops and as little room as fits them: the last service has three places left.
FLEET = {
    "main": tiers()["basic"]["indexes"],
    "s1-a": tiers()["s1"]["indexes"],
    "s1-b": tiers()["s1"]["indexes"],
    **{f"s2-{n}": tiers()["s2"]["indexes"] for n in range(4)},
    "basic-b": tiers()["basic"]["indexes"],
    "s1-c": tiers()["s1"]["indexes"],
    "s1-d": 23,
}


@pytest.fixture
async def app(empty_app_url: str) -> AsyncIterator[StageApp]:
    app = StageApp(empty_app_url)
    yield app
    await app.database.close()


async def connect(app: StageApp) -> TenantId:
    tenant, account = TenantId(uuid4()), str(uuid4().int)[:17]
    await put_shop(app, tenant, PROFILE, Account(account, f"9{account}", "shop", "token"))
    return tenant


async def place_of(app: StageApp, tenant: TenantId) -> Place:
    async with app.database.tenant(tenant) as tx:
        row = await tx.row(b"SELECT search_service, search_index FROM shop.tenants", {})
    assert row is not None
    return Place.of(row)


async def held(services: Services) -> dict[str, int]:
    """Indexes that the stand-ins themselves have."""
    counts = {}
    for name in services.stand_ins:
        names = services.app.search.indexes(Place(name, "")).list_index_names()
        counts[name] = len([one async for one in names])
    return counts


async def test_a_thousand_shops_that_come_at_once_are_filled_into_services_within_their_limits(
    app: StageApp,
) -> None:
    async with search_services(app, FLEET) as services:
        gate = asyncio.Semaphore(16)

        async def come() -> TenantId:
            async with gate:
                return await connect(app)

        tenants = await asyncio.gather(*(come() for _ in range(1000)))
        used = {name: one.indexes for name, one in (await usage(app.database)).items()}
        assert used == FLEET | {"s1-d": FLEET["s1-d"] - 3}
        places = [await place_of(app, tenant) for tenant in tenants]
        assert Counter(place.service for place in places) == used
        assert {place.index for place in places} == {index_of(tenant) for tenant in tenants}
        for place in places:  # the services count too, and would refuse one more
            await services.app.search.indexes(place).create_or_update_index(smallest(place.index))
        assert await held(services) == used


def smallest(name: str):  # a class of the SDK's, imported where it is used
    from azure.search.documents.indexes.models import SearchIndex, SimpleField

    return SearchIndex(name=name, fields=[SimpleField(name="id", type="Edm.String", key=True)])


async def test_when_all_are_full_a_shop_is_connected_waits_and_is_placed_when_there_is_room(
    app: StageApp, caplog: pytest.LogCaptureFixture
) -> None:
    async with search_services(app, {"main": 2, "second": 5}) as services:
        services.declare("main")
        tenants = [await connect(app) for _ in range(3)]
        waiting = [one for one in tenants if (await place_of(app, one)).service is None]
        assert waiting == tenants[2:]
        (alert,) = await open_alerts(app.database, waiting[0])
        assert (alert.kind, alert.detail["setting"], alert.detail["command"]) == (
            "search_waiting",
            "SEARCH_SERVICES",
            "python -m ops search place",
        )
        assert [record.levelname for record in caplog.records if "search.waiting" in record.message] == [
            "ERROR"
        ]
        with pytest.raises(SearchNotPlaced, match="waits for a search service"):
            await ask(app, waiting[0])
        assert [one.service async for one in place_waiting(app)] == [None]

        services.declare("main", "second")
        await keep(app)
        assert (await place_of(app, waiting[0])) == Place("second", index_of(waiting[0]))
        assert await open_alerts(app.database, waiting[0]) == []
        assert await ask(app, waiting[0]) == []
        assert await held(services) == {"main": 0, "second": 1}
        assert [one async for one in place_waiting(app)] == []


async def test_it_is_told_while_there_is_still_room_and_not_before(
    app: StageApp, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with search_services(app, {"main": 3, "second": 2, "own": 1}) as services:
        services.declare("main", "second", "own", dedicated=frozenset({"own"}))
        told = []
        for _ in range(5):
            await connect(app)
            caplog.clear()
            await keep(app)
            lines = [
                json.loads(record.message) for record in caplog.records if "search.filling" in record.message
            ]
            told.append([(line["indexes"], line["limit"]) for line in lines])
    assert told == [[], [], [], [(4, 5)], [(5, 5)]]


async def ask(app: StageApp, tenant: TenantId) -> list[dict[str, object]]:
    return await app.search.hybrid(
        tenant,
        await place_of(app, tenant),
        text="فستان",
        vector=EMBEDDING,
        fields=["name_ar"],
        select=["sku"],
        where=Filter.equal("kind", "product"),
        top=3,
    )


async def test_two_shops_that_come_at_once_never_take_the_last_place_both(app: StageApp) -> None:
    async with search_services(app, {"main": 3}) as services:
        services.declare("main")
        tenants = await asyncio.gather(*(connect(app) for _ in range(8)))
        found = Counter([(await place_of(app, tenant)).service for tenant in tenants])
        assert found == {"main": 3, None: 5}


async def test_connecting_again_neither_takes_another_place_nor_moves_the_shop(app: StageApp) -> None:
    async with search_services(app, {"main": 1, "second": 1}):
        tenant, account = TenantId(uuid4()), str(uuid4().int)[:17]
        for _ in range(3):
            await put_shop(app, tenant, PROFILE, Account(account, "1", "shop", "token"))
        assert (await usage(app.database))["main"].indexes == 1
        assert "second" not in await usage(app.database)


async def test_a_dedicated_service_is_not_filled(app: StageApp) -> None:
    async with search_services(app, {"main": 1, "big": 50}, dedicated=frozenset({"big"})):
        assert [(await place_of(app, await connect(app))).service for _ in range(2)] == ["main", None]


async def test_a_shop_that_is_connected_again_while_it_is_placed_locks_nobody_out(app: StageApp) -> None:
    async with search_services(app, {"main": 1, "second": 20}) as services:
        services.declare("main")
        accounts = [(TenantId(uuid4()), str(uuid4().int)[:17]) for _ in range(6)]
        for tenant, account in accounts:
            await put_shop(app, tenant, PROFILE, Account(account, "1", "shop", "token"))
        services.declare("main", "second")
        again = [
            put_shop(app, tenant, PROFILE, Account(account, "1", "shop", "t")) for tenant, account in accounts
        ]
        await asyncio.gather(keep(app), *again)
        found = Counter([(await place_of(app, tenant)).service for tenant, _ in accounts])
        assert found == {"main": 1, "second": 5}
