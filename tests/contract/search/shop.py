"""The product's own index in the stand-in, reached through the real SDK."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from azure.core.credentials import AzureKeyCredential
from azure.search.documents.aio import SearchClient
from azure.search.documents.indexes.aio import SearchIndexClient
from azure.search.documents.indexes.models import (
    HnswAlgorithmConfiguration,
    ScalarQuantizationCompression,
    SearchableField,
    SearchField,
    SearchIndex,
    SemanticConfiguration,
    SemanticField,
    SemanticPrioritizedFields,
    SemanticSearch,
    SimpleField,
    VectorSearch,
    VectorSearchProfile,
)

from local.search import SearchStandIn
from local.serve import serve

KEY = "a-key-of-the-test"
NAME = "products-index-7d4a5c3e"
DIMENSIONS = 8

#: The SDK would otherwise wait and try again behind a test's back.
ONCE = {"retry_total": 0}


def shop_index(name: str = NAME, dimensions: int = DIMENSIONS, **properties: Any) -> SearchIndex:
    strings = "Collection(Edm.String)"
    return SearchIndex(
        name=name,
        fields=[
            SimpleField(name="id", type="Edm.String", key=True),
            SimpleField(name="kind", type="Edm.String", filterable=True),
            SimpleField(name="tenant_id", type="Edm.String", filterable=True),
            *(
                SearchableField(name=f"{part}_ar", analyzer_name="ar.microsoft")
                for part in ("name", "description", "text")
            ),
            *(
                SearchableField(name=f"{part}_en", analyzer_name="en.microsoft")
                for part in ("name", "description", "text")
            ),
            SearchableField(name="normalised", hidden=True),
            SimpleField(name="sku", type="Edm.String", filterable=True),
            SimpleField(name="price", type="Edm.Double", filterable=True, sortable=True),
            SimpleField(name="currency", type="Edm.String"),
            SimpleField(name="sizes", type=strings, filterable=True),
            SimpleField(name="colors", type=strings, filterable=True),
            SimpleField(name="in_stock", type="Edm.Boolean", filterable=True),
            SimpleField(name="stock", type="Edm.Int32", filterable=True, sortable=True),
            SearchField(
                name="vector",
                type="Collection(Edm.Single)",
                searchable=True,
                hidden=True,
                vector_search_dimensions=dimensions,
                vector_search_profile_name="shop",
            ),
        ],
        vector_search=VectorSearch(
            algorithms=[HnswAlgorithmConfiguration(name="hnsw")],
            profiles=[
                VectorSearchProfile(
                    name="shop", algorithm_configuration_name="hnsw", compression_name="bytes"
                )
            ],
            compressions=[ScalarQuantizationCompression(compression_name="bytes")],
        ),
        semantic_search=SemanticSearch(
            configurations=[
                SemanticConfiguration(
                    name="shop",
                    prioritized_fields=SemanticPrioritizedFields(
                        title_field=SemanticField(field_name="name_ar")
                    ),
                )
            ]
        ),
        **properties,
    )


def product(key: str, name_ar: str = "", name_en: str = "", **values: Any) -> dict[str, Any]:
    return {"id": key, "kind": "product", "name_ar": name_ar, "name_en": name_en, **values}


def axis(at: int) -> list[float]:
    """A vector along one axis; equal axes have cosine 1, different ones 0."""
    return [float(place == at) for place in range(DIMENSIONS)]


@pytest.fixture
def standin() -> SearchStandIn:
    return SearchStandIn(KEY, index_quota=5)


@pytest.fixture
async def url(standin: SearchStandIn) -> AsyncIterator[str]:
    async with serve(standin.app) as address:
        yield address


@pytest.fixture
async def indexes(url: str) -> AsyncIterator[SearchIndexClient]:
    async with SearchIndexClient(url, AzureKeyCredential(KEY), **ONCE) as opened:
        yield opened


@pytest.fixture
async def client(url: str, indexes: SearchIndexClient) -> AsyncIterator[SearchClient]:
    """A client of an empty shop index."""
    await indexes.create_index(shop_index())
    async with SearchClient(url, NAME, AzureKeyCredential(KEY), **ONCE) as opened:
        yield opened
