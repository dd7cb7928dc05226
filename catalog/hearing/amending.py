"""A product with the prices and stocks that its shop's system has told, and all else as it was."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from catalog.hearing.telling import Told
from catalog.rows import Product
from shared.stock import Stock, Variant

#: Pieces sold here of which that system does not know yet, by SKU and variant.
OnTheWay = Mapping[tuple[str, str], int]


def amended(product: Product, told: Sequence[Told], on_the_way: OnTheWay, *, least: bool) -> Product:
    """The product's price is the least of its variants', or else its first one's, as the import has it."""
    by_id = {id_: one for one in reversed(told) for id_ in reversed(one.ids)}
    variants = [
        _variant(product, one, by_id.get(one.variant_id), on_the_way.get((product.sku, one.variant_id), 0))
        for one in product.variants
    ]
    prices = [price for _, price in variants]
    price = min(prices) if least else prices[0]
    fields: dict[str, Any] = {
        "price": price,
        "variants": tuple(
            one.model_copy(update={"price": own if own != price else None}) for one, own in variants
        ),
    }
    if product.compare_at is not None and product.compare_at <= price:
        fields["compare_at"] = None
    if any(one.stock is Stock.COUNTED for one, _ in variants):
        fields["count_together"] = None
    return product.model_copy(update=fields)


def _variant(product: Product, one: Variant, told: Told | None, on_the_way: int) -> tuple[Variant, Decimal]:
    price = product.price_of(one)
    if told is None:
        return one, price
    fields: dict[str, Any] = {}
    if told.stock is not None and product.count_together is None:
        count = None if told.count is None else max(0, told.count - on_the_way)
        fields = {"stock": told.stock, "count": count}
    return one.model_copy(update=fields), price if told.price is None else told.price


def without_sold(product: Product, on_the_way: OnTheWay) -> Product:
    """As its own system has it, less what is sold here and not known there yet."""
    counts = [one.count for one in product.variants]
    left = [
        None if count is None else max(0, count - on_the_way.get((product.sku, one.variant_id), 0))
        for one, count in zip(product.variants, counts, strict=True)
    ]
    if left == counts:
        return product
    variants = (
        one.model_copy(update={"count": count}) for one, count in zip(product.variants, left, strict=True)
    )
    return product.model_copy(update={"variants": tuple(variants)})
