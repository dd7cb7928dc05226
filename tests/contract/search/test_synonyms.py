"""Synonym maps through the real SDK: words that mean the same are found by each other, from the moment the map says so."""

from collections.abc import AsyncIterator

import pytest
from azure.core import MatchConditions
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.search.documents.aio import SearchClient
from azure.search.documents.indexes.aio import SearchIndexClient
from azure.search.documents.indexes.models import SynonymMap

from local.search.synonyms import MAP_QUOTA
from tests.contract.search.shop import KEY, NAME, ONCE, product, shop_index

RULES = ["# shoes", "كندرة, حذاء", "درس => dress, evening gown", ""]


def synonym_map(name: str = "shop", *rules: str) -> SynonymMap:
    return SynonymMap(name=name, synonyms=list(rules or RULES))


@pytest.fixture
async def shop(url: str, indexes: SearchIndexClient) -> AsyncIterator[SearchClient]:
    await indexes.create_synonym_map(synonym_map())
    definition = shop_index()
    for field in definition.fields:
        if field.name in {"name_ar", "name_en"}:
            field.synonym_map_names = ["shop"]
    await indexes.create_index(definition)
    async with SearchClient(url, NAME, AzureKeyCredential(KEY), **ONCE) as client:
        await client.upload_documents(
            [
                product("shoe", "حذاء جلد", "Leather shoe"),
                product("both", "كندرة أو حذاء", "Shoe or boot"),
                product("gown", "روب", "Long evening gown"),
                product("evening", "ساعة", "Evening watch, gown free"),
                product("dress", "فستان", "Red dress"),
            ]
        )
        yield client


async def found(client: SearchClient, text: str) -> list[str]:
    return [hit["id"] async for hit in await client.search(text)]


async def test_either_word_finds_what_the_other_would_and_both_in_one_count_once(shop: SearchClient) -> None:
    assert set(await found(shop, "كندرة")) == set(await found(shop, "حذاء")) == {"shoe", "both"}
    scores = {hit["id"]: hit["@search.score"] async for hit in await shop.search("الكندرة")}
    assert scores["shoe"] == pytest.approx(scores["both"], rel=0.5)


async def test_an_arrow_asks_for_what_stands_behind_it_and_more_words_are_a_phrase(
    shop: SearchClient,
) -> None:
    assert set(await found(shop, "درس")) == {"dress", "gown"}
    assert await found(shop, "dress") == ["dress"]


async def test_a_changed_map_changes_answers_without_a_new_index(
    shop: SearchClient, indexes: SearchIndexClient
) -> None:
    await indexes.create_or_update_synonym_map(synonym_map("shop", "ساعة, كندرة"))
    assert set(await found(shop, "كندرة")) == {"both", "evening"}
    kept = await indexes.get_synonym_map("shop")
    assert kept.synonyms == ["ساعة, كندرة"]


async def test_maps_are_kept_listed_and_guarded_by_etags(indexes: SearchIndexClient) -> None:
    created = await indexes.create_synonym_map(synonym_map())
    with pytest.raises(ResourceExistsError):
        await indexes.create_synonym_map(synonym_map())
    await indexes.create_or_update_synonym_map(synonym_map())
    with pytest.raises(HttpResponseError) as stale:
        await indexes.create_or_update_synonym_map(created, match_condition=MatchConditions.IfNotModified)
    assert stale.value.status_code == 412
    assert [one.name for one in await indexes.get_synonym_maps()] == ["shop"]
    await indexes.delete_synonym_map("shop")
    with pytest.raises(ResourceNotFoundError):
        await indexes.get_synonym_map("shop")


async def test_a_service_takes_as_many_maps_as_its_tier(indexes: SearchIndexClient) -> None:
    for number in range(MAP_QUOTA):
        await indexes.create_synonym_map(synonym_map(f"shop-{number}"))
    with pytest.raises(HttpResponseError, match=f"Maximum number: {MAP_QUOTA}"):
        await indexes.create_synonym_map(synonym_map("one-more"))
    counter = (await indexes.get_service_statistics()).counters.synonym_map_counter
    assert (counter.usage, counter.quota) == (MAP_QUOTA, MAP_QUOTA)


@pytest.mark.parametrize("rule", ["=> a", "a =>", "a => b => c"])
async def test_a_rule_that_is_none_is_refused(indexes: SearchIndexClient, rule: str) -> None:
    with pytest.raises(HttpResponseError, match="is not valid"):
        await indexes.create_synonym_map(synonym_map("shop", rule))


async def test_a_map_that_a_field_names_is_not_deleted_here(
    shop: SearchClient, indexes: SearchIndexClient
) -> None:
    with pytest.raises(HttpResponseError, match="stand-in does not support deleting"):
        await indexes.delete_synonym_map("shop")
    assert set(await found(shop, "حذاء")) == {"shoe", "both"}
