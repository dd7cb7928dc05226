"""Goods of shops' own systems, and the road to a stand-in for one."""

from typing import Any

from local.shops.troubles import Clock
from shared.connectors.shop_calls import Road


def road_to(clock: Clock) -> Road:
    """To a server of the test's own on this machine, which no shop of a merchant may be."""
    return Road(may_call=lambda _: True, anywhere=True, wait=clock.wait)


def shopify_product(handle: str, *variants: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/Product/{handle}", "handle": handle, "title": "Shirt", "descriptionHtml": "<p>Soft</p>",
        "productType": "Shirts", "tags": ["new"], "status": "ACTIVE",
        "media": {"nodes": [{"image": {"url": "https://cdn.example/1.jpg"}}, {}]},
        "variants": list(variants) or [shopify_variant(1)],
    } | fields  # fmt: skip


def shopify_variant(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/ProductVariant/{number}", "sku": f"SKU-{number}", "price": "25.000", "compareAtPrice": None,
        "inventoryQuantity": 3, "inventoryPolicy": "DENY", "inventoryItem": {"tracked": True},
        "selectedOptions": [{"name": "Size", "value": f"S{number}"}],
    } | fields  # fmt: skip


def woo_product(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number, "name": "Shirt &amp; tie", "type": "simple", "status": "publish", "catalog_visibility": "visible",
        "description": "<p>Soft</p>", "short_description": "", "sku": f"W-{number}", "price": "9.5", "regular_price": "12",
        "sale_price": "9.5", "on_sale": True, "manage_stock": True, "stock_quantity": 4, "stock_status": "instock",
        "backorders_allowed": False, "categories": [{"id": 1, "name": "Shirts"}], "tags": [{"id": 2, "name": "new"}],
        "images": [{"id": 3, "src": "https://shop.example/1.jpg"}], "attributes": [], "variations": [],
    } | fields  # fmt: skip


def woo_variation(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number, "status": "publish", "sku": f"V-{number}", "price": "20.000", "regular_price": "20.000", "on_sale": False,
        "manage_stock": False, "stock_quantity": None, "stock_status": "instock", "backorders_allowed": False,
        "attributes": [{"id": 1, "name": "المقاس", "option": str(number)}],
    } | fields  # fmt: skip
