"""Knowledge over the merchant API: the shop's own entries are put and deleted, a text is pasted and forgotten with its passages."""

from typing import Any
from urllib.parse import quote

import pytest

from merchant.users import owner_of
from shared.auth import issue
from shared.contracts import Queue
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.support.api import Client, pages
from tests.support.stages import StageApp

WHERE = {"title_ar": "أين نحن", "text_ar": "في إربد، شارع الجامعة", "tags": ["عنوان"]}
TERMS = {"name": "terms", "text": "# التبديل\n\nخلال ثلاثة أيام.\n\n# الدفع\n\nعند الاستلام."}


@pytest.fixture
async def api(app: StageApp, key: ConversationKey) -> Client:
    token = await issue(app, key.tenant, await owner_of(app.database, key.tenant), actor="operator")
    return Client(app, token)


def audit(rows: Rows) -> list[tuple[str, str]]:
    asked = "SELECT actor, action FROM shop.audit_log WHERE tenant_id = %(tenant)s AND action LIKE 'knowledge%%' ORDER BY at"
    return [(row["actor"], row["action"]) for row in rows.ask(asked)]


@pytest.mark.parametrize("name", ["where", "أين/نحن ?"])
async def test_an_entry_is_put_read_and_deleted(app: StageApp, api: Client, rows: Rows, name: str) -> None:
    path = f"/knowledge/entries/{quote(name, safe='')}"
    app.posted_to_bus.take()
    puts = [await api.put(path, WHERE, idempotency_key="k") for _ in range(2)]
    for put in puts:
        assert (put.status, put.json["entry_id"], put.json["text_ar"]) == (200, name, WHERE["text_ar"])
    assert (await api.get(path)).json == puts[0].json
    assert await pages(api, "/knowledge/entries", 1) == [puts[0].json]
    assert (await api.delete(path)).json == {"deleted": True}
    assert (await api.get(path)).status == (await api.delete(path)).status == 404
    assert audit(rows) == [("owner", "knowledge.entry_put"), ("owner", "knowledge.entry_deleted")]
    assert app.posted_to_bus.queues() == [Queue.CATALOG] * 3
    assert [
        row["key"] for row in rows.ask("SELECT key FROM shop.index_jobs WHERE tenant_id = %(tenant)s")
    ] == [name]


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({}, "/body"),
        ({"title_ar": "أين"}, "/body"),
        ({"title_ar": "أين", "text_ar": "هنا", "more": 1}, "/body/more"),
        ({"title_ar": "a\x00", "text_ar": "هنا"}, "/body/title_ar"),
    ],
)
async def test_an_entry_that_says_nothing_is_refused(api: Client, said: dict[str, Any], at: str) -> None:
    answer = await api.put("/knowledge/entries/where", said)
    assert (answer.status, [fault["at"] for fault in answer.json["errors"]]) == (422, [at])


async def test_a_pasted_text_is_a_source_with_passages_and_goes_with_them(api: Client, rows: Rows) -> None:
    put = (await api.post("/knowledge/sources", TERMS)).json
    assert (put["new"], put["kept"], put["removed"]) == (2, 0, 0)
    (source,) = await pages(api, "/knowledge/sources", 1)
    assert (source["kind"], source["title"], source["passages"]) == ("text", "terms", 2)
    path = f"/knowledge/sources/{put['source_id']}"
    assert (await api.get(path)).json == source
    again = await api.post("/knowledge/sources", {**TERMS, "text": TERMS["text"].replace("ثلاثة", "خمسة")})
    assert (again.json["new"], again.json["kept"], again.json["removed"]) == (1, 1, 1)
    await api.put("/knowledge/entries/where", WHERE)
    passages = await pages(api, "/knowledge/entries", 1, source_id=put["source_id"])
    assert passages == await pages(api, "/knowledge/entries", 50, own="false")
    assert sorted(one["position"] for one in passages) == [1, 2]
    assert [one["entry_id"] for one in await pages(api, "/knowledge/entries", 50, own="true")] == ["where"]
    assert (await api.delete(path)).json == {"passages": 2}
    assert (await api.get(path)).status == (await api.delete(path)).status == 404
    assert [one["entry_id"] for one in await pages(api, "/knowledge/entries", 50)] == ["where"]
    assert audit(rows)[-1] == ("owner", "knowledge.removed")


async def test_a_passage_is_changed_by_its_source_alone(api: Client) -> None:
    put = (await api.post("/knowledge/sources", TERMS)).json
    (passage, _) = await pages(api, "/knowledge/entries", 50, source_id=put["source_id"])
    path = f"/knowledge/entries/{passage['entry_id']}"
    assert (await api.put(path, WHERE)).status == 409
    assert (await api.delete(path)).status == 409
    assert (await api.get(path)).json == passage


async def test_a_text_that_says_nothing_is_refused_with_a_sentence(api: Client) -> None:
    answer = await api.post("/knowledge/sources", {"name": "empty", "text": " \n"})
    assert (answer.status, answer.json["title"] != "") == (422, True)
    assert await pages(api, "/knowledge/sources", 50) == []
