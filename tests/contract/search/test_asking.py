"""The product's own queries through the real SDK: what a customer types is words to the service, whatever it looks like."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from azure.search.documents.indexes.aio import SearchIndexClient
from hypothesis import HealthCheck, given, settings

from catalog.definition import index_definition
from catalog.documents import product_document
from catalog.product_rows import ProductRow
from local.search import SearchStandIn
from process.wanted import wanted
from shared.errors import Misconfigured
from shared.language.search_words import search_text, unknown_words
from shared.search.client import Search
from shared.search.filters import Filter
from shared.search.places import first_place
from shared.search.services import MAIN, SearchService
from shared.secret import Secret
from shared.tenants import TenantId
from tests.contract.search.shop import KEY
from tests.unit.shared.test_search_query import HOSTILE

TENANT = TenantId(UUID(int=7))
PLACE = first_place(TENANT)
VECTOR = [0.01] * 1536
JACKET = {
    "sku": "J", "name_ar": "جاكيت جلد أسود", "name_en": "Black leather jacket", "price": "44.5", "currency": "JOD", "stock": 1,
    "sizes": ["M"], "colors": [{"ar": "أسود", "en": "black"}],
}  # fmt: skip


def service_at(url: str) -> SearchService:
    return SearchService(MAIN, url, Secret(KEY), limit=5, dedicated=False)


@pytest.fixture
async def search(url: str, indexes: SearchIndexClient) -> AsyncIterator[Search]:
    await indexes.create_or_update_index(index_definition(PLACE.index))
    opened = Search([service_at(url)])
    fields = product_document(TENANT, ProductRow.model_validate(JACKET).product()).fields
    await opened.client(PLACE).upload_documents([{**fields, "vector": VECTOR}])
    yield opened
    await opened.close()


async def asked(search: Search, text: str, **more: Any) -> list[str]:
    options: dict[str, Any] = {
        "fields": ("name_ar", "name_en", "normalised"),
        "select": ["sku"],
        "top": 5,
        "vector": VECTOR,
    }
    where = more.pop("where", Filter.equal("kind", "product"))
    found = await search.hybrid(TENANT, PLACE, text=text, where=where, **options, **more)
    return [document["sku"] for document in found]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(HOSTILE)
async def test_nothing_that_is_typed_is_refused_or_ends_the_condition(
    search: Search, standin: SearchStandIn, text: str
) -> None:
    sought = wanted(text, low=None, high=None, size=text[:9], color=text[-9:], in_stock_only=False)
    await asked(search, text, doubtful=text.split()[:3], where=sought.where(beside=True))
    await asked(search, search_text(text), doubtful=unknown_words(text), where=sought.where(beside=False))
    assert standin.searches[-1][1]["filter"].startswith(f"tenant_id eq '{TENANT}' and kind eq 'product'")


async def test_a_mistyped_word_ranks_like_the_word(search: Search, standin: SearchStandIn) -> None:
    for typed in ("lether", "jackt", "leatehr"):
        text = search_text(typed)
        await asked(search, text, doubtful=unknown_words(typed))
        body = standin.searches[-1][1]
        assert (body["queryType"], f"{typed}~1" in body["search"]) == ("full", True)
        without = {name: value for name, value in body.items() if name != "vectorQueries"}
        client = search.client(PLACE)
        found = await client.search(without["search"], query_type="full", search_fields=["normalised"])
        assert [document["sku"] async for document in found] == ["J"]


async def test_the_semantic_ranker_is_asked_for_by_a_setting_and_named_when_the_service_has_none(
    url: str, search: Search
) -> None:
    """The stand-in has none, as a service in which it was never switched on."""
    assert index_definition(PLACE.index).semantic_search is not None
    semantic = Search([service_at(url)], semantic=True)
    try:
        with pytest.raises(Misconfigured, match="400: key, role, index or SEARCH_RANKER"):
            await asked(semantic, "فستان", sentence="بدي فستان")
    finally:
        await semantic.close()
    assert await asked(search, "jacket") == ["J"]
