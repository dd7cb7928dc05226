"""Queries through the real SDK: text, vectors, their fusion, filters, order and pages."""

from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.search.documents.aio import SearchClient
from azure.search.documents.models import VectorizableTextQuery, VectorizedQuery

from local.search.index import RRF_K
from tests.contract.search.shop import axis, product, shop_index

CATALOGUE = [
    product(
        "red",
        "فستان أحمر طويل",
        "Long red dress",
        price=25.0,
        stock=3,
        in_stock=True,
        sizes=["S", "M"],
        vector=axis(0),
    ),
    product(
        "black",
        "فستان أسود",
        "Black dresses",
        price=18.5,
        stock=0,
        in_stock=False,
        sizes=["M"],
        vector=axis(1),
    ),
    product(
        "bag",
        "شنطة يد",
        "Handbag, O'Neill",
        price=12.5,
        stock=9,
        in_stock=True,
        colors=["بني"],
        vector=axis(2),
    ),
    product(
        "mug", "كاسة قهوة", "T-shirt mug for men's day", price=4.75, stock=1, in_stock=True, vector=axis(3)
    ),
    {
        "id": "returns",
        "kind": "knowledge",
        "text_ar": "التبديل خلال 3 أيام",
        "text_en": "Exchange within 3 days",
    },
]


@pytest.fixture
async def shop(client: SearchClient) -> SearchClient:
    await client.upload_documents(CATALOGUE)
    return client


async def keys(client: SearchClient, *text: str, **options: Any) -> list[str]:
    return [hit["id"] async for hit in await client.search(*text, **options)]


async def scores(client: SearchClient, *text: str, **options: Any) -> dict[str, float]:
    return {hit["id"]: hit["@search.score"] async for hit in await client.search(*text, **options)}


def near(at: int, k: int = 3, weight: float = 1.0) -> VectorizedQuery:
    return VectorizedQuery(vector=axis(at), fields="vector", k_nearest_neighbors=k, weight=weight)


@pytest.mark.parametrize(
    ("text", "options", "found"),
    [
        ("الفساتين", {}, {"red", "black"}),
        ("فستان حمراء", {"search_mode": "all"}, {"red"}),
        ("dresses", {}, {"red", "black"}),
        ("dress", {"search_fields": ["name_ar"]}, set()),
        ('"red dress"', {}, {"red"}),
        ('"dress red"', {}, set()),
        ("hand*", {}, {"bag"}),
        ("dress -black", {"search_mode": "all"}, {"red"}),
        ("dress + black", {}, {"black"}),
        ("red | handbag", {"search_mode": "all"}, {"red", "bag"}),
        ("(red | black) + long", {}, {"red"}),
        ("t-shirt", {"search_mode": "all"}, {"mug"}),
        ("man", {}, {"mug"}),
        ("O'Neill", {}, {"bag"}),
        ("exchanged", {}, {"returns"}),
        ("the of", {"search_fields": ["name_en"]}, set()),
        ("*", {}, {"red", "black", "bag", "mug", "returns"}),
        (" ", {}, {"red", "black", "bag", "mug", "returns"}),
        ("\\-", {}, set()),
        ("((", {}, set()),
    ],
)
async def test_full_text_finds(shop: SearchClient, text: str, options: dict[str, Any], found: set[str]):
    assert set(await keys(shop, text, **options)) == found


async def test_a_rarer_word_and_a_shorter_field_score_higher(shop: SearchClient):
    found = await scores(shop, "dress red")
    assert found["red"] > found["black"] > 0
    shorter = await scores(shop, "فستان", search_fields=["name_ar"])
    assert shorter["black"] > shorter["red"]


async def test_one_vector_query_keeps_the_service_own_score(shop: SearchClient):
    found = await scores(shop, vector_queries=[near(2, k=2)])
    assert found["bag"] == pytest.approx(1.0)
    assert min(found.values()) == pytest.approx(0.5)
    assert len(found) == 2


async def test_hybrid_fuses_ranks_and_not_scores(shop: SearchClient):
    found = await scores(shop, "red dress", vector_queries=[near(1, k=2)])
    first, second = 1 / RRF_K, 1 / (RRF_K + 1)
    assert found["black"] == pytest.approx(first + second)
    assert found["red"] == pytest.approx(second + first)
    assert set(found) == {"red", "black"}


async def test_a_weight_moves_a_vector_query_ahead_of_the_text(shop: SearchClient):
    assert (await keys(shop, "handbag", vector_queries=[near(3, k=1, weight=2.0)]))[0] == "mug"
    assert (await keys(shop, "handbag", vector_queries=[near(3, k=1, weight=0.5)]))[0] == "bag"


@pytest.mark.parametrize(("mode", "found"), [(None, ["mug"]), ("preFilter", ["mug"]), ("postFilter", [])])
async def test_a_filter_comes_before_the_nearest_unless_asked_otherwise(
    shop: SearchClient, mode: str | None, found: list[str]
):
    nearest = [near(0, k=1)]
    assert await keys(shop, vector_queries=nearest, filter="price lt 10", vector_filter_mode=mode) == found


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (["price"], ["returns", "mug", "bag", "black", "red"]),
        (["price desc"], ["red", "black", "bag", "mug", "returns"]),
        (["stock desc", "price asc"], ["bag", "red", "mug", "black", "returns"]),
        (["search.score() desc"], ["red", "black", "bag", "mug", "returns"]),
    ],
)
async def test_order_by_puts_nulls_first_ascending_and_last_descending(
    shop: SearchClient, order: list[str], found: list[str]
):
    assert await keys(shop, "*", order_by=order) == found


async def test_count_is_of_all_hits_while_top_and_skip_cut_a_window(shop: SearchClient):
    result = await shop.search("*", include_total_count=True, top=2, skip=1, order_by=["price desc"])
    assert await result.get_count() == 5
    assert [hit["id"] async for hit in result] == ["black", "bag"]


async def test_select_returns_what_is_asked_and_the_score(shop: SearchClient):
    [hit] = [hit async for hit in await shop.search("handbag", select=["id", "price"], top=1)]
    assert {name for name in hit if not name.startswith("@")} == {"id", "price"}
    assert hit["@search.score"] > 0


async def test_without_a_top_the_sdk_follows_pages_of_fifty(client: SearchClient):
    await client.upload_documents([{"id": f"{number:03}"} for number in range(120)])
    assert len(await keys(client, "*")) == 120
    assert len(await keys(client, "*", top=60)) == 60
    assert len(await keys(client, "*", top=1100, skip=100)) == 20


async def test_scoring_profile_weights_multiply_a_field(indexes: Any, client: SearchClient):
    from azure.search.documents.indexes.models import ScoringProfile, TextWeights

    profile = ScoringProfile(name="names", text_weights=TextWeights(weights={"name_en": 5.0}))
    await indexes.create_or_update_index(shop_index(scoring_profiles=[profile]))
    await client.upload_documents([product("a", name_en="red"), product("b", description_en="red")])
    plain, weighted = await scores(client, "red"), await scores(client, "red", scoring_profile="names")
    assert weighted["a"] == pytest.approx(5 * plain["a"])
    assert weighted["b"] == pytest.approx(plain["b"])


async def test_a_magnitude_makes_words_count_for_more_and_lets_the_vector_be(
    indexes: Any, client: SearchClient
):
    await indexes.create_or_update_index(shop_index(scoring_profiles=[by_stock(0, 2, boost=1.5)]))
    stocks: dict[str, int | None] = {"none": 0, "half": 1, "all": 2, "beyond": 3, "unknown": None}
    await client.upload_documents([product(key, name_en="red", stock=stock) for key, stock in stocks.items()])
    plain, boosted = await scores(client, "red"), await scores(client, "red", scoring_profile="stock")
    factors = {key: pytest.approx(boosted[key] / plain[key]) for key in stocks}
    assert factors == {"none": 1.0, "half": 1.25, "all": 1.5, "beyond": 1.0, "unknown": 1.0}


def by_stock(start: float, end: float, *, boost: float, field: str = "stock") -> Any:
    from azure.search.documents.indexes.models import (
        MagnitudeScoringFunction,
        MagnitudeScoringParameters,
        ScoringProfile,
    )

    parameters = MagnitudeScoringParameters(boosting_range_start=start, boosting_range_end=end)
    function = MagnitudeScoringFunction(field_name=field, boost=boost, parameters=parameters)
    return ScoringProfile(name="stock", functions=[function])


@pytest.mark.parametrize(
    ("profile", "reason"),
    [
        (by_stock(0, 2, boost=2, field="sku"), "needs a filterable number"),
        (by_stock(0, 2, boost=2, field="colour"), "needs a filterable number"),
        (by_stock(0, 2, boost=1), "boosts nothing"),
        (by_stock(2, 2, boost=2), "boosts nothing"),
    ],
)
async def test_a_function_that_could_not_work_is_refused(indexes: Any, profile: Any, reason: str):
    with pytest.raises(HttpResponseError, match=reason):
        await indexes.create_index(shop_index(name="of-its-own", scoring_profiles=[profile]))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"filter": "colour eq 'red'"}, r"Could not find a property named 'colour'[^$]*\$filter"),
        ({"filter": "name_ar eq 'x'"}, "'name_ar' is not a filterable field"),
        ({"select": ["colour"]}, r"Could not find a property named 'colour'[^$]*\$select"),
        ({"select": ["vector"]}, "not a retrievable field"),
        ({"order_by": ["colour"]}, r"Could not find a property named 'colour'[^$]*\$orderby"),
        ({"order_by": ["sku"]}, "not a sortable field"),
        ({"order_by": ["geo.distance(x)"]}, "does not support ordering"),
        ({"order_by": ["price upwards"]}, "Syntax error"),
        ({"search_fields": ["sku"]}, "not searchable"),
        ({"skip": 100_001}, r"\(InvalidRequestParameter\) Value must be between 0 and 100000"),
        ({"top": -1}, "between 0 and"),
        ({"scoring_profile": "none"}, "does not exist"),
        ({"vector_filter_mode": "strictPostFilter"}, "vectorFilterMode"),
        ({"query_type": "semantic", "semantic_configuration_name": "shop"}, "Semantic search is not enabled"),
        ({"facets": ["kind"]}, "does not support the search parameter 'facets'"),
        ({"highlight_fields": "name_ar"}, "does not support the search parameter 'highlight'"),
        (
            {"vector_queries": [VectorizedQuery(vector=[1.0], k_nearest_neighbors=1, fields="vector")]},
            "expects a length of '8'",
        ),
        (
            {"vector_queries": [VectorizedQuery(vector=axis(0), k_nearest_neighbors=0, fields="vector")]},
            "greater than 0",
        ),
        (
            {"vector_queries": [VectorizedQuery(vector=axis(0), fields="sku")]},
            "Unknown field 'sku' in vector field list",
        ),
        (
            {"vector_queries": [VectorizableTextQuery(text="red", fields="vector")]},
            "vector queries of kind 'text'",
        ),
    ],
)
async def test_what_the_service_refuses_or_the_stand_in_lacks_is_a_400(
    shop: SearchClient, options: dict[str, Any], reason: str
):
    with pytest.raises(HttpResponseError, match=reason) as refused:
        await keys(shop, "dress", **options)
    assert refused.value.status_code == 400


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dres~1", {"red", "black"}),
        ("fustan dress~1", {"red", "black"}),
        ("lnog~1", {"red"}),
        ("فستنن~1", {"red", "black"}),
        ("dr~1", set()),
        ("name\\:x", set()),
        ("O\\'Neill", {"bag"}),
    ],
)
async def test_the_full_syntax_finds_words_with_a_letter_amiss(
    shop: SearchClient, text: str, found: set[str]
):
    assert set(await keys(shop, text, query_type="full")) == found


async def test_the_nearer_word_ranks_higher(shop: SearchClient):
    near = await scores(shop, "handbaq~1", query_type="full")
    exact = await scores(shop, "handbag~1", query_type="full")
    assert 0 < near["bag"] < exact["bag"]


@pytest.mark.parametrize(
    "text", ["name_ar:red", "red~2", "red OR black", "(red)", "re*", "+red", "red^2", "/r.d/"]
)
async def test_more_of_the_full_syntax_than_the_product_uses_is_refused(shop: SearchClient, text: str):
    with pytest.raises(HttpResponseError, match="does not support the Lucene syntax") as refused:
        await keys(shop, text, query_type="full")
    assert refused.value.status_code == 400


async def test_steering_parameters_without_effect_are_taken(shop: SearchClient):
    result = await shop.search("dress", session_id="s", scoring_statistics="global", minimum_coverage=80)
    assert await result.get_coverage() == 100.0
