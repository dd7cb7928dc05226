"""Index definitions through the real SDK: what is kept, what is refused, and what an etag guards."""

import copy
from typing import Any

import pytest
from azure.core import MatchConditions
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import (
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.search.documents.aio import SearchClient
from azure.search.documents.indexes.aio import SearchIndexClient
from azure.search.documents.indexes.models import (
    BM25SimilarityAlgorithm,
    ScoringProfile,
    SearchFieldDataType,
    SearchIndex,
    SimpleField,
    TextWeights,
)

from tests.contract.search.shop import KEY, NAME, ONCE, product, shop_index


async def test_the_product_index_comes_back_as_it_was_sent_with_an_etag(indexes: SearchIndexClient):
    sent = shop_index(
        scoring_profiles=[ScoringProfile(name="names", text_weights=TextWeights(weights={"name_ar": 3.0}))],
        default_scoring_profile="names",
        similarity=BM25SimilarityAlgorithm(k1=1.2, b=0.75),
    )
    created = await indexes.create_index(sent)
    assert created.e_tag
    fetched = await indexes.get_index(NAME)
    assert fetched.as_dict() == created.as_dict()
    assert [field.name for field in fetched.fields] == [field.name for field in sent.fields]
    vector = next(field for field in fetched.fields if field.name == "vector")
    assert (vector.hidden, vector.vector_search_dimensions, vector.searchable) == (True, 8, True)
    assert fetched.semantic_search is not None
    assert fetched.vector_search is not None
    assert fetched.vector_search.compressions is not None
    assert fetched.vector_search.compressions[0].kind == "scalarQuantization"


async def test_creating_an_index_twice_is_a_conflict_but_put_updates_it(indexes: SearchIndexClient):
    first = await indexes.create_index(shop_index())
    with pytest.raises(ResourceExistsError):
        await indexes.create_index(shop_index())
    wider = shop_index()
    wider.fields.append(SimpleField(name="brand", type="Edm.String", filterable=True))
    updated = await indexes.create_or_update_index(wider)
    assert updated.e_tag != first.e_tag
    assert updated.fields[-1].name == "brand"


async def test_an_update_keeps_the_documents_searchable(indexes: SearchIndexClient, client: SearchClient):
    await client.upload_documents([product("a", "فستان أحمر")])
    wider = shop_index()
    wider.fields.append(SimpleField(name="brand", type="Edm.String", filterable=True))
    await indexes.create_or_update_index(wider)
    assert [hit["brand"] async for hit in await client.search("فستان")] == [None]


async def test_a_stale_etag_stops_an_update_and_a_deletion(indexes: SearchIndexClient):
    stale = await indexes.create_index(shop_index())
    await indexes.create_or_update_index(shop_index())
    for change in (indexes.create_or_update_index, indexes.delete_index):
        with pytest.raises(ResourceModifiedError):
            await change(stale, match_condition=MatchConditions.IfNotModified)
    current = await indexes.get_index(NAME)
    await indexes.delete_index(current, match_condition=MatchConditions.IfNotModified)


async def test_if_missing_creates_but_never_overwrites(indexes: SearchIndexClient):
    await indexes.create_or_update_index(shop_index(), match_condition=MatchConditions.IfMissing)
    with pytest.raises(HttpResponseError) as refused:
        await indexes.create_or_update_index(shop_index(), match_condition=MatchConditions.IfMissing)
    assert refused.value.status_code == 412


async def test_a_deleted_index_is_gone_and_deleting_it_again_is_quiet(indexes: SearchIndexClient):
    await indexes.create_index(shop_index())
    await indexes.delete_index(NAME)
    with pytest.raises(ResourceNotFoundError):
        await indexes.get_index(NAME)
    await indexes.delete_index(NAME)


async def test_indexes_are_listed_by_name_and_by_selected_property(indexes: SearchIndexClient):
    for name in ("products-b", "products-a"):
        await indexes.create_index(shop_index(name))
    assert [name async for name in indexes.list_index_names()] == ["products-a", "products-b"]
    assert [index.name async for index in indexes.list_indexes()] == ["products-a", "products-b"]
    assert [index.name async for index in indexes.list_indexes(select=["name"])] == [
        "products-a",
        "products-b",
    ]


async def test_statistics_count_documents_storage_and_vectors(
    indexes: SearchIndexClient, client: SearchClient
):
    await client.upload_documents([product("a", vector=[1.0] * 8), product("b")])
    statistics = await indexes.get_index_statistics(NAME)
    assert statistics.document_count == 2
    assert statistics.vector_index_size == 8 * 4
    assert statistics.storage_size > 0
    service = await indexes.get_service_statistics()
    assert (service.counters.index_counter.usage, service.counters.index_counter.quota) == (1, 5)
    assert service.limits.max_fields_per_index == 1000


async def test_the_quota_of_indexes_is_a_429_as_in_the_service(indexes: SearchIndexClient):
    for number in range(5):
        await indexes.create_index(shop_index(f"products-{number}"))
    with pytest.raises(HttpResponseError, match="Maximum number of indexes allowed: 5") as refused:
        await indexes.create_index(shop_index("products-5"))
    assert refused.value.status_code == 429


def altered(**changes: Any) -> SearchIndex:
    """The shop's index with properties of single fields, or of the index, changed."""
    body = copy.deepcopy(shop_index().as_dict())
    for name, change in changes.items():
        field = next((field for field in body["fields"] if field["name"] == name), None)
        if field is None:
            body[name] = change
        else:
            field.update(change)
    return SearchIndex(body)


@pytest.mark.parametrize(
    ("index", "reason"),
    [
        (altered(name="Products"), "Invalid index name"),
        (altered(name="products--x"), "Invalid index name"),
        (altered(id={"key": False}), "exactly one key"),
        (altered(sku={"key": True}), "exactly one key"),
        (altered(sku={"name": "id"}), "unique"),
        (altered(sku={"name": "1st"}), "Invalid field name"),
        (altered(price={"type": "Edm.Decimal"}), "does not support the type"),
        (altered(price={"searchable": True}), "Only string and vector fields can be searchable"),
        (altered(sizes={"sortable": True}), "cannot be sortable"),
        (altered(name_ar={"analyzer": "xx.microsoft"}), "does not support the analyser"),
        (altered(vector={"dimensions": None}), "must have the properties"),
        (altered(vector={"dimensions": 5000}), "between 2 and 4096"),
        (altered(vector={"vectorSearchProfile": "other"}), "does not exist"),
        (altered(vector={"filterable": True}), "cannot be filterable"),
        (altered(sku={"dimensions": 3}), "Only vector fields"),
        (altered(sku={"synonymMaps": ["shop"]}), "Only searchable string fields"),
        (altered(name_ar={"synonymMaps": ["a", "b"]}), "only one synonym map"),
        (altered(name_ar={"synonymMaps": ["shop"]}), "synonym map 'shop' does not exist"),
        (altered(suggesters=[{"name": "s"}]), "does not support the index property 'suggesters'"),
        (altered(colour="red"), "The property 'colour' does not exist"),
        (altered(defaultScoringProfile="names"), "default scoring profile"),
        (altered(scoringProfiles=[{"name": "n", "text": {"weights": {"sku": 2}}}]), "not searchable"),
        (
            altered(semantic={"configurations": [{"prioritizedFields": {"titleField": {"fieldName": "x"}}}]}),
            "semantic",
        ),
        (altered(vectorSearch={"profiles": [{"name": "shop", "algorithm": "x"}]}), "algorithm"),
        (altered(vectorSearch={"vectorizers": [{"name": "v"}]}), "vectorizers"),
        (altered(similarity={"@odata.type": "#Microsoft.Azure.Search.ClassicSimilarity"}), "similarity"),
        (altered(fields=[]), "at least one field"),
    ],
)
async def test_a_definition_the_service_would_refuse_is_refused(
    indexes: SearchIndexClient, index: SearchIndex, reason: str
):
    with pytest.raises(HttpResponseError, match=reason) as refused:
        await indexes.create_index(index)
    assert refused.value.status_code == 400


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"price": {"filterable": False}}, "'price' cannot be changed"),
        ({"name_ar": {"analyzer": "ar.lucene"}}, "'name_ar' cannot be changed"),
        ({"sku": {"name": "code"}}, "'sku' cannot be deleted"),
    ],
)
async def test_an_existing_field_neither_changes_nor_goes(
    indexes: SearchIndexClient, change: dict[str, Any], reason: str
):
    await indexes.create_index(shop_index())
    with pytest.raises(HttpResponseError, match=reason):
        await indexes.create_or_update_index(altered(**change))


async def test_attributes_left_out_get_the_defaults_of_the_service(indexes: SearchIndexClient):
    body = {
        "name": "plain",
        "fields": [{"name": "id", "type": "Edm.String", "key": True}, {"name": "n", "type": "Edm.Int32"}],
    }
    number = (await indexes.create_index(SearchIndex(body))).fields[1]
    assert number.type == SearchFieldDataType.INT32
    assert (number.searchable, number.filterable, number.sortable, number.hidden) == (
        False,
        True,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("key", "version", "status"),
    [
        ("wrong", None, 403),
        (KEY, "2020-06-30", 400),
        (KEY, "2026-08-01-preview", 200),
        (KEY, "2025-05-01-preview", 400),
        (KEY, None, 200),
    ],
)
async def test_key_and_api_version_are_checked(url: str, key: str, version: str | None, status: int):
    options = {**ONCE, **({"api_version": version} if version else {})}
    async with SearchIndexClient(url, AzureKeyCredential(key), **options) as client:
        if status == 200:
            await client.get_service_statistics()
            return
        with pytest.raises(HttpResponseError) as refused:
            await client.get_service_statistics()
    assert refused.value.status_code == status
