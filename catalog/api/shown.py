"""A product as the API shows it: as it is kept, whatever an earlier release let in."""

from decimal import Decimal
from typing import Self

from pydantic import BaseModel

from catalog.rows import Product as Kept
from shared.size_chart import SizeChart
from shared.stock import Stock


class ShownVariant(BaseModel):
    variant_id: str
    size: str
    color_ar: str
    color_en: str
    price: Decimal | None  #: only where it is not the product's
    stock: Stock
    count: int | None  #: where stock is counted


class Product(BaseModel):
    sku: str
    active: bool  #: else it is off sale
    name_ar: str
    name_en: str
    description_ar: str
    description_en: str
    price: Decimal
    compare_at: Decimal | None  #: what it cost before
    currency: str
    category: str
    tags: list[str]
    images: list[str]
    media_ids: list[str]  #: Meta's ids of stories and posts that show it
    size_chart: SizeChart | None
    variants: list[ShownVariant]
    count_together: int | None  #: of all variants, where the shop does not count each
    stock: Stock  #: of all variants together

    @classmethod
    def of(cls, kept: Kept) -> Self:
        fields = {name: getattr(kept, name) for name in cls.model_fields}
        fields["variants"] = [variant.model_dump() for variant in kept.variants]
        return cls.model_validate(fields)
