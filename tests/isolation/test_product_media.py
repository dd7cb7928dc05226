"""One story's id named by two shops: each shop's customers are led to that shop's own product, and to no other's."""

from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest

from catalog.media import Shown, put_media
from catalog.rows import Product
from catalog.store import put
from process.history import Line
from process.pointed_at import pointed_at
from shared.contracts import Media
from shared.database import Database
from shared.errors import Misconfigured
from shared.tenants import TenantId
from tests.support.goods import goods
from tests.support.stages import StageApp

STORY = "17900000000000777"
LINE = Line("customer", 1, datetime(2026, 11, 26, tzinfo=UTC), "قديش؟", media=(Media("story", id=STORY),))


def product(sku: str) -> Product:
    return goods(sku)


@pytest.fixture
async def shops(database: Database, admin: psycopg.Connection) -> tuple[TenantId, TenantId, TenantId]:
    """Ours and theirs, which both name the story, and one that names nothing."""
    tenants = tuple(TenantId(uuid4()) for _ in range(3))
    for number, tenant in enumerate(tenants):
        admin.execute(b"INSERT INTO shop.tenants (tenant_id, name_ar, name_en, search_index) VALUES (%s, 'a', 'a', 'i')", [tenant])  # fmt: skip
        await put(database, tenant, [product(f"OF-{number}")], [])
    for number, tenant in enumerate(tenants[:2]):
        await put_media(database, tenant, add=[Shown(STORY, f"OF-{number}")])
    return tenants  # type: ignore[return-value]


async def skus(database: Database, tenant: TenantId) -> list[str]:
    app = StageApp()
    vars(app).update(database=database)
    return [one["sku"] for one in (await pointed_at(app, tenant, [LINE])).products]


async def test_a_story_leads_to_its_own_shops_product(
    database: Database, shops: tuple[TenantId, TenantId, TenantId]
) -> None:
    assert [await skus(database, shop) for shop in shops] == [["OF-0"], ["OF-1"], []]


async def test_a_shop_can_name_and_forget_only_what_is_its_own(
    database: Database, shops: tuple[TenantId, TenantId, TenantId]
) -> None:
    ours, theirs, _ = shops
    with pytest.raises(Misconfigured, match="no product OF-1"):
        await put_media(database, ours, add=[Shown(STORY, "OF-1")])
    assert await put_media(database, ours, remove=[STORY]) == []
    assert await put_media(database, theirs) == [Shown(STORY, "OF-1")]
