"""The source of a shop's products that its own system is, of the kind that it is."""

from catalog.importing import Source
from shared.connectors.connections import Connection, Kind
from shared.connectors.shop_calls import Road


def source_of(connection: Connection, currency: str, road: Road) -> Source:
    if connection.kind is Kind.SHOPIFY:
        from catalog.sources.shopify import Shopify

        (token,) = connection.credentials
        return Shopify(connection.address, token, road)
    from catalog.sources.woocommerce import WooCommerce

    key, secret = connection.credentials
    return WooCommerce(connection.address, key, secret, currency=currency, road=road)
