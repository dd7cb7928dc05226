"""What readers of a source build a product's variants from; turns read them as well, so they live in `shared`."""

from shared.stock import Color, Count, Key, Price, Size, Stock, Text, Variant, variants_of

__all__ = ["Color", "Count", "Key", "Price", "Size", "Stock", "Text", "Variant", "variants_of"]
