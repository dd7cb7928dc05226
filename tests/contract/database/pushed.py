"""A shop whose orders go to a stand-in of its own system, and what a bell for them does."""

from collections.abc import AsyncIterator

import pytest

from local.serve import serve
from local.shops.shopify import ShopifyStandIn
from process.pushing.push import push
from process.record import record
from shared.alerts import open_alerts
from shared.connectors.connections import Kind
from shared.contracts import OrderDoorbell, Queue
from shared.tenants import ConversationKey
from tests.contract.database.conversations import inbound, message
from tests.support.selling import (
    a_shopify,
    orders_go_to,
)
from tests.support.stages import StageApp

CONFIRMED = "تأكّد طلبك، ورقمه #1001 🌷"
CANCEL = "UPDATE shop.orders SET state = 'cancelled' WHERE tenant_id = %(tenant)s"


@pytest.fixture
async def shop(app: StageApp, key: ConversationKey) -> AsyncIterator[ShopifyStandIn]:
    """The shop's orders go to Shopify; its customer has just written in Arabic."""
    shop = a_shopify()
    await record(app, inbound(key, message("بدي الفستان")))
    async with serve(shop.app) as url:
        await orders_go_to(app, key.tenant, Kind.SHOPIFY, url)
        app.posted_to_bus.take()
        yield shop


async def rings(app: StageApp, key: ConversationKey) -> list[Queue]:
    """One bell is heard; where others were rung for."""
    await push(app, OrderDoorbell(tenant=key.tenant))
    return app.posted_to_bus.queues()


async def alerts(app: StageApp, key: ConversationKey) -> list[tuple[str, str, str | None]]:
    open_now = await open_alerts(app.database, key.tenant)
    return [(one.kind, one.about, one.detail.get("reason")) for one in open_now]
