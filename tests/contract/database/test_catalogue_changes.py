"""An import writes what differs and nothing else; variants go in and come out, also where the release before wrote."""

import asyncio
import json
from decimal import Decimal
from typing import Any

import pytest

from catalog.rows import Entry, Product
from catalog.store import BATCH, Changes, Put, put, read
from shared.errors import DatabaseRefused, Misconfigured
from shared.stock import Stock
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.support.goods import goods
from tests.support.recording import RELEASES
from tests.support.recordings import Recording
from tests.support.stages import StageApp

RED, BLACK = {"ar": "أحمر", "en": "red"}, {"ar": "أسود", "en": "black"}
DRESS = goods(
    "DR-1", price="25.500", compare_at="30", images=["https://shop.example/1.png"], tags=["eid"], media_ids=["17900000000000001"],
    variants=[
        {"size": "M", "color": RED, "stock": 3}, {"size": "S", "color": BLACK, "stock": "made_to_order", "price": "27"},
        {"id": "own", "size": "L", "stock": "available"}, {"size": "XL", "color": RED, "stock": "sold_out"},
    ],
)  # fmt: skip
PLAIN = goods("PLAIN", sizes=["S", "M"], colors=[RED], stock=4)
HOURS = Entry(entry_id="hours", title_ar="الدوام", title_en="Hours", text_ar="من ١٠", text_en="From 10")


async def products(app: StageApp, key: ConversationKey) -> dict[str, Product]:
    return {one.sku: one for one in (await read(app.database, key.tenant))[1]}


def versions(rows: Rows) -> list[dict[str, Any]]:
    """Of every row of the catalogue: who wrote it, and where it lies."""
    return [
        row
        for table in ("products", "product_variants", "product_media", "knowledge", "index_jobs")
        for row in rows.ask(
            f"SELECT '{table}', xmin::text, xmax::text, ctid::text FROM shop.{table} WHERE tenant_id = %(tenant)s ORDER BY 4"
        )
    ]


def jobs(rows: Rows) -> set[tuple[str, str]]:
    found = rows.ask("SELECT kind, key FROM shop.index_jobs WHERE tenant_id = %(tenant)s")
    return {(row["kind"], row["key"]) for row in found}


async def test_variants_come_out_in_the_shops_own_order(app: StageApp, key: ConversationKey) -> None:
    await put(app.database, key.tenant, [DRESS, PLAIN])
    assert await products(app, key) == {"DR-1": DRESS, "PLAIN": PLAIN}


async def test_the_same_import_again_writes_nothing_at_all(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    assert await put(app.database, key.tenant, [DRESS, PLAIN], [HOURS]) == Put(
        Changes(added=("DR-1", "PLAIN")), Changes(added=("hours",))
    )
    before = versions(rows)
    again = await put(app.database, key.tenant, [DRESS, PLAIN], [HOURS], complete=True)
    assert again == Put(Changes(unchanged=2), Changes(unchanged=1))
    assert len(before) > 10
    assert versions(rows) == before


@pytest.mark.parametrize(
    "change",
    [
        {"price": "25.501"},
        {"compare_at": "31"},
        {"name_en": "Other"},
        {"images": []},
        {"active": False},
        {"variants": [{"size": "M", "color": RED, "stock": 2}]},
    ],
)
async def test_each_field_makes_a_difference_and_only_its_row_is_written(
    app: StageApp, key: ConversationKey, rows: Rows, change: dict[str, Any]
) -> None:
    row = {"price": "25.500", "compare_at": "30", "images": ["https://shop.example/1.png"],
           "variants": [{"size": "M", "color": RED, "stock": 3}]}  # fmt: skip
    await put(app.database, key.tenant, [goods("DR-1", **row), PLAIN])
    rows.ask("DELETE FROM shop.index_jobs WHERE tenant_id = %(tenant)s")
    result = await put(app.database, key.tenant, [goods("DR-1", **row | change), PLAIN])
    assert result.products == Changes(changed=("DR-1",), unchanged=1)
    assert jobs(rows) == {("product", "DR-1")}
    assert (await products(app, key)).get("DR-1") == (None if "active" in change else goods("DR-1", **row | change))  # fmt: skip


async def test_media_are_only_ever_added_and_are_no_news_to_the_index(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put(app.database, key.tenant, [DRESS])
    rows.ask("DELETE FROM shop.index_jobs WHERE tenant_id = %(tenant)s")
    other = DRESS.model_copy(update={"media_ids": ("17900000000000002",)})
    assert (await put(app.database, key.tenant, [other])).products == Changes(unchanged=1)
    assert {*(await products(app, key))["DR-1"].media_ids} == {"17900000000000001", "17900000000000002"}
    assert jobs(rows) == set()


async def test_only_a_complete_source_takes_products_away_and_the_index_hears_of_it(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put(app.database, key.tenant, [DRESS, PLAIN])
    assert (await put(app.database, key.tenant, [DRESS])).products == Changes(unchanged=1)
    rows.ask("DELETE FROM shop.index_jobs WHERE tenant_id = %(tenant)s")
    assert (await put(app.database, key.tenant, [DRESS], complete=True)).products == Changes(
        unchanged=1, removed=("PLAIN",)
    )
    assert (await products(app, key)).keys() == {"DR-1"}
    assert jobs(rows) == {("product", "PLAIN")}
    back = await put(app.database, key.tenant, [PLAIN])
    assert back.products == Changes(changed=("PLAIN",))


async def test_a_complete_source_without_a_product_is_refused(app: StageApp, key: ConversationKey) -> None:
    await put(app.database, key.tenant, [PLAIN])
    with pytest.raises(Misconfigured, match="without any product"):
        await put(app.database, key.tenant, [], complete=True)
    assert "PLAIN" in await products(app, key)


async def test_a_sku_that_is_there_twice_is_named_and_nothing_is_written(
    app: StageApp, key: ConversationKey
) -> None:
    with pytest.raises(Misconfigured, match="sku 'PLAIN' is there twice"):
        await put(app.database, key.tenant, [DRESS, PLAIN, PLAIN])
    assert await products(app, key) == {}


async def test_a_thousand_products_take_as_many_statements_a_batch_as_two(
    app: StageApp, key: ConversationKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shared.database import Transaction

    asked: list[bytes] = []
    queue = Transaction.queue

    async def counted(self: Transaction, statement: bytes, params: Any) -> Any:
        asked.append(statement)
        return await queue(self, statement, params)

    monkeypatch.setattr(Transaction, "queue", counted)
    await put(app.database, key.tenant, [goods("one"), goods("two")])
    small, asked[:] = len(asked), []
    many = [goods(f"P-{number}", sizes=["S", "M"]) for number in range(3 * BATCH)]
    result = await put(app.database, key.tenant, many)
    assert len(result.products.added) == 3 * BATCH
    assert len(asked) == 3 * small


async def test_of_two_imports_at_once_each_product_is_written_by_one(
    app: StageApp, key: ConversationKey
) -> None:
    done = await asyncio.gather(*(put(app.database, key.tenant, [DRESS, PLAIN], [HOURS]) for _ in range(4)))
    assert sorted(one.products.unchanged for one in done) == [0, 2, 2, 2]
    assert sorted(one.entries.unchanged for one in done) == [0, 1, 1, 1]


async def test_what_was_written_before_an_import_broke_off_is_unchanged_the_next_time(
    app: StageApp, key: ConversationKey
) -> None:
    many = [goods(f"P-{number:04}") for number in range(BATCH)]
    broken = goods("Z").model_copy(update={"currency": "J\0D"})
    with pytest.raises(DatabaseRefused):
        await put(app.database, key.tenant, [*many, broken])
    result = await put(app.database, key.tenant, [*many, goods("Z")])
    assert result.products == Changes(added=("Z",), unchanged=BATCH)


def put_by_the_release_before(rows: Rows, **changed: Any) -> None:
    """By the very statement that it was recorded with."""
    recording = Recording.read(RELEASES / "0.2.0.jsonl")
    row = {
        "sku": "DR-1", "name_ar": "فستان", "name_en": "Dress", "description_ar": "", "description_en": "", "price": "26",
        "currency": "JOD", "category": "", "sizes": ["S", "M"], "colors_ar": ["أحمر", "أسود"], "colors_en": ["red"],
        "stock": 4, "tags": [], "size_chart": None, "media_ids": [],
    }  # fmt: skip
    rows.ask(recording.statements["catalog.store.put_products"].sql, rows=json.dumps([row | changed]))


async def test_a_row_of_the_release_before_has_the_variants_that_can_be_derived(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    put_by_the_release_before(rows)
    row = (await products(app, key))["DR-1"]
    assert [(v.size, v.color_ar, v.color_en, v.stock) for v in row.variants] == [
        (size, *color, Stock.AVAILABLE) for size in ("S", "M") for color in (("أحمر", "red"), ("أسود", ""))
    ]
    assert (row.stock, row.stock_count, row.price, row.compare_at) == (Stock.COUNTED, 4, Decimal(26), None)


async def test_what_the_release_before_writes_over_variants_is_what_holds(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put(app.database, key.tenant, [DRESS])
    put_by_the_release_before(rows, sizes=[], colors_ar=[], colors_en=[], stock=0, price="31")
    row = (await products(app, key))["DR-1"]
    assert [(v.variant_id, v.count) for v in row.variants] == [("DR-1", 0)]
    assert (row.in_stock, row.compare_at) == (False, None)
    assert (await put(app.database, key.tenant, [DRESS])).products == Changes(changed=("DR-1",))
    assert (await products(app, key))["DR-1"] == DRESS


async def test_variants_outlive_what_the_release_before_says_of_other_things(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put(app.database, key.tenant, [DRESS])
    derived = {"sizes": DRESS.sizes, "colors_ar": DRESS.colors_ar, "colors_en": DRESS.colors_en, "stock": 99}
    put_by_the_release_before(rows, **derived, price="26.5")
    row = (await products(app, key))["DR-1"]
    assert (row.variants, row.price) == (DRESS.variants, Decimal("26.5"))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"stock": 4}, 4),
        ({"stock": 0}, 0),
        ({"stock": 4, "sizes": ["S", "M"]}, 4),
        ({"stock": "sold_out"}, 0),
        ({"stock": "available"}, 99),
        ({"stock": "made_to_order"}, 99),
        ({"variants": [{"size": "S", "stock": 2}, {"size": "M", "stock": "sold_out"}]}, 2),
        ({"variants": [{"size": "S", "stock": 2}, {"size": "M", "stock": "made_to_order"}]}, 99),
    ],
)
async def test_the_release_before_reads_what_can_be_derived_for_it(
    app: StageApp, key: ConversationKey, rows: Rows, row: dict[str, Any], column: int
) -> None:
    product = goods("P", **row)
    await put(app.database, key.tenant, [product])
    (kept,) = rows.ask("SELECT stock, sizes FROM shop.products WHERE tenant_id = %(tenant)s")
    assert (kept["stock"], tuple(kept["sizes"])) == (column, product.sizes)
