"""A product as a person writes it in `products.json`: one stock for all its sizes and colours, or `variants`.

{"sizes": ["S", "M"], "colors": [{"ar": "أحمر", "en": "red"}], "stock": 4}
{"variants": [{"size": "S", "color": {"ar": "أحمر", "en": "red"}, "stock": 1}, {"size": "M", "stock": "made_to_order"}]}
"""

from typing import Annotated, Any, Self

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from catalog.rows import Goods, Product
from shared.stock import Color, Key, Price, Size, Stock, variant_ids, variants_of

_MOST = 2**31


def _stock(written: Any) -> tuple[Stock, int | None]:
    if isinstance(written, int) and not isinstance(written, bool) and 0 <= written < _MOST:
        return Stock.COUNTED, written
    if isinstance(written, str) and written in {*Stock} - {Stock.COUNTED}:
        return Stock(written), None
    raise ValueError("should be a whole number from 0 on, or available, sold_out or made_to_order")


Stocked = Annotated[Any, BeforeValidator(_stock)]


class _Colour(BaseModel):
    ar: Color = ""
    en: Color = ""

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if not self.ar.strip() and not self.en.strip():
            raise ValueError("a colour needs ar, en or both")
        return self


class _VariantRow(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    variant_id: Key | None = Field(default=None, alias="id")  #: from size and colour where it has none
    size: Size = ""
    color: _Colour | None = None
    price: Price | None = None
    stock: Stocked


class ProductRow(Goods):
    compare_at: Price | None = Field(
        default=None, validation_alias=AliasChoices("compare_at", "compare_at_price")
    )
    sizes: tuple[Size, ...] = ()
    colors: tuple[_Colour, ...] = ()
    stock: Stocked = None
    variants: tuple[_VariantRow, ...] = ()

    @model_validator(mode="after")
    def _says_it_one_way(self) -> Self:
        told = self.model_fields_set
        if "variants" not in told and "stock" not in told:
            raise ValueError("stock is needed, or variants")
        if "variants" in told and not self.variants:
            raise ValueError("variants must hold at least one; leave it out when there are none")
        if both := sorted(told & {"sizes", "colors", "stock"}) if self.variants else []:
            raise ValueError(f"{both[0]} is told by each of the variants where there are any")
        return self

    def product(self) -> Product:
        """Raises ValidationError."""
        fields = self.model_dump(include=set(Goods.model_fields))
        if self.variants:
            fields["variants"] = self._variants()
        else:
            colors = [(color.ar, color.en) for color in self.colors]
            variants, together = variants_of(self.sku, self.sizes, colors, *self.stock)
            fields |= {"variants": variants, "count_together": together}
        return Product.model_validate(fields)

    def _variants(self) -> list[dict[str, Any]]:
        kinds = [
            (row.size, row.color.ar if row.color else "", row.color.en if row.color else "")
            for row in self.variants
        ]
        return [
            {
                "variant_id": row.variant_id or own,
                **dict(zip(("size", "color_ar", "color_en"), kind, strict=True)),
                "price": row.price,
                **dict(zip(("stock", "count"), row.stock, strict=True)),
            }
            for row, own, kind in zip(self.variants, variant_ids(self.sku, kinds), kinds, strict=True)
        ]
