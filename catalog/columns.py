"""A product as its row in `shop.products` and back.

The columns sizes, colors_ar, colors_en and stock are of the release before, which knows no variants: what they say is
derived, and a row that it wrote has the variants that can be derived from them.
"""

from collections.abc import Mapping
from typing import Any

from catalog.rows import Product
from shared.size_chart import SizeChart
from shared.stock import kept_variants, stock_column

_DERIVED = ("sizes", "colors_ar", "colors_en", "stock")


def as_row(product: Product) -> dict[str, Any]:
    """As JSON."""
    return product.model_dump(mode="json") | {
        "sizes": product.sizes,
        "colors_ar": product.colors_ar,
        "colors_en": product.colors_en,
        "stock": stock_column(product.variants, product.count_together),
    }


def from_row(row: Mapping[str, Any]) -> Product:
    """As it is kept: what an earlier release let in is not judged again."""
    fields = {name: value for name, value in row.items() if name not in _DERIVED}
    fields |= {name: tuple(row[name]) for name in ("tags", "images", "media_ids")}
    if row["size_chart"] is not None:
        fields["size_chart"] = SizeChart.model_validate(row["size_chart"])
    if row["compare_at"] is not None and row["compare_at"] <= row["price"]:
        fields["compare_at"] = None  # the release before has raised the price, and knows no other
    fields["variants"], fields["count_together"] = kept_variants(row)
    return Product.model_construct(**fields)
