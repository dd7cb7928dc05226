"""The index every tenant has: products and knowledge in one, told apart by `kind`.

Arabic, English and normalised text for the full-text side, one 1536-dimension vector (HNSW, scalar quantisation) for
the other; the service fuses both. Fields that only the model reads are kept but not searched.
"""

from typing import TYPE_CHECKING

from shared.model.client import EMBEDDING_DIMENSIONS
from shared.search.query import SEMANTIC

if TYPE_CHECKING:
    from azure.search.documents.indexes.models import SearchField, SearchIndex, SemanticSearch


def index_definition(name: str) -> "SearchIndex":
    from azure.search.documents.indexes.models import (
        HnswAlgorithmConfiguration,
        HnswParameters,
        ScalarQuantizationCompression,
        ScalarQuantizationParameters,
        SearchIndex,
        VectorSearch,
        VectorSearchAlgorithmMetric,
        VectorSearchProfile,
    )

    return SearchIndex(
        name=name,
        fields=_fields(),
        vector_search=VectorSearch(
            algorithms=[
                HnswAlgorithmConfiguration(
                    name="hnsw", parameters=HnswParameters(metric=VectorSearchAlgorithmMetric.COSINE)
                )
            ],
            compressions=[
                ScalarQuantizationCompression(
                    compression_name="int8",
                    parameters=ScalarQuantizationParameters(quantized_data_type="int8"),
                )
            ],
            profiles=[
                VectorSearchProfile(
                    name="vector", algorithm_configuration_name="hnsw", compression_name="int8"
                )
            ],
        ),
        semantic_search=_for_the_semantic_ranker(),
    )


def _for_the_semantic_ranker() -> "SemanticSearch":
    """Read by queries that ask for it alone: a setting."""
    from azure.search.documents.indexes.models import (
        SemanticConfiguration,
        SemanticField,
        SemanticPrioritizedFields,
        SemanticSearch,
    )

    content = ("description_ar", "description_en", "text_ar", "text_en", "name_en")
    return SemanticSearch(
        configurations=[
            SemanticConfiguration(
                name=SEMANTIC,
                prioritized_fields=SemanticPrioritizedFields(
                    title_field=SemanticField(field_name="name_ar"),
                    content_fields=[SemanticField(field_name=name) for name in content],
                ),
            )
        ]
    )


def _fields() -> list["SearchField"]:
    from azure.search.documents.indexes.models import SearchableField, SearchField, SimpleField

    texts = ("name", "description", "text")
    arabic = [SearchableField(name=f"{name}_ar", analyzer_name="ar.microsoft") for name in texts]
    english = [SearchableField(name=f"{name}_en", analyzer_name="en.microsoft") for name in texts]
    strings = "Collection(Edm.String)"
    return [
        SimpleField(name="id", type="Edm.String", key=True),
        SimpleField(name="tenant_id", type="Edm.String", filterable=True),
        SimpleField(name="kind", type="Edm.String", filterable=True),
        SimpleField(name="sku", type="Edm.String", filterable=True),
        *arabic,
        *english,
        SearchableField(name="normalised"),
        SimpleField(name="price", type="Edm.Double", filterable=True, sortable=True),
        SimpleField(name="currency", type="Edm.String"),
        SimpleField(name="sizes", type=strings, filterable=True),
        SimpleField(name="colors_ar", type=strings),
        SimpleField(name="colors_en", type=strings),
        SimpleField(name="color_names", type=strings, filterable=True, hidden=True),
        SimpleField(name="stock", type="Edm.Int32"),
        SimpleField(name="in_stock", type="Edm.Boolean", filterable=True),
        SearchField(
            name="vector",
            type="Collection(Edm.Single)",
            searchable=True,
            hidden=True,
            vector_search_dimensions=EMBEDDING_DIMENSIONS,
            vector_search_profile_name="vector",
        ),
    ]
