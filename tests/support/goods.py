"""Products for tests, written as a person writes them in `products.json`."""

from typing import Any

from catalog.product_rows import ProductRow
from catalog.rows import Product


def goods(sku: str, **row: Any) -> Product:
    """One that the shop has, unless `row` says otherwise."""
    named = {"sku": sku, "name_ar": sku, "name_en": sku, "price": 5, "currency": "JOD"}
    stocked = {} if "variants" in row else {"stock": 1}
    return ProductRow.model_validate(named | stocked | row).product()
