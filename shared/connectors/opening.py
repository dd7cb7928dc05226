"""The connector for a shop's own system, of the kind that it is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.connectors.connections import Connection, Kind
from shared.connectors.order import TakesOrders
from shared.connectors.shop_calls import Road


@asynccontextmanager
async def opened(connection: Connection, road: Road) -> AsyncIterator[TakesOrders]:
    shop = orders_of(connection, road)
    try:
        yield shop
    finally:
        await shop.close()


def orders_of(connection: Connection, road: Road) -> TakesOrders:
    """Imported by its first order: most shops have one kind, and many none."""
    match connection.kind, connection.credentials:
        case Kind.SHOPIFY, (token,):
            from shared.connectors.shopify_orders import ShopifyOrders

            return ShopifyOrders(connection.address, token, road)
        case Kind.WOOCOMMERCE, (key, secret):
            from shared.connectors.woocommerce_orders import WooCommerceOrders

            return WooCommerceOrders(connection.address, key, secret, road)
        case Kind.WEBHOOK, (secret,):
            from shared.connectors.webhook_orders import WebhookOrders

            return WebhookOrders(connection.address, secret, road)
    raise AssertionError("credentials of another kind were kept")
