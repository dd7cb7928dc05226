"""A shop's index moves while the shop answers: real SDK, real PostgreSQL, stand-ins that listen.

Customers ask all the time, each by what the shop's row says at that moment, as a turn does; none of them may fail or be
told that there is nothing.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from catalog import jobs, store
from catalog.comparing import check_answers, compare, differences
from catalog.files import read_folder
from catalog.indexing import index_changes, index_tenant
from catalog.moves import Moved, end, move, shop_at, turn_back, under_way
from catalog.placements import Placement
from catalog.placing import keep
from catalog.store import put
from local.filling import SAMPLE
from local.model import ModelStandIn
from local.serve import serve
from merchant.accounts import Account, Profile, put_shop
from shared.app import App
from shared.contracts import CatalogDoorbell
from shared.errors import AgentError, Misconfigured, SearchNotPlaced, SearchUnavailable
from shared.model.client import Model
from shared.search.filters import Filter
from shared.search.places import PILOT_INDEX, Place, index_of
from shared.search.placing import usage
from shared.secret import Secret
from shared.tenants import TenantId
from tests.support.search_services import KEY, Services, search_services
from tests.support.stages import StageApp

PRODUCTS, ENTRIES = read_folder(SAMPLE)
DRESS = next(product for product in PRODUCTS if "فستان" in product.name_ar)
#: Two batches: enough for a move to be cut off between them.
GOODS, SAYS = [DRESS, *(product for product in PRODUCTS if product is not DRESS)][:32], ENTRIES[:6]


@pytest.fixture
async def app(empty_app_url: str) -> AsyncIterator[StageApp]:
    app = StageApp(empty_app_url)
    async with serve(ModelStandIn(api_key=KEY).app) as model:
        app.settings = replace(
            app.settings, openai_base_url=f"{model}/openai/v1/", openai_api_key=Secret(KEY)
        )
        vars(app).update(model=Model.connect(app.settings))
        yield app
        await app.model.close()
        await app.database.close()


@pytest.fixture
async def services(app: StageApp) -> AsyncIterator[Services]:
    async with search_services(
        app, {"main": 3, "second": 3, "big": 3}, dedicated=frozenset({"big"})
    ) as services:
        yield services


@pytest.fixture
async def shop(services: Services) -> TenantId:
    return await open_shop(services.app)


async def at_once(_: float) -> None:
    await asyncio.sleep(0)


async def open_shop(app: App) -> TenantId:
    tenant, account = TenantId(uuid4()), str(uuid4().int)[:17]
    profile = Profile("محل", "Shop", "JOD", "", "")
    await put_shop(app, tenant, profile, Account(account, f"9{account}", "shop", "token"))
    await put(app.database, tenant, GOODS, SAYS)
    await index_tenant(app, tenant, progress=lambda *_: None)
    return tenant


@dataclass
class Customers:
    app: StageApp
    tenant: TenantId
    answered: int = 0
    problems: list[str] = field(default_factory=list)
    places: set[Place] = field(default_factory=set)
    prices: list[float] = field(default_factory=list)

    async def ask(self) -> None:
        """As a turn does: the place is read once, and asked a moment later."""
        place = (await shop_at(self.app, self.tenant)).at
        (vector,) = await self.app.model.embed([DRESS.name_ar])
        try:
            found = await self.app.search.hybrid(
                self.tenant,
                place,
                text=DRESS.name_ar,
                vector=vector,
                fields=["name_ar", "name_en"],
                select=["sku", "price"],
                where=Filter.equal("kind", "product"),
                top=20,
            )
        except AgentError as error:
            self.problems.append(f"{place}: {error!r}")
            return
        prices = [one["price"] for one in found if one["sku"] == DRESS.sku]
        self.problems += [] if prices else [f"{place}: not found"]
        self.places.add(place)
        self.prices += prices
        self.answered += 1

    async def keep_asking(self) -> None:
        while True:
            await self.ask()


@asynccontextmanager
async def asking(app: StageApp, tenant: TenantId, *, at_once: int = 3) -> AsyncIterator[Customers]:
    customers = Customers(app, tenant)
    await customers.ask()
    tasks = [asyncio.create_task(customers.keep_asking()) for _ in range(at_once)]
    yield customers
    before = customers.answered
    while customers.answered < before + 2 * at_once:  # noqa: ASYNC110  # each has asked at least once more
        await asyncio.sleep(0.01)
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        assert isinstance(outcome, asyncio.CancelledError), outcome


async def import_price(app: StageApp, tenant: TenantId, price: str) -> None:
    await put(app.database, tenant, [DRESS.model_copy(update={"price": Decimal(price)})], [])
    await index_tenant(app, tenant, progress=lambda *_: None)


async def test_a_shop_moves_there_and_back_while_customers_ask_and_the_catalogue_changes(
    app: StageApp, services: Services, shop: TenantId
) -> None:
    old, new = Place("main", index_of(shop)), Place("second", f"{index_of(shop)}-r1")
    async with asking(app, shop) as customers:
        moving = asyncio.create_task(move(app, shop, Placement.SHARED, to="second", wait=at_once))
        await services.stand_ins["second"].arrived(3)
        await import_price(app, shop, "11.5")
        assert await moving is Moved.MOVED
    assert (customers.problems, customers.places) == ([], {old, new})
    assert (await shop_at(app, shop)).at == new

    async with asking(app, shop) as customers:
        await import_price(app, shop, "12.5")  # the old index hears of it as well
        assert await differences_of(app, shop, old) == set()
        assert await turn_back(app, shop, wait=at_once) is Moved.BACK
    assert (customers.problems, customers.places) == ([], {old, new})
    assert customers.prices[-1] == 12.5
    assert await end(app, shop) is Moved.KEPT

    async with asking(app, shop) as customers:
        assert await end(app, shop, keep=timedelta(0)) is Moved.ENDED
    assert (customers.problems, customers.places) == ([], {old})
    assert await under_way(app, shop) is None
    assert [name async for name in app.search.indexes(new).list_index_names()] == []


async def differences_of(app: StageApp, tenant: TenantId, place: Place) -> set[str]:
    documents = await jobs.all_documents(app.database, tenant)
    return await differences(app, tenant, place, documents)


@pytest.mark.parametrize("request_no", range(1, 12, 2))
async def test_a_move_that_is_cut_off_anywhere_leaves_the_shop_answering_and_goes_on(
    app: StageApp, services: Services, shop: TenantId, request_no: int
) -> None:
    async with asking(app, shop, at_once=2) as customers:
        moving = asyncio.create_task(move(app, shop, Placement.SHARED, to="second", wait=at_once))
        await services.stand_ins["second"].arrived(request_no)
        moving.cancel()
        with suppress(asyncio.CancelledError):
            await moving
        assert await move(app, shop, Placement.SHARED, to="second", wait=at_once) in {
            Moved.MOVED,
            Moved.KEPT,  # it was cut off behind the switch
        }
    assert customers.problems == []
    assert (await shop_at(app, shop)).at.service == "second"


async def test_a_service_that_fails_during_the_copy_moves_nothing_and_stops_no_import(
    app: StageApp, services: Services, shop: TenantId
) -> None:
    broken = services.stand_ins["second"]
    broken.fail(503, times=40, retry_after=0.01)
    with pytest.raises(SearchUnavailable):
        await move(app, shop, Placement.SHARED, to="second", wait=at_once)
    broken.fail(503, times=40, retry_after=0.01)
    await import_price(app, shop, "13.5")
    broken.faults.clear()
    assert (await shop_at(app, shop)).at.service == "main"
    assert await move(app, shop, Placement.SHARED, to="second", wait=at_once) is Moved.MOVED
    assert await differences_of(app, shop, (await shop_at(app, shop)).at) == set()


async def test_a_shop_comes_back_from_a_service_that_is_down(
    app: StageApp, services: Services, shop: TenantId
) -> None:
    await move(app, shop, Placement.SHARED, to="second", wait=at_once)
    services.stand_ins["second"].fail(503, times=200, retry_after=0.01)
    assert await turn_back(app, shop, wait=at_once) is Moved.BACK
    assert (await shop_at(app, shop)).at == Place("main", index_of(shop))


async def test_what_is_not_switched_yet_is_given_up_by_turning_back(
    app: StageApp, services: Services, shop: TenantId
) -> None:
    services.stand_ins["second"].fail(503, times=1)
    with pytest.raises(SearchUnavailable):
        await move(app, shop, Placement.SHARED, to="second", wait=at_once)
    assert await under_way(app, shop) is not None
    assert await turn_back(app, shop, wait=at_once) is Moved.BACK
    assert await under_way(app, shop) is None
    assert await turn_back(app, shop, wait=at_once) is Moved.NOT_MOVING


async def test_an_index_that_lacks_documents_or_has_old_ones_is_not_taken_for_the_same(
    app: StageApp, shop: TenantId
) -> None:
    here = (await shop_at(app, shop)).at
    await move(app, shop, Placement.SHARED, to="second", wait=at_once)
    there = (await shop_at(app, shop)).at
    documents = await jobs.all_documents(app.database, shop)
    assert all(one.agreement == 1 for one in await compare(app, shop, here, there, documents))
    first, second, *others = documents
    client = app.search.client(there)
    await client.merge_documents([{"id": first.fields["id"], "price": 0.5}])
    await client.delete_documents([{"id": second.fields["id"]}])
    assert await differences_of(app, shop, there) == {first.fields["id"], second.fields["id"]}
    await client.delete_documents([{"id": other.fields["id"]} for other in others[::2]])
    with pytest.raises(SearchUnavailable, match="finds only"):
        await check_answers(app, shop, here, there, documents)


@pytest.mark.parametrize(
    ("placement", "to", "service", "index"),
    [
        pytest.param(Placement.DEDICATED, None, "big", "-r1", id="a service of its own"),
        pytest.param(Placement.HYBRID, None, "main", "", id="hybrid leaves a small shop where it is"),
        pytest.param(Placement.SHARED, None, "main", "", id="it is on a shared one already"),
        pytest.param(Placement.SHARED, "main", "main", "-r1", id="a new index on the same service"),
    ],
)
async def test_a_placement_says_where_a_shop_goes(
    app: StageApp, shop: TenantId, placement: Placement, to: str | None, service: str, index: str
) -> None:
    await move(app, shop, placement, to=to, wait=at_once)
    assert (await shop_at(app, shop)).at == Place(service, f"{index_of(shop)}{index}")


async def test_a_dedicated_service_takes_one_shop(app: StageApp, services: Services, shop: TenantId) -> None:
    await move(app, shop, Placement.DEDICATED, wait=at_once)
    other = TenantId(uuid4())
    await put_shop(app, other, Profile("", "", "JOD", "", ""), Account(str(other.int)[:17], "1", "o", "t"))
    with pytest.raises(SearchNotPlaced, match="no room on big"):
        await move(app, other, Placement.DEDICATED, wait=at_once)
    assert await move(app, shop, Placement.DEDICATED, wait=at_once) is Moved.ALREADY_THERE
    assert await move(app, shop, Placement.DEDICATED, to="big", wait=at_once) is Moved.KEPT
    await end(app, shop, keep=timedelta(0))
    assert await move(app, shop, Placement.DEDICATED, to="big", wait=at_once) is Moved.MOVED


@pytest.fixture
async def pilots(app: StageApp, services: Services) -> list[TenantId]:
    """Two shops whose owners have agreed to try it."""
    shops = [await open_shop(app) for _ in range(2)]
    app.settings = replace(app.settings, search_pilot=frozenset(map(str, shops)))
    return shops


async def test_shops_of_the_pilot_share_an_index_and_each_finds_its_own(
    app: StageApp, services: Services, pilots: list[TenantId]
) -> None:
    ours, theirs = pilots
    await put(app.database, theirs, [DRESS.model_copy(update={"price": Decimal(99)})], [])
    await index_tenant(app, theirs, progress=lambda *_: None)
    for tenant in pilots:
        async with asking(app, tenant) as customers:
            assert await move(app, tenant, Placement.PILOT, to="second", wait=at_once) is Moved.MOVED
        assert customers.problems == []
        assert (await shop_at(app, tenant)).at == Place("second", "products-index")
    assert (await usage(app.database))["second"].indexes == 1
    for tenant, price in ((ours, float(DRESS.price)), (theirs, 99.0)):
        customers = Customers(app, tenant)
        await customers.ask()
        assert (customers.problems, customers.prices) == ([], [price])
    _, body = services.stand_ins["second"].searches[-1]
    assert body["vectorQueries"][0]["fields"] == "tenant_vectors/product_embedding"
    assert body["filter"].startswith(f"tenant_id eq '{theirs}' and kind eq 'product' and tenant_vectors/any(")
    assert await move(app, theirs, Placement.PILOT, wait=at_once) is Moved.ALREADY_THERE

    await end(app, theirs, keep=timedelta(0))
    assert await move(app, theirs, Placement.SHARED, wait=at_once) is Moved.MOVED
    assert await end(app, theirs, keep=timedelta(0)) is Moved.ENDED
    shared = app.search.client(Place("second", "products-index"))
    left = {one["tenant_id"] async for one in await shared.search("*", select=["tenant_id"])}
    assert left == {str(ours)}


async def test_nobody_comes_into_the_pilot_who_is_not_named(app: StageApp, shop: TenantId) -> None:
    with pytest.raises(Misconfigured, match="is not one of SEARCH_PILOT_TENANTS"):
        await move(app, shop, Placement.PILOT, wait=at_once)
    assert await under_way(app, shop) is None


async def test_the_timer_deletes_old_indexes_and_one_that_it_cannot_stops_no_other(
    app: StageApp, services: Services, shop: TenantId, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    other = await open_shop(app)
    for tenant in (shop, other):
        await move(app, tenant, Placement.SHARED, to="second", wait=at_once)
        async with app.database.tenant(tenant) as tx:
            await tx.queue(b"UPDATE shop.search_moves SET switched_at = now() - interval '25 hours'", {})
    services.stand_ins["main"].fail(403, times=1)
    await keep(app)
    assert [await under_way(app, tenant) is None for tenant in sorted((shop, other))] == [False, True]
    assert "search.old_index_stays" in caplog.text
    await keep(app)
    assert [await under_way(app, tenant) for tenant in (shop, other)] == [None, None]
    assert [name async for name in app.search.indexes(Place("main", "")).list_index_names()] == []


async def test_an_import_during_a_move_does_not_fail_because_the_other_service_does(
    app: StageApp, services: Services, shop: TenantId, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await move(app, shop, Placement.SHARED, to="second", wait=at_once)
    services.stand_ins["main"].fail(403, times=1)
    await import_price(app, shop, "14.5")
    assert "search.copy_behind" in caplog.text
    assert await differences_of(app, shop, Place("main", index_of(shop))) != set()
    assert (
        await turn_back(app, shop, wait=at_once) is Moved.BACK
    )  # it is brought up to date before it answers
    assert await differences_of(app, shop, (await shop_at(app, shop)).at) == set()


async def test_a_shop_is_rebuilt_or_moved_but_never_both_at_once(app: StageApp, shop: TenantId) -> None:
    await jobs.note_all(app.database, shop, rebuild=True)
    assert (await usage(app.database))["main"].indexes == 2
    with pytest.raises(SearchUnavailable, match="is being rebuilt"):
        await move(app, shop, Placement.SHARED, to="second", wait=at_once)
    await index_tenant(app, shop, progress=lambda *_: None, rebuild=True)
    assert (await shop_at(app, shop)).at.index == f"{index_of(shop)}-r1"
    async with app.database.tenant(shop) as tx:
        await tx.queue(b"UPDATE shop.tenants SET search_index_since = now() - interval '1 hour'", {})
    await index_tenant(app, shop, progress=lambda *_: None)  # takes the old one away
    assert await move(app, shop, Placement.SHARED, to="second", wait=at_once) is Moved.MOVED
    assert (await shop_at(app, shop)).at == Place("second", f"{index_of(shop)}-r2")
    with pytest.raises(Misconfigured, match="no rebuild during a move"):
        await index_tenant(app, shop, progress=lambda *_: None, rebuild=True)


async def test_a_doorbell_of_a_shop_that_waits_leaves_its_changes_for_the_place_it_gets(
    app: StageApp, services: Services, shop: TenantId
) -> None:
    async with app.database.tenant(shop) as tx:
        await tx.queue(b"UPDATE shop.tenants SET search_service = NULL", {})
    await put(app.database, shop, [DRESS.model_copy(update={"price": Decimal(77)})], [])
    await index_changes(app, CatalogDoorbell(tenant=shop))
    assert (await jobs.left(app.database, shop)).waiting == 1
    await keep(app)
    assert await differences_of(app, shop, (await shop_at(app, shop)).at) == set()
    assert (await jobs.left(app.database, shop)).waiting == 0


async def test_no_move_begins_while_a_rebuild_is_beginning(app: StageApp, shop: TenantId) -> None:
    waiting = (
        b"SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    async with app.database.tenant(shop) as tx:
        await tx.queue(store.SQL["lock"], {"tenant": shop})
        assert await tx.row(jobs.SQL["begin"], {"tenant": shop, "pilot": PILOT_INDEX})
        moving = asyncio.create_task(move(app, shop, Placement.SHARED, to="second", wait=at_once))
        while not moving.done() and not await tx.rows(waiting, {}):  # PostgreSQL rings no bell
            await tx.queue(
                b"SELECT pg_stat_clear_snapshot()", {}
            )  # or it shows this transaction the same for ever
            await asyncio.sleep(0.01)
    with pytest.raises(SearchUnavailable, match="rebuilt"):
        await moving
