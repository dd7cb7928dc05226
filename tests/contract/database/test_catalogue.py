"""Rows go into the catalogue and come out as they were; an import can be repeated."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from catalog.areas import Area, Delivery
from catalog.rows import Entry
from catalog.store import put, put_delivery, read
from shared.errors import Misconfigured
from shared.search.places import first_place
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows
from tests.support.goods import goods
from tests.support.postgres import refused
from tests.support.stages import StageApp

ROW: dict[str, Any] = {
    "name_ar": "فستان «أحمر»", "name_en": 'Dress "red"', "price": "12.555", "sizes": ["S", "a,b", "{}"], "stock": 3,
    "size_chart": [{"size": "S", "foot_length_cm": ["22.55", 24]}], "colors": [{"ar": "أحمر", "en": "red"}],
    "tags": ["x\\y"], "category": "فساتين",
}  # fmt: skip
DRESS = goods("DR'1", **ROW)
HOURS = Entry(
    entry_id="hours", title_ar="الدوام", title_en="Hours", text_ar="من ١٠\nإلى ٩", text_en="10 to 9"
)


async def test_what_goes_in_comes_out(app: StageApp, key: ConversationKey) -> None:
    await put(app.database, key.tenant, [DRESS], [HOURS])
    assert await read(app.database, key.tenant) == (first_place(key.tenant), [DRESS], [HOURS])


async def test_an_import_changes_what_it_names_and_leaves_the_rest(
    app: StageApp, key: ConversationKey
) -> None:
    bag = goods("BAG", **ROW)
    await put(app.database, key.tenant, [DRESS, bag], [HOURS])
    sold = goods(DRESS.sku, **ROW | {"stock": 0, "price": "9.990"})
    await put(app.database, key.tenant, [sold], [HOURS.model_copy(update={"text_en": "closed"})])
    _, products, (entry,) = await read(app.database, key.tenant)
    assert products == [bag, sold]
    assert entry.text_en == "closed"


async def test_what_is_not_active_is_not_sold_until_it_is_imported_again(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put(app.database, key.tenant, [DRESS], [])
    rows.ask("UPDATE shop.products SET active = false WHERE tenant_id = %(tenant)s")
    assert (await read(app.database, key.tenant))[1] == []
    await put(app.database, key.tenant, [DRESS], [])
    assert (await read(app.database, key.tenant))[1] == [DRESS]


async def test_an_empty_catalogue_is_one(app: StageApp, key: ConversationKey) -> None:
    await put(app.database, key.tenant, [], [])
    assert (await read(app.database, key.tenant))[1:] == ([], [])


async def test_a_tenant_that_is_not_there_is_told_and_gets_no_rows(app: StageApp) -> None:
    nobody = TenantId(uuid4())
    with pytest.raises(Misconfigured, match=str(nobody)):
        await read(app.database, nobody)


async def test_rows_cannot_be_put_into_another_shop(app: StageApp, key: ConversationKey) -> None:
    with refused("42501", "row-level security"):
        async with app.database.tenant(TenantId(uuid4())) as tx:
            from catalog.store import SQL

            await tx.rows(SQL["put_products"] + b" RETURNING 1", {"tenant": key.tenant, "rows": f"[{DRESS.model_dump_json()}]"})  # fmt: skip


IRBID = Area.model_validate(
    {"id": "irbid", "name_ar": "إربد", "name_en": "Irbid", "aliases": ["a,b", "{}"], "fee": "3.125", "currency": "JOD",
     "days_min": 1, "days_max": 2}
)  # fmt: skip
ABROAD = Area.model_validate({"id": "abroad", "name_ar": "الخارج", "name_en": "Abroad", "served": False})


async def test_areas_of_a_file_take_the_place_of_those_before(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_delivery(app.database, key.tenant, Delivery(free_from=Decimal(50), areas=(IRBID, ABROAD)))
    dearer = IRBID.model_copy(update={"fee": Decimal("3.5")})
    await put_delivery(app.database, key.tenant, Delivery(areas=(dearer,)))
    (row,) = rows.ask("SELECT * FROM shop.delivery_areas WHERE tenant_id = %(tenant)s")
    assert (row["area_id"], row["fee"], row["aliases"]) == ("irbid", Decimal("3.500"), ["a,b", "{}"])
    (shop,) = rows.ask("SELECT free_delivery_from FROM shop.tenants WHERE tenant_id = %(tenant)s")
    assert shop["free_delivery_from"] is None


async def test_areas_cannot_be_put_into_another_shop(app: StageApp, key: ConversationKey) -> None:
    with refused("42501", "row-level security"):
        async with app.database.tenant(TenantId(uuid4())) as tx:
            from catalog.store import SQL

            await tx.rows(SQL["put_areas"], {"tenant": key.tenant, "rows": f"[{ABROAD.model_dump_json()}]"})
