"""Products over the merchant API: listed, read, changed and taken off sale, and told to the index."""

from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest

from catalog.store import put
from merchant.users import owner_of
from shared.auth import issue
from shared.contracts import Queue
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.support.api import Client, pages
from tests.support.goods import goods
from tests.support.stages import StageApp

ODD = "قميص/A B?#%"


@pytest.fixture
async def api(app: StageApp, key: ConversationKey) -> Client:
    await put(
        app.database,
        key.tenant,
        [
            goods("A-1", price="12.5", sizes=["S", "M"], stock=3),
            goods("B-2", price="5", stock=2),
            goods(ODD, price="7", stock=0),
        ],
    )
    with_token = await issue(app, key.tenant, await owner_of(app.database, key.tenant), actor="operator")
    return Client(app, with_token)


def jobs(rows: Rows) -> list[str]:
    """What the index has to hear of since the last time."""
    deleted = "WITH gone AS (DELETE FROM shop.index_jobs WHERE tenant_id = %(tenant)s RETURNING key) SELECT key FROM gone ORDER BY 1"
    return [row["key"] for row in rows.ask(deleted)]


async def test_products_are_listed_by_sku_and_by_what_is_asked_for(api: Client) -> None:
    await api.delete("/products/B-2")
    for limit in (1, 2, 200):
        assert [one["sku"] for one in await pages(api, "/products", limit)] == ["A-1", "B-2", ODD]
    for query, expected in (
        ({"active": "true"}, ["A-1", ODD]),
        ({"active": "false"}, ["B-2"]),
        ({"sku": "a"}, ["A-1", ODD]),
        ({"sku": "%"}, [ODD]),
        ({"sku": "none"}, []),
    ):
        assert [one["sku"] for one in await pages(api, "/products", 1, **query)] == expected


@pytest.mark.parametrize("sku", ["A-1", ODD])
async def test_one_product_is_read_whatever_its_sku_is(api: Client, sku: str) -> None:
    (listed,) = [one for one in await pages(api, "/products", 50) if one["sku"] == sku]
    answer = await api.get(f"/products/{quote(sku, safe='')}")
    assert (answer.status, answer.json) == (200, listed)


async def test_amounts_are_texts_and_each_variant_is_told(api: Client) -> None:
    product = (await api.get("/products/A-1")).json
    assert (product["price"], product["currency"], product["count_together"]) == ("12.500", "JOD", 3)
    assert [(one["size"], one["stock"], one["count"]) for one in product["variants"]] == [
        ("S", "available", None),
        ("M", "available", None),
    ]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"price": "9.750"}, {"price": "9.750"}),
        ({"price": 9.75, "compare_at": "12.5"}, {"price": "9.75", "compare_at": "12.5"}),
        ({"active": False}, {"active": False}),
        ({"name_ar": "قميص", "tags": ["صيف"]}, {"name_ar": "قميص", "tags": ["صيف"]}),
        ({"count_together": 0}, {"count_together": 0, "stock": "sold_out"}),
        ({"count_together": 9}, {"count_together": 9, "stock": "counted"}),
        ({}, {"count_together": 3}),
    ],
)
async def test_what_is_named_is_changed_and_all_else_stays(
    api: Client, rows: Rows, told: dict[str, Any], expected: dict[str, Any]
) -> None:
    before = (await api.get("/products/A-1")).json
    jobs(rows)
    answer = await api.patch("/products/A-1", told)
    assert answer.status == 200, answer.text
    after = (await api.get("/products/A-1")).json
    assert alike(answer.json) == alike(after)
    assert {
        name: after[name] for name in expected if name not in {"price", "compare_at"}
    }.items() <= expected.items()
    assert alike(after).items() >= {name: alike(expected)[name] for name in expected}.items()
    left = before.keys() - told.keys() - {"stock", "variants"}
    assert {name: after[name] for name in left} == {name: before[name] for name in left}
    assert jobs(rows) == (["A-1"] if told else [])


def alike(product: dict[str, Any]) -> dict[str, Any]:
    """Amounts as numbers: `9.75` is `9.750`."""
    amounts = {name: Decimal(product[name]) for name in ("price", "compare_at") if product.get(name)}
    return product | amounts


async def test_a_variant_is_changed_by_its_id(api: Client) -> None:
    ids = [one["variant_id"] for one in (await api.get("/products/A-1")).json["variants"]]
    both = [
        {"variant_id": ids[0], "count": 2},
        {"variant_id": ids[1], "stock": "made_to_order", "price": "15"},
    ]
    after = (await api.patch("/products/A-1", {"variants": both})).json
    assert [(one["stock"], one["count"], one["price"]) for one in after["variants"]] == [
        ("counted", 2, None),
        ("made_to_order", None, "15"),
    ]
    assert after["count_together"] is None
    sold = (
        await api.patch("/products/A-1", {"variants": [{"variant_id": ids[0], "stock": "sold_out"}]})
    ).json
    assert [one["stock"] for one in sold["variants"]] == ["sold_out", "made_to_order"]


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ({"price": "-1"}, "/body/price"),
        ({"price": "1.2345"}, "/body/price"),
        ({"price": None}, "/body/price"),
        ({"compare_at": "1"}, "/body"),
        ({"name_ar": " ", "name_en": ""}, "/body"),
        ({"images": ["http://shop.example/a.jpg"]}, "/body/images/0"),
        ({"stock": 4}, "/body/stock"),
        ({"variants": [{"variant_id": "none", "count": 1}]}, "/body/variants/0/variant_id"),
        ({"name_ar": "a\x00b"}, "/body/name_ar"),
    ],
)
async def test_what_would_be_no_product_is_refused_by_place_and_changes_nothing(
    api: Client, rows: Rows, told: dict[str, Any], at: str
) -> None:
    before = (await api.get("/products/A-1")).json
    jobs(rows)
    answer = await api.patch("/products/A-1", told)
    assert (answer.status, [fault["at"] for fault in answer.json["errors"]]) == (422, [at])
    assert (await api.get("/products/A-1")).json == before
    assert jobs(rows) == []


async def test_who_changed_what_is_written_down_once_and_the_index_rung_for(
    app: StageApp, api: Client, rows: Rows
) -> None:
    app.posted_to_bus.take()
    for _ in range(2):
        answer = await api.patch("/products/A-1", {"price": "3", "active": False}, idempotency_key="k")
        assert (answer.json["price"], answer.json["active"]) == ("3", False)
    assert app.posted_to_bus.queues() == [Queue.CATALOG] * 2
    written = rows.ask(
        "SELECT actor, detail FROM shop.audit_log WHERE tenant_id = %(tenant)s AND action = 'product.changed'"
    )
    assert written == [{"actor": "owner", "detail": {"sku": "A-1", "fields": "active, price"}}]


async def test_taken_off_sale_it_stays_and_can_come_back(api: Client) -> None:
    assert (await api.delete("/products/A-1")).json["active"] is False
    assert (await api.delete("/products/A-1")).status == 200
    assert (await api.patch("/products/A-1", {"active": True})).json["active"] is True


async def test_what_is_not_sold_is_not_found(api: Client) -> None:
    for answer in (
        await api.get("/products/none"),
        await api.patch("/products/none", {"price": "1"}),
        await api.delete("/products/none"),
    ):
        assert (answer.status, answer.json["title"]) == (404, "no such product")


async def test_without_a_bus_what_was_changed_stays_changed(app: StageApp, api: Client) -> None:
    app.posted_to_bus.down = True
    assert (await api.patch("/products/A-1", {"price": "4"})).status == 200
