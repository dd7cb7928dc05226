"""The tables that a scenario's shop has in memory answer as PostgreSQL does: the same rows, and the same from the tools."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from catalog.areas import Delivery
from catalog.store import SQL as STORE
from catalog.store import put, put_delivery
from ops.eval.memory_tables import MemoryTables
from ops.eval.scenario import Shop as ScenarioShop
from ops.eval.scenario import read_shop
from process.goods import SQL as GOODS
from process.pointed_at import SQL as POINTED_AT
from process.tools import Shop, run_tool
from process.tools.delivery_quote import SQL as QUOTE
from shared.errors import Misconfigured
from shared.model.client import ToolCall
from shared.search.places import first_place
from shared.size_chart import MEASURES
from shared.tenants import ConversationKey, TenantId
from tests.support.stages import StageApp

ROOT = Path(__file__).parents[3]
SHOPS = {
    folder.name: read_shop(folder)
    for folder in (
        ROOT / "evaluation" / "shops" / "sanabel",
        ROOT / "evaluation" / "shops" / "khuzama",
        ROOT / "local" / "shop",
    )
}
SANABEL = SHOPS["sanabel"]
MEASURED = {
    "height_cm": "52 95 107 118 155 159 165.5 171 190 1.65",
    "weight_kg": "20 50 55 62 70 99 NaN",
    "chest_cm": "85 88 105",
    "waist_cm": "60 73 90",
    "hips_cm": "92 98.5 120",
    "foot_length_cm": "23.8 24.45 25.5 30",
    "age_years": "1 5 6 9 17",
}


class Both:
    """One shop twice: its rows in PostgreSQL, and its rows in memory."""

    def __init__(self, app: StageApp, tenant: TenantId, shop: ScenarioShop) -> None:
        self.tenant, self.memory = tenant, MemoryTables(tenant, shop)
        own = StageApp()
        vars(own)["database"] = self.memory
        self._database, self._apps = app.database, (app, own)

    async def rows(
        self, statement: bytes, tenant: TenantId | None = None, **params: Any
    ) -> list[dict[str, Any]]:
        whose = tenant or self.tenant
        async with self._database.tenant(whose) as tx:
            real = await tx.rows(statement, {"tenant": whose, **params})
        async with self.memory.tenant(whose) as reading:
            told = await reading.rows(statement, {"tenant": whose, **params})
        assert [*map(_on_any_day, told)] == [*map(_on_any_day, real)]
        return real

    async def tool(self, name: str, **arguments: Any) -> dict[str, Any]:
        call = ToolCall("1", name, json.dumps(arguments))
        real, told = [
            await run_tool(Shop(app, self.tenant, first_place(self.tenant)), call) for app in self._apps
        ]
        assert told == real
        return real


def _on_any_day(row: dict[str, Any]) -> dict[str, Any]:
    """A scenario's day is always the same one."""
    return {name: value for name, value in row.items() if name != "today"}


@pytest.fixture(params=SHOPS)
def shop(request: pytest.FixtureRequest) -> ScenarioShop:
    return SHOPS[request.param]


@pytest.fixture
async def both(app: StageApp, key: ConversationKey, shop: ScenarioShop) -> Both:
    await put(app.database, key.tenant, shop.products, shop.entries)
    await put_delivery(app.database, key.tenant, shop.delivery or Delivery(areas=()))
    return Both(app, key.tenant, shop)


async def test_every_statement_has_the_same_rows(both: Both, shop: ScenarioShop) -> None:
    media = sorted({one for product in shop.products for one in product.media_ids})
    skus = [product.sku for product in shop.products]

    assert len(await both.rows(QUOTE["areas"])) == (len(shop.delivery.areas) if shop.delivery else 0)
    assert len(await both.rows(QUOTE["terms"])) == 1
    for sku in (*skus, "no product's"):
        await both.rows(GOODS["goods"], skus=[sku])
        await both.rows(GOODS["alike"], sku=sku, most=3)
    for most in (0, 1, 6):
        await both.rows(POINTED_AT["shown"], media=[*media, "1"], most=most)
    for one in media:
        assert await both.rows(POINTED_AT["shown"], media=[one], most=6)


async def test_every_area_is_quoted_alike(both: Both, shop: ScenarioShop) -> None:
    areas = shop.delivery.areas if shop.delivery else ()
    names = {area.name_ar for area in areas}
    verdicts = set()
    for where in ("المريخ", "", "عالزرقا", "للشونة", "el hashmi", *names):
        quoted = await both.tool("delivery_quote", area=where, items=None)
        verdicts.add(quoted.get("delivery", "error"))
    tables = {"served", "not_served", "ambiguous", "unknown_area", "error"}
    assert verdicts == (tables if areas else {"no_table", "error"})


async def test_products_come_to_the_same_sum(both: Both, shop: ScenarioShop) -> None:
    reached = set()
    for number, (one, other) in enumerate(pairwise(shop.products[:12])):
        plain = {"size": "", "color": "", "quantity": 1}
        items = [{"sku": one.sku} | plain | {"quantity": 1 + number % 3}, {"sku": other.sku} | plain]
        for where in ("عمان", ""):
            reached |= set(await both.tool("delivery_quote", area=where, items=items))
    assert {"subtotal", "no_total"} <= reached
    assert ("total" in reached) is (shop.delivery is not None)


@pytest.mark.parametrize("shop", [SANABEL, SHOPS["khuzama"]], ids=lambda shop: shop.name)
async def test_every_chart_gives_the_same_advice(both: Both, shop: ScenarioShop) -> None:
    advice = set()
    for product in {str(product.size_chart): product for product in shop.products}.values():
        for measure, values in MEASURED.items():
            for value in values.split():
                measures = dict.fromkeys(MEASURES) | {measure: value}
                advised = await both.tool("size_advice", sku=product.sku, **measures)
                advice.add(advised.get("advice", "error"))
    charts = {"fits", "between", "too_small", "too_large", "needs_measures"}
    wanted = {"no_chart", "error"}
    assert advice == (wanted | charts if any(one.size_chart for one in shop.products) else wanted)


@pytest.mark.parametrize("shop", [SANABEL])
async def test_another_tenant_has_no_rows(both: Both) -> None:
    stranger = TenantId(uuid4())
    assert await both.rows(QUOTE["areas"], stranger) == []
    assert await both.rows(QUOTE["terms"], stranger) == []
    assert await both.rows(GOODS["goods"], stranger, skus=["S-11"]) == []
    assert await both.rows(POINTED_AT["shown"], stranger, media=["18050000000000041"], most=6) == []


async def test_a_statement_that_nobody_wrote_an_answer_for_is_told_by_its_first_line() -> None:
    tenant = TenantId(uuid4())
    async with MemoryTables(tenant, SANABEL).tenant(tenant) as tx:
        with pytest.raises(Misconfigured, match="no answer to: SELECT"):
            await tx.row(STORE["live_index"], {"tenant": tenant})
