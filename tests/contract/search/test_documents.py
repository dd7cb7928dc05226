"""Documents through the real SDK: the four actions, their status per key, and what is refused as a whole."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError, ServiceRequestError
from azure.search.documents import RequestEntityTooLargeError
from azure.search.documents.aio import SearchClient

from local.search import SearchStandIn
from local.search.documents import MAX_BATCH_BYTES
from local.search.rest import API_VERSION
from local.serve import serve
from tests.contract.search.shop import KEY, NAME, axis, product


def statuses(results: list[Any]) -> list[tuple[str, bool, int]]:
    return [(result.key, result.succeeded, result.status_code) for result in results]


async def test_an_upload_is_201_when_new_and_replaces_everything_with_200(client: SearchClient):
    assert statuses(await client.upload_documents([product("a", price=12.5, sku="s")])) == [("a", True, 201)]
    assert statuses(await client.upload_documents([product("a", sku="t")])) == [("a", True, 200)]
    document = await client.get_document("a")
    assert (document["sku"], document["price"], document["sizes"]) == ("t", None, [])


async def test_a_merge_changes_only_what_it_names(client: SearchClient):
    await client.upload_documents([product("a", "فستان", price=12.5, vector=axis(0))])
    assert statuses(await client.merge_documents([{"id": "a", "stock": 3}])) == [("a", True, 200)]
    document = await client.get_document("a", selected_fields=["stock", "price"])
    assert document == {"stock": 3, "price": 12.5}


async def test_merging_into_nothing_fails_for_that_key_alone(client: SearchClient):
    await client.upload_documents([product("a")])
    results = await client.merge_documents([{"id": "a", "stock": 1}, {"id": "b", "stock": 1}])
    assert statuses(results) == [("a", True, 200), ("b", False, 404)]
    assert results[1].error_message == "Document not found."


async def test_merge_or_upload_does_what_is_needed(client: SearchClient):
    assert statuses(await client.merge_or_upload_documents([product("a", price=1.0)])) == [("a", True, 201)]
    assert statuses(await client.merge_or_upload_documents([{"id": "a", "stock": 1}])) == [("a", True, 200)]
    assert (await client.get_document("a"))["price"] == 1.0


async def test_deleting_is_quiet_about_what_is_not_there(client: SearchClient):
    await client.upload_documents([product("a", "فستان", vector=axis(0))])
    results = await client.delete_documents([{"id": "a"}, {"id": "never"}])
    assert statuses(results) == [("a", True, 200), ("never", True, 200)]
    assert await client.get_document_count() == 0
    assert [hit async for hit in await client.search("فستان")] == []
    with pytest.raises(ResourceNotFoundError):
        await client.get_document("a")


async def test_what_is_hidden_is_never_returned(client: SearchClient):
    await client.upload_documents([product("a", "فستان", normalised="فستان", vector=axis(0))])
    [hit] = [hit async for hit in await client.search("فستان")]
    for shown in (hit, await client.get_document("a")):
        assert {"vector", "normalised"}.isdisjoint(shown)
    with pytest.raises(HttpResponseError, match="not a retrievable field"):
        await client.get_document("a", selected_fields=["vector"])


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (
            {"id": "a", "colour": "red"},
            "The property 'colour' does not exist on type 'search.documentFields'",
        ),
        ({"id": "a", "price": "12.5"}, "Cannot convert the literal '12.5' to the expected type 'Edm.Double'"),
        ({"id": "a", "stock": 1.5}, "Edm.Int32"),
        ({"id": "a", "stock": 2**31}, "Edm.Int32"),
        ({"id": "a", "in_stock": 1}, "Edm.Boolean"),
        ({"id": "a", "name_ar": 5}, "Edm.String"),
        ({"id": "a", "sizes": "M"}, "expects a collection"),
        ({"id": "a", "sizes": ["M", None]}, "Edm.String"),
        ({"id": "a", "vector": [1.0, 2.0]}, "mismatch in vector dimensions"),
        ({"id": "a", "vector": ["x"] * 8}, "Collection.Edm.Single."),
        ({"id": ""}, "cannot be missing or empty"),
        ({"name_ar": "x"}, "cannot be missing or empty"),
        ({"id": "a/b"}, "Invalid document key"),
        ({"id": "_a"}, "Invalid document key"),
    ],
)
async def test_one_bad_document_refuses_the_whole_batch(
    client: SearchClient, document: dict[str, Any], reason: str
):
    with pytest.raises(HttpResponseError, match=reason) as refused:
        await client.upload_documents([product("good"), document])
    assert refused.value.status_code == 400
    assert await client.get_document_count() == 0


async def test_a_batch_takes_a_thousand_documents_and_no_more(client: SearchClient):
    thousand = [{"id": str(number)} for number in range(1000)]
    await client.upload_documents(thousand)
    with pytest.raises(HttpResponseError, match="from 1 to 1000"):
        await client.upload_documents([*thousand, {"id": "1000"}])


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_sixteen_megabytes_are_too_many(client: SearchClient):
    with pytest.raises(RequestEntityTooLargeError):
        await client.upload_documents([product("a", sku="x" * MAX_BATCH_BYTES)])
    assert await client.get_document_count() == 0


async def test_a_body_without_a_declared_length_is_measured_too(url: str, client: SearchClient):
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(MAX_BATCH_BYTES // 65_536 + 1):
            yield b"x" * 65_536

    address = f"{url}/indexes('{NAME}')/docs/search.index?api-version={API_VERSION}"
    async with (
        aiohttp.ClientSession(headers={"api-key": KEY}) as session,
        session.post(address, data=endless()) as response,
    ):
        assert response.status == 413
    assert await client.get_document_count() == 0


async def test_a_failure_asked_for_happens_as_often_as_asked(client: SearchClient, standin: SearchStandIn):
    standin.fail(503, times=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(HttpResponseError) as failed:
            await client.get_document_count()
        assert failed.value.status_code == 503
        response: Any = failed.value.response
        assert response.headers["Retry-After"] == "7"
    assert await client.get_document_count() == 0


async def test_a_held_request_waits_until_it_is_released(client: SearchClient, standin: SearchStandIn):
    standin.hold()
    before = standin.faults.arrivals
    waiting = asyncio.ensure_future(client.get_document_count())
    await standin.arrived(before + 1)
    assert not waiting.done()
    standin.release()
    assert await waiting == 0


async def test_what_it_does_not_know_it_refuses_by_name(client: SearchClient):
    with pytest.raises(ResourceNotFoundError, match=r"does not support POST .*autocomplete"):
        await client.autocomplete("ف", "names")


async def test_nothing_listens_after_the_server_is_closed():
    async with serve(SearchStandIn(KEY).app) as address:
        pass
    async with SearchClient(address, NAME, AzureKeyCredential(KEY), retry_total=0) as closed:
        with pytest.raises(ServiceRequestError):
            await closed.get_document_count()
