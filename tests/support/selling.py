"""Orders as taking them leaves them, and a shop with a system of its own that they go to."""

import json
from typing import Any

from local.shops.shopify import ShopifyStandIn
from local.shops.troubles import Clock
from local.shops.woocommerce import WooCommerceStandIn
from shared.connectors.connections import Connection, Kind, put_connection
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows
from tests.support.shops import road_to, shopify_product, shopify_variant, woo_product
from tests.support.stages import StageApp

DELIVERY = {"name": "رنا الخطيب", "phone": "+962790000001", "governorate": "إربد", "area": "الحصن"}


def a_shopify() -> ShopifyStandIn:
    variants = [shopify_variant(n, inventoryQuantity=9) for n in (1, 2)]
    return ShopifyStandIn([shopify_product("DR-1", *variants)], Clock(), bucket=1e6)


def a_woocommerce() -> WooCommerceStandIn:
    return WooCommerceStandIn([woo_product(5, sku="DR-1", stock_quantity=9)])


async def orders_go_to(app: StageApp, tenant: TenantId, kind: Kind, url: str) -> None:
    vars(app).update(road_to_shops=road_to(Clock()))
    credentials = {Kind.SHOPIFY: ("shpat_1",), Kind.WOOCOMMERCE: ("ck_1", "cs_1")}[kind]
    await put_connection(app, tenant, Connection(kind, url, credentials), orders=True)


def an_order_is_taken(
    rows: Rows, key: ConversationKey, *, sku: str = "DR-1", variant: str | None = "SKU-1", quantity: int = 2
) -> int:
    """Its number; the customer is whose `key` it is, and has to have written."""
    delivery = json.dumps(DELIVERY)
    (row,) = rows.ask(
        "UPDATE shop.tenants SET last_order_no = last_order_no + 1 WHERE tenant_id = %(tenant)s RETURNING last_order_no"
    )
    number: int = row["last_order_no"]
    of: dict[str, Any] = {"number": number, "goods": 25 * quantity, "total": 25 * quantity + 3, "customer": key.customer}  # fmt: skip
    rows.ask(
        "INSERT INTO shop.orders (tenant_id, order_no, account_id, customer_id, draft_no, payment, delivery, currency, goods,"
        " delivery_fee, total) VALUES (%(tenant)s, %(number)s, %(account)s, %(customer)s, %(number)s, 'cash_on_delivery',"
        " %(delivery)s, 'JOD', %(goods)s, 3, %(total)s)",
        **of,
        delivery=delivery,
    )
    rows.ask(
        "INSERT INTO shop.order_lines (tenant_id, order_no, line_no, sku, name, variant_id, counted, quantity, unit_price)"
        " VALUES (%(tenant)s, %(number)s, 1, %(sku)s, 'فستان', %(variant)s, true, %(quantity)s, 25)",
        number=number,
        sku=sku,
        variant=variant or sku,
        quantity=quantity,
    )
    return number


def order_states(rows: Rows) -> list[str]:
    return [
        row["state"]
        for row in rows.ask("SELECT state FROM shop.orders WHERE tenant_id = %(tenant)s ORDER BY order_no")
    ]


def pushes(rows: Rows) -> list[tuple[str, str | None, int]]:
    """State, reason and attempts of each."""
    found = rows.ask(
        "SELECT state, reason, attempts FROM shop.order_pushes WHERE tenant_id = %(tenant)s ORDER BY order_no"
    )
    return [(row["state"], row["reason"], row["attempts"]) for row in found]


def time_passes(rows: Rows, interval: str = "10 minutes") -> None:
    """For what waits, is leased or has failed."""
    rows.ask(
        "UPDATE shop.order_pushes SET not_before = not_before - %(by)s::interval, lease_until = lease_until - %(by)s::interval,"
        " failing_since = failing_since - %(by)s::interval WHERE tenant_id = %(tenant)s",
        by=interval,
    )
