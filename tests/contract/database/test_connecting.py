"""`python -m ops connect` tries a shop's own system before it keeps it, and orders go to one only."""

import pytest

from local.serve import serve
from local.shops.troubles import Clock
from local.shops.woocommerce import WooCommerceStandIn
from ops.connecting import connect_shop
from shared.connectors.connections import Connection, Kind, connection_of, connections
from shared.contracts import Queue
from shared.errors import Misconfigured
from shared.tenants import ConversationKey
from tests.support.receiver import Receiver
from tests.support.selling import a_shopify
from tests.support.shops import road_to
from tests.support.stages import StageApp

SECRET = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI="  # of nobody


@pytest.fixture(autouse=True)
def loopback(app: StageApp) -> None:
    vars(app).update(road_to_shops=road_to(Clock()))


async def test_keys_that_may_only_read_show_products_and_take_no_orders(
    app: StageApp, key: ConversationKey
) -> None:
    async with serve(WooCommerceStandIn([], read_only=True).app) as url:
        woo = Connection(Kind.WOOCOMMERCE, url, ("ck_1", "cs_1"))
        with pytest.raises(Misconfigured, match="does not let them do this"):
            await connect_shop(app, key.tenant, woo, orders=True)
        assert await connections(app, key.tenant) == []
        await connect_shop(app, key.tenant, woo, orders=False)
    assert await connection_of(app, key.tenant, Kind.WOOCOMMERCE) == woo
    assert [one.orders_since for one in await connections(app, key.tenant)] == [None]


async def test_a_token_without_the_scope_is_told_which(app: StageApp, key: ConversationKey) -> None:
    shop = a_shopify()
    shop.book.scopes = ("read_products",)
    async with serve(shop.app) as url:
        shopify = Connection(Kind.SHOPIFY, url, ("shpat_1",))
        with pytest.raises(Misconfigured, match="write_orders"):
            await connect_shop(app, key.tenant, shopify, orders=True)
        await connect_shop(app, key.tenant, shopify, orders=False)


async def test_an_address_without_a_shop_behind_it_is_not_kept(app: StageApp, key: ConversationKey) -> None:
    async with serve(Receiver(SECRET).app) as url:
        with pytest.raises(Misconfigured, match="no such system"):
            await connect_shop(app, key.tenant, Connection(Kind.SHOPIFY, url, ("shpat_1",)), orders=False)
    assert await connections(app, key.tenant) == []


async def test_orders_go_to_what_was_connected_for_them_last_and_it_is_rung_for(
    app: StageApp, key: ConversationKey
) -> None:
    receiver, shop = Receiver(SECRET), a_shopify()
    async with serve(receiver.app) as heard, serve(shop.app) as url:
        webhook = Connection(Kind.WEBHOOK, f"{heard}/orders", (SECRET,))
        await connect_shop(app, key.tenant, Connection(Kind.SHOPIFY, url, ("shpat_1",)), orders=True)
        await connect_shop(app, key.tenant, webhook, orders=True)
    assert receiver.kinds == ["connection.tested"]
    taking = [one.kind for one in await connections(app, key.tenant) if one.orders_since is not None]
    assert taking == [Kind.WEBHOOK]
    assert app.posted_to_bus.queues() == [Queue.ORDERS, Queue.ORDERS]
