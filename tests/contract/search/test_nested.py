"""Vectors inside of a collection, a preview of the service's, through the real SDK with the preview's version."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError
from azure.search.documents.aio import SearchClient
from azure.search.documents.indexes.aio import SearchIndexClient
from azure.search.documents.indexes.models import SearchIndex
from azure.search.documents.models import VectorizedQuery

from catalog.definition import index_definition
from catalog.pilot import shared_definition
from local.search.rest import PREVIEW
from shared.model.client import EMBEDDING_DIMENSIONS
from tests.contract.search.shop import KEY, ONCE

NAME = "products-index"
PATH = "tenant_vectors/product_embedding"


def axis(at: int) -> list[float]:
    return [float(place == at) for place in range(EMBEDDING_DIMENSIONS)]


def definition() -> SearchIndex:
    return shared_definition(index_definition(NAME))


def document(key: str, *vectors: tuple[str, int]) -> dict[str, Any]:
    elements = [{"tenant_id": tenant, "product_embedding": axis(at)} for tenant, at in vectors]
    return {"id": key, "kind": "product", "tenant_vectors": elements}


def near(at: int) -> VectorizedQuery:
    return VectorizedQuery(vector=axis(at), k_nearest_neighbors=3, fields=PATH)


@pytest.fixture
async def nested(url: str) -> AsyncIterator[SearchClient]:
    options: dict[str, Any] = {**ONCE, "api_version": PREVIEW}
    async with SearchIndexClient(url, AzureKeyCredential(KEY), **options) as indexes:
        await indexes.create_index(definition())
    async with SearchClient(url, NAME, AzureKeyCredential(KEY), **options) as client:
        yield client


async def test_the_version_without_a_preview_refuses_such_an_index(indexes: SearchIndexClient) -> None:
    with pytest.raises(HttpResponseError, match="must be a top-level field") as refused:
        await indexes.create_index(definition())
    assert refused.value.status_code == 400


async def test_the_nearest_of_a_documents_vectors_stands_for_it(nested: SearchClient) -> None:
    await nested.upload_documents([document("a", ("ours", 1), ("ours", 2)), document("b", ("ours", 3))])
    found = {hit["id"]: hit["@search.score"] async for hit in await nested.search(vector_queries=[near(2)])}
    assert found == {"a": 1.0, "b": 0.5}


async def test_a_filter_on_the_collection_picks_documents_by_an_element(nested: SearchClient) -> None:
    await nested.upload_documents(
        [document("a", ("ours", 1)), document("b", ("theirs", 1)), document("c", ("theirs", 1), ("ours", 2))]
    )
    found = await nested.search(
        vector_queries=[near(1)], filter="tenant_vectors/any(x: x/tenant_id eq 'ours')", select=["id"]
    )
    assert [hit["id"] async for hit in found] == ["a", "c"]
    # Of a document that both share, the nearest vector is a neighbour's: why the pilot shares none.
    both = {hit["id"]: hit["@search.score"] async for hit in await nested.search(vector_queries=[near(1)])}
    assert both["c"] == 1.0


async def test_vectors_are_not_given_back_and_the_rest_of_an_element_is(nested: SearchClient) -> None:
    await nested.upload_documents([document("a", ("ours", 1))])
    assert (await nested.get_document("a"))["tenant_vectors"] == [{"tenant_id": "ours"}]


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ([{"tenant_id": "ours", "colour": "red"}], "The property 'colour' does not exist"),
        ([{"product_embedding": [1.0]}], "mismatch in vector dimensions"),
        ([{"tenant_id": 1}], "expected type 'Edm.String'"),
        ({"tenant_id": "ours"}, "expects a collection"),
        ([{"tenant_id": "ours"}] * 101, "at most 100 vectors"),
    ],
)
async def test_an_element_that_does_not_fit_is_refused(
    nested: SearchClient, elements: Any, reason: str
) -> None:
    with pytest.raises(HttpResponseError, match=reason):
        await nested.upload_documents([{"id": "a", "tenant_vectors": elements}])


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("tenant_vectors/any(x: x/colour eq 'red')", "Could not find a property named 'colour'"),
        ("tenant_vectors/any(x: x eq 'ours')", "Syntax error"),
        ("tenant_vectors eq 'ours'", "incompatible types"),
    ],
)
async def test_a_filter_names_what_an_element_has(nested: SearchClient, condition: str, reason: str) -> None:
    with pytest.raises(HttpResponseError, match=reason):
        await anext(aiter(await nested.search("*", filter=condition)))


async def test_statistics_count_every_vector(nested: SearchClient, url: str) -> None:
    await nested.upload_documents([document("a", ("ours", 1), ("ours", 2)), document("b")])
    async with SearchIndexClient(url, AzureKeyCredential(KEY), **ONCE) as indexes:
        assert (await indexes.get_index_statistics(NAME)).vector_index_size == 2 * EMBEDDING_DIMENSIONS * 4
