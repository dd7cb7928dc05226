"""What holds for the whole merchant API: who is let in, how often, what a refusal looks like, pages, and writes that happen once."""

import asyncio
import json

import pytest

from merchant.users import owner_of
from process.record import record
from shared.api import rate
from shared.api.paging import cursor
from shared.auth import issue, sign_out_everywhere
from shared.contracts import Queue
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.api import Client
from tests.support.stages import StageApp

HELLO = {"text": "أهلاً"}


@pytest.fixture
async def api(app: StageApp, key: ConversationKey) -> Client:
    return Client(
        app, await issue(app, key.tenant, await owner_of(app.database, key.tenant), actor="operator")
    )


@pytest.fixture
async def thread(app: StageApp, key: ConversationKey) -> str:
    await record(app, inbound(key, message("بكم؟", seconds_ago=5)))
    app.posted_to_bus.take()
    return f"/conversations/{key.account}/{key.customer}"


@pytest.mark.parametrize("token", [None, "", "nonsense", "eyJhbGciOiJub25lIn0.e30."])
async def test_without_a_good_token_nothing_is_told(app: StageApp, token: str | None) -> None:
    answer = await Client(app, token).get("/conversations")
    assert (answer.status, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json == {"type": "about:blank", "title": answer.json["title"], "status": 401}


@pytest.mark.parametrize("name", ["access_token", "token", "JWT"])
async def test_a_token_in_the_address_is_refused_beside_a_good_one(api: Client, name: str) -> None:
    assert (await api.get("/conversations", **{name: api.token})).status == 400
    assert (await Client(api.app, None).get("/conversations", **{name: api.token})).status in {400, 401}


async def test_who_signed_out_everywhere_is_out_here_too(api: Client, key: ConversationKey) -> None:
    assert (await api.get("/conversations")).status == 200
    owner = await owner_of(api.app.database, key.tenant)
    await sign_out_everywhere(api.app, key.tenant, owner, actor="operator")
    assert (await api.get("/conversations")).status == 401


async def test_a_person_may_ask_so_often_in_a_minute_and_is_told_when_again(
    api: Client, key: ConversationKey, rows: Rows
) -> None:
    first = await api.get("/conversations")
    assert first.headers["ratelimit-policy"] == f'"person";q={rate.MOST_A_MINUTE};w=60'
    assert first.headers["ratelimit"].startswith(f'"person";r={rate.MOST_A_MINUTE - 1};t=')
    rows.ask(
        "UPDATE shop.api_calls SET calls = %(most)s WHERE tenant_id = %(tenant)s", most=rate.MOST_A_MINUTE
    )
    refused = await api.get("/conversations")
    assert refused.status == 429
    assert 1 <= int(refused.headers["retry-after"]) <= rate.WINDOW
    rows.ask(
        "UPDATE shop.api_calls SET began_at = began_at - interval '1 minute' WHERE tenant_id = %(tenant)s"
    )
    assert (await api.get("/conversations")).status == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/conversations/1/2", 404),
        ("/conversations/letters/2", 422),
        ("/conversations/%ff/2", 400),
        ("/conversations?wants_persons=true", 422),
        ("/conversations?limit=0", 422),
        ("/conversations?limit=201", 422),
        ("/conversations?after=!!", 400),
        (f"/conversations?after={cursor('a', 'b')}", 400),
        (f"/conversations?after={cursor(2**63, 'a', 'b')}", 400),
        ("/conversations?after=WzEsICJcdTAwMDAiLCAiYSJd", 400),
        ("/conversations?after=WzEsICJcdWQ4MDAiLCAiYSJd", 400),
    ],
)
async def test_what_is_not_there_or_not_understood_is_a_problem_in_json(
    api: Client, path: str, status: int
) -> None:
    answer = await api.get(path)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json["status"] == status
    assert answer.json["title"]


async def test_what_is_wrong_with_a_body_is_told_by_place(api: Client, thread: str) -> None:
    answer = await api.post(f"{thread}/replies", {"text": ""})
    assert answer.status == 422
    assert [fault["at"] for fault in answer.json["errors"]] == ["/body/text"]
    assert (await api.post(f"{thread}/replies", b"{")).status == 422
    assert (await api.post(f"{thread}/replies", b" " * (1024 * 1024 + 1))).status == 413


async def test_a_write_with_a_key_happens_once_and_answers_the_same(
    api: Client, thread: str, rows: Rows
) -> None:
    answers = [await api.post(f"{thread}/replies", HELLO, idempotency_key="k1") for _ in range(3)]
    assert {(answer.status, answer.text) for answer in answers} == {(202, '{"messages":1}')}
    assert len(rows.parts) == 1
    await api.post(f"{thread}/replies", HELLO, idempotency_key="k2")
    await api.post(f"{thread}/replies", HELLO)
    assert len(rows.parts) == 3


async def test_what_an_earlier_release_answered_in_another_form_is_not_done_again(
    api: Client, thread: str, rows: Rows
) -> None:
    await api.post(f"{thread}/replies", HELLO, idempotency_key="k")
    rows.ask("UPDATE shop.api_writes SET answer = '{\"parts\": 1}' WHERE tenant_id = %(tenant)s")
    assert (await api.post(f"{thread}/replies", HELLO, idempotency_key="k")).status == 409
    assert len(rows.parts) == 1


async def test_the_same_write_at_the_same_moment_waits_for_the_first(
    api: Client, thread: str, rows: Rows
) -> None:
    async with asyncio.TaskGroup() as group:
        asked = [
            group.create_task(api.post(f"{thread}/replies", HELLO, idempotency_key="k")) for _ in range(5)
        ]
    assert {task.result().status for task in asked} == {202}
    assert len(rows.parts) == 1


async def test_a_key_of_another_request_is_refused_and_of_a_failed_one_is_free(
    api: Client, thread: str, key: ConversationKey, rows: Rows
) -> None:
    nobody = f"/conversations/{key.account}/404"
    assert (await api.post(f"{nobody}/replies", HELLO, idempotency_key="k")).status == 404
    assert (await api.post(f"{thread}/replies", HELLO, idempotency_key="k")).status == 202
    assert (await api.post(f"{thread}/replies", {"text": "غيره"}, idempotency_key="k")).status == 422
    assert (await api.post(f"{thread}/take-over", idempotency_key="k")).status == 422
    assert len(rows.parts) == 1


@pytest.mark.parametrize("name", ["", "ا", "x" * 201, "a b"])
async def test_a_key_that_is_none_is_refused(api: Client, thread: str, name: str) -> None:
    assert (await api.post(f"{thread}/replies", HELLO, idempotency_key=name)).status == 422


async def test_an_outage_is_told_with_when_to_try_again(api: Client, thread: str, app: StageApp) -> None:
    app.posted_to_bus.down = True
    answer = await api.post(f"{thread}/replies", HELLO, idempotency_key="k")
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    app.posted_to_bus.down = False
    assert (await api.post(f"{thread}/replies", HELLO, idempotency_key="k")).status == 202
    assert app.posted_to_bus.queues() == [Queue.OUTBOUND]


async def test_the_document_is_served_to_anybody_and_says_how_to_come_in(app: StageApp) -> None:
    answer = await Client(app, None).get("/openapi.json")
    document = answer.json
    assert (answer.status, document["openapi"][:3]) == (200, "3.1")
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for path, operations in document["paths"].items():
        assert path.startswith("/api/v1/")
        for operation in operations.values():
            assert operation["security"] == [{"token": []}]
            assert {"401", "422", "429", "503"} <= operation["responses"].keys()
            assert "application/problem+json" in operation["responses"]["422"]["content"]
    assert "HTTPValidationError" not in json.dumps(document)
