"""A catalogue file in the database: what is good is there, what is not is told, and nothing is lost by an import."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest

from catalog.importing import Imported, Wish, currency_of, import_from
from catalog.rows import Product
from catalog.sources.faults import RowFault
from catalog.sources.files import CatalogueFile
from catalog.store import put, read
from shared.errors import Misconfigured
from shared.size_chart import SizeChart
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows, waits_for_a_lock
from tests.support.catalogues import written
from tests.support.stages import StageApp

SHEET = "sku,name_ar,price,size,stock\nA,قميص,10,S,3\nA,,,M,0\nB,حذاء,-1,38,2\nC,حقيبة,7.5,,in stock\n"
Import = Callable[..., Awaitable["Run"]]


class Run:
    """What one import did, and what it told."""

    def __init__(self, done: Imported, faults: list[RowFault], progress: list[tuple[int, int]]) -> None:
        self.done = done
        self.faults = faults
        self.progress = progress


@pytest.fixture
def imported(app: StageApp, key: ConversationKey, tmp_path: Path) -> Import:
    async def imported(content: str, **wish: bool) -> Run:
        file = CatalogueFile(written(tmp_path, content), await currency_of(app.database, key.tenant))
        faults: list[RowFault] = []
        progress: list[tuple[int, int]] = []
        done = await import_from(
            file, app.database, key.tenant, Wish(**wish), tell=faults.append, progress=lambda *at: progress.append(at)
        )  # fmt: skip
        return Run(done, faults, progress)

    return imported


async def products(app: StageApp, key: ConversationKey) -> dict[str, Product]:
    return {product.sku: product for product in (await read(app.database, key.tenant))[1]}


async def test_good_rows_are_taken_and_bad_ones_told(app: StageApp, key: ConversationKey, imported) -> None:
    run = await imported(SHEET)
    assert run.done == Imported(good=2, refused=1, added=2, wrote=True)
    assert [(fault.row, fault.column, fault.value) for fault in run.faults] == [(4, "price", "-1")]
    assert run.progress[-1] == (4, 4)
    stored = await products(app, key)
    assert stored.keys() == {"A", "C"}
    assert [(one.size, one.count) for one in stored["A"].variants] == [("S", 3), ("M", 0)]
    assert stored["C"].currency == "JOD"


async def test_the_same_file_again_writes_nothing(rows: Rows, imported) -> None:
    await imported(SHEET)
    versions = "SELECT xmin::text, sku FROM shop.products WHERE tenant_id = %(tenant)s"
    jobs = "SELECT key, mark FROM shop.index_jobs WHERE tenant_id = %(tenant)s"
    before = sorted(map(str, rows.ask(versions))), sorted(map(str, rows.ask(jobs)))
    assert (await imported(SHEET)).done == Imported(good=2, refused=1, unchanged=2, wrote=True)
    assert (sorted(map(str, rows.ask(versions))), sorted(map(str, rows.ask(jobs)))) == before


async def test_all_or_nothing_writes_nothing_when_a_row_is_refused(
    app: StageApp, key: ConversationKey, imported
) -> None:
    run = await imported(SHEET, all_or_nothing=True)
    assert (run.done.wrote, len(run.faults)) == (False, 1)
    assert await products(app, key) == {}
    run = await imported(SHEET.replace("-1", "1"), all_or_nothing=True)
    assert run.done.added == 3


async def test_a_dry_run_tells_what_would_be_and_writes_nothing(
    app: StageApp, key: ConversationKey, imported
) -> None:
    await imported("sku,name_ar,price\nA,قميص,10\n")
    run = await imported(SHEET, dry_run=True, complete=True)
    assert run.done == Imported(good=2, refused=1, added=1, changed=1)
    assert (await products(app, key)).keys() == {"A"}


async def test_only_a_complete_source_without_faults_takes_away(
    app: StageApp, key: ConversationKey, imported
) -> None:
    await imported("sku,name_ar,price\nOLD,قميص,10\n")
    await imported(SHEET)
    assert "OLD" in await products(app, key)
    assert (await imported(SHEET, complete=True)).done.removed == 0
    assert "OLD" in await products(app, key)
    assert (await imported(SHEET.replace("-1", "1"), complete=True)).done.removed == 1
    assert (await products(app, key)).keys() == {"A", "B", "C"}


async def test_a_warning_refuses_nothing_and_is_told_beside_the_product_that_is_taken(
    app: StageApp, key: ConversationKey, imported
) -> None:
    await imported("sku,name_ar,price\nOLD,قميص,10\n")
    sheet = "sku,name_ar,price,images\nA,قميص,10,http://shop.example/a.jpg\n"
    run = await imported(sheet, complete=True, all_or_nothing=True)
    assert run.done == Imported(good=1, warnings=1, added=1, removed=1, wrote=True)
    assert [(fault.row, fault.column) for fault in run.faults] == [(2, "images")]
    assert (await products(app, key)).keys() == {"A"}


async def test_an_empty_file_takes_nothing_away_however_complete_it_is(
    app: StageApp, key: ConversationKey, imported
) -> None:
    await imported(SHEET)
    with pytest.raises(Misconfigured, match="without any product"):
        await imported("sku,name,price\n", complete=True)
    assert len(await products(app, key)) == 2


async def test_a_price_list_changes_prices_and_nothing_else(
    app: StageApp, key: ConversationKey, imported
) -> None:
    await imported(SHEET)
    full = (await products(app, key))["A"].model_copy(
        update={
            "description_en": "A shirt",
            "images": ("https://shop.example/a.jpg",),
            "compare_at": Decimal(20),
            "size_chart": SizeChart.model_validate([{"size": "S", "foot_length_cm": [22, 24]}]),
        }
    )
    await put(app.database, key.tenant, [full])
    await imported("sku,name_ar,price\nA,قميص,12\n")
    assert (await products(app, key))["A"] == full.model_copy(update={"price": Decimal(12)})
    await imported("sku,name_ar,price,size,description_en\nA,قميص,25,XL,\n")
    then = (await products(app, key))["A"]
    assert (then.compare_at, then.size_chart, then.description_en, then.sizes) == (None, None, "", ("XL",))


async def test_a_shop_that_is_not_there_is_told(app: StageApp) -> None:
    with pytest.raises(Misconfigured, match="there is no tenant"):
        await currency_of(app.database, TenantId(uuid4()))


async def test_what_another_import_writes_meanwhile_stays_where_this_one_is_silent(
    app: StageApp, key: ConversationKey, imported, rows: Rows
) -> None:
    await imported("sku,name_ar,price,stock\nA,قميص,10,3\n")
    lock = "SELECT {}(hashtextextended(%(tenant)s::text, 2))"
    rows.ask(lock.format("pg_advisory_lock"))
    prices = asyncio.create_task(imported("sku,name_ar,price\nA,قميص,12\n"))
    while not waits_for_a_lock(rows):  # noqa: ASYNC110  # PostgreSQL rings no bell
        await asyncio.sleep(0.01)
    rows.ask("UPDATE shop.products SET description_ar = 'قطن' WHERE tenant_id = %(tenant)s")
    rows.ask(lock.format("pg_advisory_unlock"))
    assert (await prices).done.changed == 1
    stored = (await products(app, key))["A"]
    assert (stored.price, stored.description_ar) == (Decimal(12), "قطن")
