"""Every request to the search service: for one tenant, in its index, behind its filter."""

import inspect
import json
from decimal import Decimal
from uuid import UUID

import pytest

from catalog.indexing import index_tenant
from process.loop import SEARCHING
from process.tools import Shop, run_tool, tools
from shared.app import App
from shared.model.client import ToolCall
from shared.search.client import Search
from shared.search.filters import Filter
from shared.search.places import Place, first_place
from shared.tenants import TenantId
from tests.isolation.test_tools import WISHES, arguments
from tests.support.neighbours import OURS, THEIRS
from tests.support.world import World

#: Of Search: asks for documents, or hands out the means to.
ASKING = {"hybrid"}
MEANS = {"client", "indexes", "credential", "close"}


def test_every_search_of_ours_asks_for_its_tenant_first() -> None:
    public = {
        name: one for name, one in inspect.getmembers(Search, inspect.isfunction) if not name.startswith("_")
    }
    assert public.keys() == ASKING | MEANS
    for name in ASKING:
        first = list(inspect.signature(public[name]).parameters.values())[1]
        assert (first.name, first.annotation) == ("tenant", TenantId)


@pytest.mark.parametrize("wish", WISHES)
async def test_whatever_is_asked_the_request_is_filtered_by_the_tenant(
    world: World, inside: App, wish: str
) -> None:
    shop = Shop(inside, TenantId(OURS), first_place(TenantId(OURS)))
    world.search.searches.clear()
    for name in tools():
        before = len(world.search.searches)
        await run_tool(shop, ToolCall("c", name, json.dumps(arguments(name, wish, optional=True))))
        assert (len(world.search.searches) > before) is (name in SEARCHING), name
    for index, body in world.search.searches:
        assert index == first_place(TenantId(OURS)).index
        assert body["filter"].startswith(f"tenant_id eq '{OURS}' and ")
        assert _conditions(body["filter"])[0] == f"tenant_id eq '{OURS}'"


async def test_a_filter_of_every_kind_stays_behind_the_tenants(world: World, inside: App) -> None:
    """In the neighbour's index, with values that would end the condition if they were text."""
    breakout = f"x' or tenant_id eq '{THEIRS}"
    for where in (
        Filter.equal("kind", breakout),
        Filter.equal("in_stock", value=True),
        Filter.after("page_key", breakout),
        Filter.missing("page_key"),
        Filter.at_least("price", Decimal(0)),
        Filter.at_most("price", Decimal("1e9")),
        Filter.contains("sizes", breakout),
        Filter.contains("sizes", breakout, "M"),
        Filter.all(Filter.equal("kind", "product"), None, Filter.contains("sizes", "M")),
    ):
        found = await inside.search.hybrid(
            TenantId(OURS),
            first_place(TenantId(THEIRS)),
            text="*",
            vector=[0.01] * 1536,
            fields=("name_ar", "name_en"),
            select=["sku", "name_en"],
            where=where,
            top=50,
        )
        assert found == []


async def test_every_document_of_an_index_is_its_tenants(world: World, inside: App) -> None:
    for tenant, others in ((OURS, THEIRS), (THEIRS, OURS)):
        found = await inside.search.client(first_place(TenantId(tenant))).search(
            search_text="*", filter=f"tenant_id ne '{tenant}'", select=["id"]
        )
        assert [document async for document in found] == []
        own = await inside.search.client(first_place(TenantId(tenant))).search(
            search_text="*", filter=f"tenant_id ne '{others}'", select=["id"], top=1
        )
        assert [document async for document in own]


async def test_indexing_one_shop_deletes_nothing_of_another_that_shares_its_index(
    world: World, inside: App
) -> None:
    """As if a placement were wrong: what has no row of this tenant is stale only when it is this tenant's."""
    shared = first_place(TenantId(OURS))
    await world.rows(
        "UPDATE shop.tenants SET search_index = %s WHERE tenant_id = %s", shared.index, str(THEIRS)
    )
    try:
        before = await count(inside, OURS, shared)
        done = await index_tenant(inside, TenantId(THEIRS), progress=lambda *_: None)
        assert (done.index, done.documents, done.deleted) == (shared.index, 2, 0)
        assert await count(inside, OURS, shared) == before > 100
        assert await count(inside, THEIRS, shared) == 2
    finally:
        client = inside.search.client(shared)
        stale = [{"id": document["id"]} async for document in await client.search(search_text="*", filter=f"tenant_id eq '{THEIRS}'", select=["id"])]  # fmt: skip
        await client.delete_documents(stale)
        own = first_place(TenantId(THEIRS))
        await world.rows(
            "UPDATE shop.tenants SET search_index = %s WHERE tenant_id = %s", own.index, str(THEIRS)
        )


async def count(app: App, tenant: UUID, place: Place) -> int:
    found = await app.search.client(place).search(
        search_text="*", filter=f"tenant_id eq '{tenant}'", select=["id"]
    )
    return len([document async for document in found])


def _conditions(odata: str) -> list[str]:
    """The filter's terms at its top level: what stands inside quotes or brackets does not divide it."""
    terms, depth, quoted, start = [], 0, False, 0
    for place, sign in enumerate(odata):
        quoted ^= sign == "'"
        depth += 0 if quoted else {"(": 1, ")": -1}.get(sign, 0)
        if not quoted and not depth and odata.startswith((" and ", " or "), place):
            assert odata.startswith(" and ", place), odata
            terms.append(odata[start:place])
            start = place + len(" and ")
    return [*terms, odata[start:]]
