"""What a source does not speak of stays as it is: a price list without descriptions takes no description away.

Silent is a source about a field that it has no column for, and about the language that a text of its own is not in. A
blank cell of a field's own column is no silence: it empties the field.
"""

from collections.abc import Set as AbstractSet
from typing import Any

from catalog.rows import Product

#: What a source may be silent about. A product that it names is on sale, and has the price that it names.
MAY_BE_SILENT = frozenset(
    {
        "name_ar", "name_en", "description_ar", "description_en", "compare_at", "category", "tags", "images",
        "variants", "size_chart",
    }
)  # fmt: skip


def kept(product: Product, before: Product | None, silent: AbstractSet[str]) -> Product:
    """The product as it will be."""
    if before is None:
        return product
    fields: dict[str, Any] = {
        name: getattr(before, name) for name in silent - {"variants"} if not getattr(product, name)
    }
    if "variants" in silent:
        fields |= {"variants": before.variants, "count_together": before.count_together}
    then = product.model_copy(update=fields)
    forgotten: dict[str, Any] = {}
    if then.compare_at is not None and then.compare_at <= then.price:
        forgotten["compare_at"] = None  # a price that is no longer above this one was not told with it
    if then.size_chart and not {row.size for row in then.size_chart.rows} & set(then.sizes):
        forgotten["size_chart"] = None  # it was of sizes that there are no more
    return then.model_copy(update=forgotten)
