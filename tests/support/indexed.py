"""The search index as a test looks at it, and a queue that brings each doorbell of the catalogue to its handler."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from azure.core.exceptions import ResourceNotFoundError

from catalog import jobs
from catalog.indexing import Indexed, index_changes, index_tenant
from catalog.rows import Entry
from local.search import SearchStandIn
from local.serve import serve
from shared.contracts import CatalogDoorbell, Queue
from shared.search.client import Search
from shared.search.places import Place
from shared.search.services import MAIN, SearchService
from shared.secret import Secret
from shared.tenants import ConversationKey, TenantId
from tests.support.goods import goods
from tests.support.stages import StageApp

KEY = "a-key-of-the-test"
HOURS = Entry(entry_id="hours", title_ar="الدوام", title_en="Hours", text_ar="من ١٠", text_en="From 10")
FIVE = [goods(f"P-{number}", price=number) for number in range(1, 6)]


@asynccontextmanager
async def searching(app: StageApp, statuses: dict[str, int] | None = None) -> AsyncIterator[SearchStandIn]:
    """Puts the real client, with a service of its own, into the app. It refuses these SKUs with these statuses."""
    service = SearchStandIn(KEY)
    service.app.middlewares.append(_refusing(statuses or {}))
    async with serve(service.app) as endpoint:
        search = Search([SearchService(MAIN, endpoint, Secret(KEY), limit=50, dedicated=False)])
        before = vars(app)["search"]
        vars(app).update(search=search)
        try:
            yield service
        finally:
            vars(app).update(search=before)
            await search.close()


def _refusing(statuses: dict[str, int]) -> Any:
    @web.middleware
    async def some(request: web.Request, handler: Any) -> web.StreamResponse:
        if not request.path.endswith("/docs/search.index"):
            return await handler(request)  # type: ignore[no-any-return]  # the next handler's
        actions = json.loads(await request.read())["value"]
        taken = [one for one in actions if one.get("sku") not in statuses]
        request._read_bytes = json.dumps({"value": taken}).encode()  # what comes behind reads it from there
        answered = json.loads((await handler(request)).body)["value"] if taken else []
        refused = [
            {"key": one["id"], "status": False, "statusCode": statuses[one["sku"]], "errorMessage": "refused"}
            for one in actions
            if one.get("sku") in statuses
        ]
        return web.json_response({"value": answered + refused}, status=207 if refused else 200)

    return some


async def documents(app: StageApp, index: str) -> dict[str, dict[str, Any]] | None:
    """By SKU or title; None for an index that is not there."""
    try:
        found = await app.search.client(Place(MAIN, index)).search(search_text="*")
        return {one["sku"] or one["name_en"]: one async for one in found}
    except ResourceNotFoundError:
        return None


async def drop(app: StageApp, index: str) -> None:
    """As somebody does by hand."""
    await app.search.indexes(Place(MAIN, index)).delete_index(index)


async def ring(app: StageApp, tenant: TenantId) -> int:
    """How many messages it took until no bell was left; bells for later are left out."""
    await index_changes(app, CatalogDoorbell(tenant=tenant))
    rung = 1
    while bells := [
        one for one in app.posted_to_bus.take() if one.queue is Queue.CATALOG and one.due is None
    ]:
        assert [one.session_id for one in bells] == [str(tenant)]
        await index_changes(app, CatalogDoorbell.decode(bells[0].body))
        rung += 1
    return rung


@pytest.fixture
async def found(app: StageApp) -> AsyncIterator[SearchStandIn]:
    async with searching(app) as found:
        yield found


@pytest.fixture
def tenant(key: ConversationKey) -> TenantId:
    return key.tenant


async def index(app: StageApp, tenant: TenantId, *, rebuild: bool = False) -> Indexed:
    return await index_tenant(app, tenant, progress=lambda *_: None, rebuild=rebuild)


async def prices(app: StageApp, name: str) -> dict[str, float | None] | None:
    held = await documents(app, name)
    return None if held is None else {key: one["price"] for key, one in held.items()}


async def left(app: StageApp, tenant: TenantId) -> jobs.Left:
    return await jobs.left(app.database, tenant)
