"""A product as its row in `shop.products` and back.

The columns sizes, colors_ar, colors_en and stock are of the release before, which knows no variants: what they say is
derived, and a row that it wrote has the variants that can be derived from them.
"""

from collections.abc import Mapping
from typing import Any

from catalog.rows import Product
from catalog.stock import Stock, paired, variants_of

#: Stands in the old column for what can be had and is not counted: more than few, so that nobody hears of a last piece.
_UNCOUNTED = 99
_DERIVED = ("sizes", "colors_ar", "colors_en", "stock")


def as_row(product: Product) -> dict[str, Any]:
    """As JSON."""
    return product.model_dump(mode="json") | {
        "sizes": product.sizes,
        "colors_ar": product.colors_ar,
        "colors_en": product.colors_en,
        "stock": _stock_column(product),
    }


def from_row(row: Mapping[str, Any]) -> Product:
    fields = {name: value for name, value in row.items() if name not in _DERIVED}
    if not fields.get("variants"):
        colors = paired(row["colors_ar"], row["colors_en"])
        variants, together = variants_of(row["sku"], row["sizes"], colors, Stock.COUNTED, row["stock"])
        fields |= {"variants": variants, "count_together": together}
    return Product.model_validate(fields)


def _stock_column(product: Product) -> int:
    count = product.stock_count
    if count is not None and product.stock is not Stock.MADE_TO_ORDER:
        return min(count, 2**31 - 1)
    return 0 if product.stock is Stock.SOLD_OUT else _UNCOUNTED
