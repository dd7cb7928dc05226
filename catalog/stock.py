"""What can be bought of a product: its sizes and colours, each with its own price and stock where the shop has them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import product as every
from itertools import zip_longest
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

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


def counted(variants: Sequence[Variant]) -> int | None:
    """How many there are, when the shop counts every one of them; what is sold out counts as none."""
    counts = [0 if variant.stock is Stock.SOLD_OUT else variant.count for variant in variants]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


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


def paired(colors_ar: Iterable[str], colors_en: Iterable[str]) -> list[tuple[str, str]]:
    """Colours that were kept as two lists: the same place is the same colour."""
    return list(zip_longest(colors_ar, colors_en, fillvalue=""))
