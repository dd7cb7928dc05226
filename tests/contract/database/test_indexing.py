"""The index hears of every change and of nothing else, whatever is away, dropped or killed in between."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest

from catalog import indexing, jobs, service
from catalog.documents import product_document
from catalog.doorbell import sweep
from catalog.indexing import index_changes, index_tenant
from catalog.store import put
from local.search import SearchStandIn
from process.wanted import wanted
from shared.contracts import CatalogDoorbell
from shared.errors import ModelUnavailable, SearchUnavailable
from shared.model.client import EMBEDDING_DIMENSIONS
from shared.search.places import first_place, index_of
from shared.secret import Secret
from shared.tenants import TenantId
from tests.contract.database.conversations import Rows
from tests.support.dying import DyingBus, DyingDatabase, Fate, Killed
from tests.support.goods import goods
from tests.support.indexed import (
    FIVE,
    HOURS,
    documents,
    found,
    left,
    prices,
    ring,
    searching,
    tenant,
)
from tests.support.stages import ScriptedModel, StageApp

__all__ = ["found", "tenant"]
#: Since a bell was rung or heard.
MINUTES_AGO = (
    "UPDATE shop.tenants SET catalog_rung_at = now() - interval '11 minutes' WHERE tenant_id = %(tenant)s"
)


async def test_a_put_reaches_the_index_and_leaves_no_job(
    app: StageApp, tenant: TenantId, found: SearchStandIn
) -> None:
    await put(app.database, tenant, FIVE, [HOURS])
    assert await ring(app, tenant) == 1
    held = await documents(app, index_of(tenant))
    assert held is not None
    assert held.keys() == {*(one.sku for one in FIVE), "Hours"}
    wanted = product_document(tenant, FIVE[0]).fields
    assert {name: held["P-1"][name] for name in wanted} == wanted
    assert await left(app, tenant) == jobs.Left(0)


async def test_only_what_changed_is_embedded_and_written(
    app: StageApp, tenant: TenantId, found: SearchStandIn
) -> None:
    await put(app.database, tenant, FIVE, [HOURS])
    await ring(app, tenant)
    app.scripted_model.embedded.clear()
    await put(app.database, tenant, [goods("P-3", price=33, name_en="Third"), *FIVE[:2]], [HOURS])
    await ring(app, tenant)
    assert [text.splitlines()[1] for text in app.scripted_model.embedded] == ["Third"]
    assert await prices(app, index_of(tenant)) == {"P-1": 1, "P-2": 2, "P-3": 33, "P-4": 4, "P-5": 5, "Hours": None}  # fmt: skip


async def test_what_is_not_sold_any_more_leaves_the_index_and_may_come_back(
    app: StageApp, tenant: TenantId, found: SearchStandIn
) -> None:
    await put(app.database, tenant, FIVE)
    await ring(app, tenant)
    await put(app.database, tenant, FIVE[:2], complete=True)
    await ring(app, tenant)
    assert await prices(app, index_of(tenant)) == {"P-1": 1, "P-2": 2}
    await put(app.database, tenant, FIVE[2:3])
    await ring(app, tenant)
    assert await prices(app, index_of(tenant)) == {"P-1": 1, "P-2": 2, "P-3": 3}


async def test_a_batch_is_bounded_and_rings_for_the_next(
    app: StageApp, tenant: TenantId, found: SearchStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    await put(app.database, tenant, FIVE)
    assert await ring(app, tenant) == 3
    assert await prices(app, index_of(tenant)) == {one.sku: float(one.price) for one in FIVE}


async def test_progress_is_told_to_the_operator(
    app: StageApp, tenant: TenantId, found: SearchStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    await put(app.database, tenant, FIVE)
    told: list[tuple[int, int]] = []
    done = await index_tenant(app, tenant, progress=lambda *numbers: told.append(numbers))
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert (done.index, done.documents, done.deleted, done.refused) == (index_of(tenant), 5, 0, ())


async def test_what_changes_while_it_is_written_is_written_again(
    app: StageApp, tenant: TenantId, found: SearchStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(app.database, tenant, FIVE)
    embed = ScriptedModel.embed

    async def changes_meanwhile(self: ScriptedModel, texts: Any) -> Any:
        monkeypatch.undo()
        await put(app.database, tenant, [goods("P-1", price=11), *FIVE[2:]], complete=True)
        return await embed(self, texts)

    monkeypatch.setattr(ScriptedModel, "embed", changes_meanwhile)
    assert await ring(app, tenant) == 2
    assert await prices(app, index_of(tenant)) == {"P-1": 11, "P-3": 3, "P-4": 4, "P-5": 5}


async def test_two_who_index_at_once_leave_the_newer_state(
    app: StageApp, tenant: TenantId, found: SearchStandIn
) -> None:
    """The slower one wrote last, and nobody knows: what the other has finished is looked at again."""
    await put(app.database, tenant, FIVE[:1])
    (slow,) = await jobs.take(app.database, tenant, 10)
    await put(app.database, tenant, [goods("P-1", price=11)])
    await ring(app, tenant)
    assert slow.document is not None
    await service.write(app, tenant, first_place(tenant), [slow.document.fields], ())
    await jobs.settle(app.database, tenant, [slow], {})
    assert await prices(app, index_of(tenant)) == {"P-1": 1}
    await ring(app, tenant)
    assert await prices(app, index_of(tenant)) == {"P-1": 11}
    assert await left(app, tenant) == jobs.Left(0)


@pytest.mark.parametrize("status", [429, 503, 500])
async def test_a_busy_service_is_an_outage_with_its_own_time_and_nothing_is_lost(
    app: StageApp, tenant: TenantId, found: SearchStandIn, status: int
) -> None:
    await put(app.database, tenant, FIVE)
    await ring(app, tenant)
    await put(app.database, tenant, [goods("P-1", price=11)])
    found.fail(status, retry_after=7)
    with pytest.raises(SearchUnavailable, match=str(status)) as refused:
        await index_changes(app, CatalogDoorbell(tenant=tenant))
    assert refused.value.after == 7
    assert (await left(app, tenant)).waiting == 1
    await ring(app, tenant)
    assert (await prices(app, index_of(tenant)) or {})["P-1"] == 11


async def test_a_model_that_is_away_is_an_outage_too(
    app: StageApp, tenant: TenantId, found: SearchStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(self: ScriptedModel, texts: Any) -> Any:
        raise ModelUnavailable("busy")

    await put(app.database, tenant, FIVE)
    monkeypatch.setattr(ScriptedModel, "embed", away)
    with pytest.raises(ModelUnavailable):
        await index_changes(app, CatalogDoorbell(tenant=tenant))
    assert (await left(app, tenant)).waiting == 5


async def test_a_document_that_is_refused_is_named_and_harms_no_other(
    app: StageApp, tenant: TenantId
) -> None:
    statuses = {"P-1": 400, "P-2": 503}
    async with searching(app, statuses):
        await put(app.database, tenant, FIVE)
        await refused_and_mended(app, tenant, statuses)


async def refused_and_mended(app: StageApp, tenant: TenantId, statuses: dict[str, int]) -> None:
    with pytest.raises(SearchUnavailable, match="1 of 5"):
        await index_changes(app, CatalogDoorbell(tenant=tenant))
    assert await left(app, tenant) == jobs.Left(1, ("product P-1",))
    statuses.pop("P-2")
    await ring(app, tenant)
    assert (await prices(app, index_of(tenant)) or {}).keys() == {"P-2", "P-3", "P-4", "P-5"}
    statuses.clear()
    await put(app.database, tenant, [goods("P-1", price=11)])
    await ring(app, tenant)
    assert (await prices(app, index_of(tenant)) or {})["P-1"] == 11
    assert await left(app, tenant) == jobs.Left(0)


async def test_of_two_that_fit_alike_the_one_in_stock_comes_first(
    app: StageApp, tenant: TenantId, found: SearchStandIn
) -> None:
    stocks: tuple[Any, ...] = (0, "made_to_order", 3, "sold_out", "available")
    alike = [goods(f"P-{number}", name_en="Red dress", stock=stock) for number, stock in enumerate(stocks)]
    await put(app.database, tenant, alike)
    await ring(app, tenant)
    client = app.search.client(first_place(tenant))
    ranked = [one["sku"] async for one in await client.search(search_text="red dress")]
    assert {*ranked[:2]} == {"P-2", "P-4"}
    assert ranked[2] == "P-1"


@pytest.mark.parametrize(
    ("asked", "skus"),
    [
        ({"color": "كحلي"}, {"NAVY", "BOTH"}),
        ({"color": "navy"}, {"NAVY", "BOTH"}),
        ({"color": "blue"}, {"BOTH"}),
        ({"size": "m", "in_stock_only": True}, {"NAVY"}),
        ({"size": "لارج", "in_stock_only": True}, {"BOTH"}),
        ({"size": "m"}, {"NAVY", "BOTH"}),
        ({"low": Decimal(30)}, {"BOTH"}),
        ({"high": Decimal(12)}, {"PLAIN"}),
        ({"in_stock_only": True}, {"NAVY", "BOTH"}),
    ],
)
async def test_what_a_turn_asks_for_is_filtered_by_the_index(
    app: StageApp, tenant: TenantId, found: SearchStandIn, asked: dict[str, Any], skus: set[str]
) -> None:
    navy, blue = {"ar": "كحلي", "en": "navy"}, {"ar": "أزرق فاتح", "en": "light blue"}
    shop = [
        goods("NAVY", price=20, sizes=["M"], colors=[navy], stock=2),
        goods(
            "BOTH", price=20,
            variants=[
                {"size": "M", "color": navy, "stock": 0},
                {"size": "L", "color": blue, "stock": "available", "price": "31"},
            ],
        ),
        goods("PLAIN", price=12, stock="made_to_order"),
    ]  # fmt: skip
    await put(app.database, tenant, shop)
    await ring(app, tenant)
    said: dict[str, Any] = {"low": None, "high": None, "size": "", "color": "", "in_stock_only": False}
    sought = wanted("", **said | asked)
    here = await app.search.hybrid(
        tenant, first_place(tenant), text="", vector=[0.1] * EMBEDDING_DIMENSIONS, fields=["name_en"], select=["sku"],
        where=sought.where(beside=True), top=6,
    )  # fmt: skip
    assert {product["sku"] for product in here} == skus


async def test_killed_at_any_step_the_next_delivery_goes_on(
    app: StageApp,
    tenant: TenantId,
    found: SearchStandIn,
    app_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A message that was not completed comes again, whether it had rung for the next batch or not."""
    monkeypatch.setattr(indexing, "BATCH", 2)
    fate = Fate()
    for kill_at in range(100):
        await put(app.database, tenant, [goods(one.sku, price=100 + kill_at) for one in FIVE])
        fate = Fate(kill_at)
        dying, database = StageApp(app_url), DyingDatabase(Secret(app_url), fate)
        vars(dying).update(search=app.search, database=database, bus=DyingBus(app.posted_to_bus.send, fate))
        with suppress(Killed):
            await index_changes(dying, CatalogDoorbell(tenant=tenant))
        await database.close()
        app.posted_to_bus.take()
        await ring(app, tenant)
        assert await prices(app, index_of(tenant)) == {one.sku: 100.0 + kill_at for one in FIVE}
        assert await left(app, tenant) == jobs.Left(0)
        if not fate.killed:
            break
    assert 10 < kill_at < 99
    assert fate.passed[-1] == "after the bus"


async def test_a_lost_bell_is_rung_by_the_sweeper_within_minutes(
    app: StageApp, tenant: TenantId, found: SearchStandIn, rows: Rows
) -> None:
    await put(app.database, tenant, FIVE)

    async def rung_for_us() -> int:
        await sweep(app)
        return len([one for one in app.posted_to_bus.take() if one.session_id == str(tenant)])

    assert await rung_for_us() == 0  # its own bell may still come
    rows.ask(
        "UPDATE shop.index_jobs SET noted_at = now() - interval '2 minutes' WHERE tenant_id = %(tenant)s"
    )
    assert [await rung_for_us(), await rung_for_us()] == [1, 0]
    rows.ask(MINUTES_AGO)  # that one was lost as well
    assert await rung_for_us() == 1
    await ring(app, tenant)
    rows.ask(MINUTES_AGO)
    assert await rung_for_us() == 0


async def test_while_a_bell_comes_again_the_sweeper_adds_none(
    app: StageApp, tenant: TenantId, found: SearchStandIn, rows: Rows
) -> None:
    await put(app.database, tenant, FIVE)
    rows.ask(
        "UPDATE shop.index_jobs SET noted_at = now() - interval '2 minutes' WHERE tenant_id = %(tenant)s"
    )
    rows.ask(MINUTES_AGO)
    found.fail(503, times=40, retry_after=0.01)
    with pytest.raises(SearchUnavailable):
        await index_changes(app, CatalogDoorbell(tenant=tenant))
    await sweep(app)
    assert [one for one in app.posted_to_bus.take() if one.session_id == str(tenant)] == []
    assert (await left(app, tenant)).waiting == len(FIVE)
