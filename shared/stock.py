"""What can be bought of a product: its sizes and colours, each with its own price and stock where the shop has them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import product as every
from itertools import zip_longest
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.language.money import plain

_LONGEST_ID = 100
#: Any text but one with NUL, which PostgreSQL cannot keep.
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
Price = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=3)]
Count = Annotated[int, Field(ge=0, lt=2**31)]
Key = Annotated[Text, Field(min_length=1, max_length=_LONGEST_ID)]
Size = Annotated[Text, Field(max_length=255)]
Color = Annotated[Text, Field(max_length=255)]


class Stock(StrEnum):
    COUNTED = "counted"
    AVAILABLE = "available"  #: there is some, and nobody counts it
    SOLD_OUT = "sold_out"
    MADE_TO_ORDER = "made_to_order"


class Variant(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    variant_id: Key  #: unique within the product; its own SKU where the shop has one
    size: Size = ""  #: as the shop writes it
    color_ar: Color = ""
    color_en: Color = ""
    price: Price | None = None  #: only where it is not the product's
    stock: Stock
    count: Count | None = None

    @model_validator(mode="after")
    def _is_counted_or_not(self) -> Self:
        if self.stock is Stock.COUNTED and self.count is None:
            raise ValueError("count is needed where stock is counted")
        if self.stock is not Stock.COUNTED and self.count is not None:
            raise ValueError(f"count belongs to stock that is counted, and this is {self.stock.value}")
        return self

    @property
    def in_stock(self) -> bool:
        return self.stock is Stock.AVAILABLE or bool(self.count)


def stock_of(variants: Sequence[Variant], together: int | None = None) -> tuple[Stock, int | None]:
    """Of all of them, and how many there are where the shop counts every one; what is sold out counts as none."""
    counts = [0 if variant.stock is Stock.SOLD_OUT else variant.count for variant in variants]
    known = [count for count in counts if count is not None]
    count = together if together is not None else sum(known) if len(known) == len(counts) else None
    if any(variant.in_stock for variant in variants):
        return (Stock.COUNTED if count else Stock.AVAILABLE), count
    to_order = any(variant.stock is Stock.MADE_TO_ORDER for variant in variants)
    return (Stock.MADE_TO_ORDER if to_order else Stock.SOLD_OUT), count


def variants_of(
    sku: str, sizes: Iterable[str], colors: Iterable[tuple[str, str]], stock: Stock, count: int | None = None
) -> tuple[tuple[Variant, ...], int | None]:
    """Of a product whose shop keeps one stock for all its sizes and colours: each size in each colour, and the count.

    Where there are several, how many there are of each is not known: they are available, and counted together.
    """
    given = [size for size in dict.fromkeys(sizes) if size.strip()]
    kinds = [(size, *color) for size, color in every(given or [""], dict.fromkeys(colors) or [("", "")])]
    together = count if len(kinds) > 1 else None
    if together is not None:
        stock, count = (Stock.AVAILABLE if count else Stock.SOLD_OUT), None
    variants = (
        Variant(variant_id=own, size=size, color_ar=color_ar, color_en=color_en, stock=stock, count=count)
        for own, (size, color_ar, color_en) in zip(variant_ids(sku, kinds), kinds, strict=True)
    )
    return tuple(variants), together


def variant_ids(sku: str, kinds: Sequence[tuple[str, str, str]]) -> list[str]:
    """By size and colour, so that a further size changes no id of another; by number where that would be too long."""
    if len(kinds) == 1:
        return [sku]
    ids = ["/".join(filter(None, [sku, size, color_en or color_ar])) for size, color_ar, color_en in kinds]
    if len(set(ids)) == len(ids) and all(len(own) <= _LONGEST_ID for own in ids):
        return ids
    ends = [f"/{number}" for number, _ in enumerate(kinds, 1)]
    return [sku[: _LONGEST_ID - len(end)] + end for end in ends]


def kept_variants(row: Mapping[str, Any]) -> tuple[tuple[Variant, ...], int | None]:
    """Of a row of `shop.products`, and the count of all together. Without variants the release before has written it."""
    if row["variants"]:
        return tuple(map(Variant.model_validate, row["variants"])), row["count_together"]
    colors = paired(row["colors_ar"], row["colors_en"])
    return variants_of(row["sku"], row["sizes"], colors, Stock.COUNTED, row["stock"])


#: Stands in the old column for what can be had and is not counted: more than few, so that nobody hears of a last piece.
_UNCOUNTED = 99


def stock_column(variants: Sequence[Variant], together: int | None) -> int:
    """What the release before reads, which knows no variants."""
    stock, count = stock_of(variants, together)
    if count is not None and stock is not Stock.MADE_TO_ORDER:
        return min(count, 2**31 - 1)
    return 0 if stock is Stock.SOLD_OUT else _UNCOUNTED


def options_of(variants: Sequence[Variant], price: Decimal) -> list[dict[str, Any]]:
    """Each size and colour as turns are told of it (`process/told_options.py`); none when they cost the product's price and nobody counts each of them."""
    told = {
        (price if variant.price is None else variant.price, variant.stock, variant.count)
        for variant in variants
    }
    if len(told) == 1 and {own for own, *_ in told} == {price}:
        return []
    return [
        {
            **{name: value for name, value in _looks(variant).items() if value},
            "price": plain(price if variant.price is None else variant.price),
            "stock": told_stock(variant.stock, variant.count),
        }
        for variant in variants
    ]


def told_stock(stock: Stock, count: int | None) -> int | str:
    """How many there are, else in a word how it stands."""
    return stock.value.replace("_", " ") if count is None else count


def sizes_in_stock(variants: Iterable[Variant]) -> list[str]:
    return list(dict.fromkeys(one.size.upper() for one in variants if one.size.strip() and one.in_stock))


def _looks(variant: Variant) -> dict[str, str]:
    return {"size": variant.size.upper(), "color_ar": variant.color_ar, "color_en": variant.color_en}


def paired(colors_ar: Iterable[str], colors_en: Iterable[str]) -> list[tuple[str, str]]:
    """Colours that were kept as two lists: the same place is the same colour."""
    return list(zip_longest(colors_ar, colors_en, fillvalue=""))
