"""The index every tenant has: products and knowledge in one, told apart by `kind`.

Arabic, English and normalised text for the full-text side, one 1536-dimension vector (HNSW, scalar quantisation) for
the other; the service fuses both. Fields that only the model reads are kept but not searched. Among what the words find, the
default scoring profile prefers what is in stock.
"""

from typing import TYPE_CHECKING

from catalog.paging import KEY
from shared.model.client import EMBEDDING_DIMENSIONS
from shared.search.query import SEMANTIC

if TYPE_CHECKING:
    from azure.search.documents.indexes.models import ScoringProfile, SearchField, SearchIndex, SemanticSearch

IN_STOCK_FIRST = "in-stock-first"
#: Enough to decide between two that fit alike, too little for one that does not fit.
IN_STOCK_BOOST = 1.25


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
        scoring_profiles=[_in_stock_first()],
        default_scoring_profile=IN_STOCK_FIRST,
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


def _in_stock_first() -> "ScoringProfile":
    from azure.search.documents.indexes.models import (
        MagnitudeScoringFunction,
        MagnitudeScoringParameters,
        ScoringProfile,
    )

    return ScoringProfile(
        name=IN_STOCK_FIRST,
        functions=[
            MagnitudeScoringFunction(
                field_name="stock_rank",
                boost=IN_STOCK_BOOST,
                interpolation="linear",
                parameters=MagnitudeScoringParameters(boosting_range_start=0, boosting_range_end=2),
            )
        ],
    )


def _fields() -> list["SearchField"]:
    from azure.search.documents.indexes.models import SearchableField, SearchField, SimpleField

    texts = ("name", "description", "text")
    arabic = [SearchableField(name=f"{name}_ar", analyzer_name="ar.microsoft") for name in texts]
    english = [SearchableField(name=f"{name}_en", analyzer_name="en.microsoft") for name in texts]
    strings = "Collection(Edm.String)"
    return [
        SimpleField(name="id", type="Edm.String", key=True),
        # An index that is there takes no other attributes for its key, but takes another field.
        SimpleField(name=KEY, type="Edm.String", filterable=True, sortable=True),
        SimpleField(name="tenant_id", type="Edm.String", filterable=True),
        SimpleField(name="kind", type="Edm.String", filterable=True),
        SimpleField(name="sku", type="Edm.String", filterable=True),
        *arabic,
        *english,
        SearchableField(name="normalised"),
        SimpleField(name="price", type="Edm.Double", filterable=True, sortable=True),
        *(SimpleField(name=name, type="Edm.Double", filterable=True) for name in ("price_from", "price_to")),
        SimpleField(name="compare_at", type="Edm.Double", filterable=True),
        SimpleField(name="currency", type="Edm.String"),
        SimpleField(name="category", type="Edm.String", filterable=True),
        *(
            SimpleField(name=name, type=strings, filterable=True)
            for name in ("tags", "sizes", "sizes_in_stock", "colors")
        ),
        *(SimpleField(name=name, type=strings) for name in ("colors_ar", "colors_en")),
        SimpleField(name="stock", type="Edm.Int32"),
        SimpleField(name="stock_state", type="Edm.String", filterable=True),
        SimpleField(name="stock_rank", type="Edm.Int32", filterable=True),
        *(SimpleField(name=name, type="Edm.Boolean", filterable=True) for name in ("in_stock", "has_image")),
        *(SimpleField(name=name, type="Edm.String") for name in ("options", "image")),
        SearchField(
            name="vector",
            type="Collection(Edm.Single)",
            searchable=True,
            hidden=True,
            vector_search_dimensions=EMBEDDING_DIMENSIONS,
            vector_search_profile_name="vector",
        ),
    ]
