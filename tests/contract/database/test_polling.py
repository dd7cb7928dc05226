"""What a shop's own system has changed and no webhook told is read from it: of what is kept, and not too often."""

from decimal import Decimal

import pytest

from catalog.hearing.polling import poll
from catalog.store import put, stored
from local.serve import serve
from local.shops.troubles import Clock
from local.shops.woocommerce import WooCommerceStandIn
from shared.connectors.connections import Connection, Kind, connections, put_connection
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.support.goods import goods
from tests.support.selling import an_order_is_taken
from tests.support.shops import road_to, woo_product
from tests.support.stages import StageApp


@pytest.fixture
def shop(app: StageApp) -> WooCommerceStandIn:
    vars(app).update(road_to_shops=road_to(Clock()))
    return WooCommerceStandIn([woo_product(1, sku="A", price="7"), woo_product(2, sku="B")])


async def connected(app: StageApp, key: ConversationKey, url: str) -> None:
    await put(app.database, key.tenant, [goods("A", stock=9, description_ar="قطن")])
    await put_connection(app, key.tenant, Connection(Kind.WOOCOMMERCE, url, ("ck_1", "cs_1")))


async def test_what_is_kept_is_as_the_shop_has_it_and_nothing_is_added(
    app: StageApp, key: ConversationKey, shop: WooCommerceStandIn
) -> None:
    async with serve(shop.app) as url:
        await connected(app, key, url)
        await poll(app)
    found = await stored(app.database, key.tenant, ["A", "B"])
    assert [(one.sku, one.price, one.stock_count, one.description_ar) for one in found.values()] == [("A", Decimal(7), 4, "قطن")]  # fmt: skip


async def test_what_is_on_its_way_to_the_shop_is_taken_off(
    app: StageApp, key: ConversationKey, rows: Rows, shop: WooCommerceStandIn
) -> None:
    async with serve(shop.app) as url:
        await connected(app, key, url)
        an_order_is_taken(rows, key, sku="A", variant=None, quantity=3)
        rows.ask(
            "INSERT INTO shop.order_pushes (tenant_id, order_no, kind) VALUES (%(tenant)s, 1, 'woocommerce') RETURNING 1"
        )
        await poll(app)
    assert (await stored(app.database, key.tenant, ["A"]))["A"].stock_count == 1


async def test_within_six_hours_it_is_asked_once(
    app: StageApp, key: ConversationKey, rows: Rows, shop: WooCommerceStandIn
) -> None:
    async with serve(shop.app) as url:
        await connected(app, key, url)
        await poll(app)
        asked = len(shop.requests)
        await poll(app)
        assert len(shop.requests) == asked
        rows.ask(
            "UPDATE shop.connectors SET polled_at = now() - interval '7 hours' WHERE tenant_id = %(tenant)s"
        )
        await poll(app)
        assert len(shop.requests) == 2 * asked


async def test_credentials_that_are_not_taken_are_noted_and_a_shop_that_is_away_is_not(
    app: StageApp, key: ConversationKey, rows: Rows, shop: WooCommerceStandIn
) -> None:
    async with serve(shop.app) as url:
        await connected(app, key, url)
        for _ in range(12):
            shop.troubles.says(503)
        await poll(app)
        assert [one.state for one in await connections(app, key.tenant)] == ["active"]
        shop.troubles.answers.clear()
        shop.key = "ck_2"
        rows.ask("UPDATE shop.connectors SET polled_at = NULL WHERE tenant_id = %(tenant)s")
        await poll(app)
    assert [one.state for one in await connections(app, key.tenant)] == ["refused"]


async def test_credentials_that_no_longer_open_are_the_merchants_to_give_anew(
    app: StageApp, key: ConversationKey, rows: Rows, shop: WooCommerceStandIn
) -> None:
    async with serve(shop.app) as url:
        await connected(app, key, url)
        rows.ask("UPDATE shop.connectors SET credentials = '\\x00' WHERE tenant_id = %(tenant)s")
        await poll(app)
    (connector,) = rows.ask("SELECT state FROM shop.connectors WHERE tenant_id = %(tenant)s")
    assert connector == {"state": "refused"}
    assert shop.requests == []
