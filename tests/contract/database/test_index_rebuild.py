"""An index made anew: dropped, rebuilt beside the live one, or of another release's definition."""

from typing import Any

import pytest
from azure.search.documents.indexes.models import SearchIndex, SimpleField

from catalog import indexing, jobs
from catalog.definition import index_definition
from catalog.indexing import index_changes, index_some
from catalog.store import put
from local.search import SearchStandIn
from shared.contracts import CatalogDoorbell, Queue
from shared.errors import Misconfigured, SearchUnavailable
from shared.search.places import Place, first_place, index_of
from shared.tenants import TenantId
from tests.contract.database.conversations import Rows
from tests.support.goods import goods
from tests.support.indexed import FIVE, HOURS, documents, drop, found, index, prices, ring, tenant
from tests.support.stages import ScriptedModel, StageApp

__all__ = ["found", "tenant"]


@pytest.mark.parametrize("by", ["operator", "queue"])
async def test_an_index_that_was_dropped_comes_back_whole(
    app: StageApp, tenant: TenantId, found: SearchStandIn, by: str
) -> None:
    await put(app.database, tenant, FIVE, [HOURS])
    await ring(app, tenant)
    await drop(app, index_of(tenant))
    if by == "operator":
        assert (await index(app, tenant)).documents == 6
    else:
        await put(app.database, tenant, [goods("P-1", price=11)])
        await ring(app, tenant)
    assert len(await documents(app, index_of(tenant)) or ()) == 6


async def test_what_has_no_row_is_deleted_by_the_operators_run(
    app: StageApp, tenant: TenantId, found: SearchStandIn, rows: Rows
) -> None:
    await put(app.database, tenant, FIVE, [HOURS])
    await index(app, tenant)
    rows.ask("DELETE FROM shop.knowledge WHERE tenant_id = %(tenant)s")
    assert (await index(app, tenant)).deleted == 1
    assert (await prices(app, index_of(tenant)) or {}).keys() == {one.sku for one in FIVE}


async def test_a_rebuild_fills_another_index_and_then_takes_its_place(
    app: StageApp, tenant: TenantId, found: SearchStandIn, rows: Rows
) -> None:
    await put(app.database, tenant, FIVE, [HOURS])
    await index(app, tenant)
    for number in (1, 2):
        before = index_of(tenant) + (f"-r{number - 1}" if number > 1 else "")
        done = await index(app, tenant, rebuild=True)
        assert (done.index, done.documents) == (f"{index_of(tenant)}-r{number}", 6)
        assert (await prices(app, done.index) or {}).keys() == {*(one.sku for one in FIVE), "Hours"}
        assert await documents(app, before) is not None  # turns that began with it still read it
        (bell,) = [one for one in app.posted_to_bus.take() if one.queue is Queue.CATALOG]
        assert bell.due is not None
        rows.ask("UPDATE shop.tenants SET search_index_since = search_index_since - interval '3 minutes' WHERE tenant_id = %(tenant)s")  # fmt: skip
        await ring(app, tenant)
        assert await documents(app, before) is None
    assert (await prices(app, f"{index_of(tenant)}-r2") or {})["P-1"] == 1


async def test_during_a_rebuild_writes_go_to_both_and_the_live_one_stays_live(
    app: StageApp, tenant: TenantId, found: SearchStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(app.database, tenant, FIVE)
    await index(app, tenant)
    monkeypatch.setattr(indexing, "BATCH", 2)
    await jobs.note_all(app.database, tenant, rebuild=True)  # the process dies behind it
    await index_some(app, tenant)
    await put(app.database, tenant, [goods("P-1", price=11)])
    assert (await jobs.indexes(app.database, tenant)).written == [
        first_place(tenant),
        Place("main", f"{index_of(tenant)}-r1"),
    ]
    await index_some(app, tenant)
    assert (await prices(app, index_of(tenant)) or {})["P-1"] == 11
    assert (await prices(app, f"{index_of(tenant)}-r1") or {})["P-1"] == 11
    assert (await index(app, tenant, rebuild=True)).index == f"{index_of(tenant)}-r1"  # and no -r2
    assert await prices(app, f"{index_of(tenant)}-r1") == {"P-1": 11, "P-2": 2, "P-3": 3, "P-4": 4, "P-5": 5}


async def test_a_definition_that_cannot_be_changed_in_place_asks_for_a_rebuild_and_gets_it(
    app: StageApp, tenant: TenantId, found: SearchStandIn
) -> None:
    fields = [SimpleField(name="id", type="Edm.String", key=True), SimpleField(name="price", type="Edm.String")]  # fmt: skip
    await app.search.indexes(first_place(tenant)).create_index(
        SearchIndex(name=index_of(tenant), fields=fields)
    )
    await put(app.database, tenant, FIVE)
    with pytest.raises(Misconfigured, match="python -m ops index --tenant … --rebuild"):
        await index_changes(app, CatalogDoorbell(tenant=tenant))
    assert (await index(app, tenant, rebuild=True)).index == f"{index_of(tenant)}-r1"
    assert await prices(app, f"{index_of(tenant)}-r1") == {"P-1": 1, "P-2": 2, "P-3": 3, "P-4": 4, "P-5": 5}


async def test_an_index_of_the_release_before_gains_the_fields_and_all_its_documents_are_written_anew(
    app: StageApp, tenant: TenantId, found: SearchStandIn
) -> None:
    before = index_definition(index_of(tenant))
    before.fields = [
        one for one in before.fields if one.name not in {"colors", "stock_rank", "price_from", "page_key"}
    ]
    before.scoring_profiles = before.default_scoring_profile = None
    await app.search.indexes(first_place(tenant)).create_index(before)
    await put(app.database, tenant, FIVE)
    await jobs.settle(app.database, tenant, await jobs.take(app.database, tenant, 10), {})
    await put(app.database, tenant, [goods("P-1", price=11)])
    await ring(app, tenant)
    assert len(await documents(app, index_of(tenant)) or ()) == 5


async def test_a_field_of_a_later_release_stays_where_the_one_before_runs_again(
    app: StageApp, tenant: TenantId, found: SearchStandIn
) -> None:
    later = index_definition(index_of(tenant))
    later.fields.append(SimpleField(name="later", type="Edm.String"))
    later.fields = [one for one in later.fields if one.name != "colors"]
    client = app.search.indexes(first_place(tenant))
    await client.create_index(later)
    await put(app.database, tenant, FIVE)
    await ring(app, tenant)
    names = {one.name for one in (await client.get_index(index_of(tenant))).fields}
    assert {"later", "colors"} <= names
    assert len(await documents(app, index_of(tenant)) or ()) == 5


async def test_dropped_while_it_is_written_the_index_is_made_by_the_next_try(
    app: StageApp, tenant: TenantId, found: SearchStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed = ScriptedModel.embed

    async def dropped_meanwhile(self: ScriptedModel, texts: Any) -> Any:
        monkeypatch.undo()
        await drop(app, index_of(tenant))
        return await embed(self, texts)

    await put(app.database, tenant, FIVE)
    monkeypatch.setattr(ScriptedModel, "embed", dropped_meanwhile)
    with pytest.raises(SearchUnavailable, match="404"):
        await index_changes(app, CatalogDoorbell(tenant=tenant))
    await ring(app, tenant)
    assert len(await documents(app, index_of(tenant)) or ()) == 5
