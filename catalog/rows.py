"""What a shop sells and says, as the database keeps it: the source from which the index can be rebuilt at any time."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from shared.size_chart import SizeChart
from shared.stock import Count, Key, Price, Stock, Text, Variant, stock_of


def _https(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or any(char.isspace() for char in address):
        raise ValueError("an image is an address that begins with https://")
    return address


#: Meta's id of a story, post or reel.
MediaId = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
MOST_IMAGES = 10
Image = Annotated[Text, Field(max_length=2048), AfterValidator(_https)]
Name = Annotated[Text, Field(max_length=500)]
Description = Annotated[Text, Field(max_length=10_000)]
Tag = Annotated[Text, Field(max_length=255)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Goods(_Row):
    """All of a product but what can be bought of it, which people write in more ways than one."""

    sku: Key
    name_ar: Name = ""
    name_en: Name = ""
    description_ar: Description = ""
    description_en: Description = ""
    price: Price
    compare_at: Price | None = None  #: what it cost before, the only source of a discount
    currency: str = Field(pattern="^[A-Z]{3}$")
    category: Annotated[Text, Field(max_length=255)] = ""
    tags: tuple[Tag, ...] = Field(default=(), max_length=250)
    images: tuple[Image, ...] = Field(default=(), max_length=MOST_IMAGES)
    media_ids: tuple[MediaId, ...] = ()  #: that show it; only ever added to
    size_chart: SizeChart | None = None
    active: bool = True

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if not self.name_ar.strip() and not self.name_en.strip():
            raise ValueError("name_ar, name_en: at least one of them must not be empty")
        return self

    @model_validator(mode="after")
    def _was_dearer(self) -> Self:
        if self.compare_at is not None and self.compare_at <= self.price:
            raise ValueError(f"compare_at is the price before, and must be above price ({self.price})")
        return self


class Product(Goods):
    #: One at least: what has no sizes has one whose id is the SKU.
    variants: tuple[Variant, ...] = Field(max_length=2048)
    #: How many there are of all its variants together, where the shop does not count each of them.
    count_together: Count | None = None

    @property
    def sizes(self) -> tuple[str, ...]:
        return _distinct(variant.size for variant in self.variants)

    @property
    def colors_ar(self) -> tuple[str, ...]:
        return _distinct(variant.color_ar for variant in self.variants)

    @property
    def colors_en(self) -> tuple[str, ...]:
        return _distinct(variant.color_en for variant in self.variants)

    def price_of(self, variant: Variant) -> Decimal:
        return self.price if variant.price is None else variant.price

    @property
    def in_stock(self) -> bool:
        return any(variant.in_stock for variant in self.variants)

    @property
    def stock_count(self) -> int | None:
        """None when the shop does not count what there is."""
        return stock_of(self.variants, self.count_together)[1]

    @property
    def stock(self) -> Stock:
        """Of all its variants together; none left of what is counted is sold out."""
        return stock_of(self.variants, self.count_together)[0]

    @model_validator(mode="after")
    def _variants_differ(self) -> Self:
        if not self.variants:
            raise ValueError("variants: a product has at least one")
        ids = Counter(variant.variant_id for variant in self.variants)
        if twice := [name for name, times in ids.items() if times > 1]:
            raise ValueError(f"variants: variant_id {twice[0]!r} is there twice, ids must differ")
        return self

    @model_validator(mode="after")
    def _is_counted_once(self) -> Self:
        if self.count_together is not None:
            if any(variant.stock is Stock.COUNTED for variant in self.variants):
                raise ValueError("count_together is for variants of which none is counted by itself")
            if self.in_stock != (self.count_together > 0):
                raise ValueError(
                    f"count_together ({self.count_together}) must agree with the variants' stock"
                )
        return self

    @model_validator(mode="after")
    def _chart_is_of_its_sizes(self) -> Self:
        """A chart may go on where the shop's stock ends, but not be another product's."""
        if self.size_chart and not {row.size for row in self.size_chart.rows} & set(self.sizes):
            raise ValueError(f"size_chart must have one of the product's sizes ({', '.join(self.sizes)})")
        return self


class Entry(_Row):
    """One thing the shop says about itself, in one of the two languages at least."""

    entry_id: Key
    title_ar: Text = ""
    title_en: Text = ""
    text_ar: Text = ""
    text_en: Text = ""
    tags: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.title_ar.strip() and self.text_ar.strip()) and not (
            self.title_en.strip() and self.text_en.strip()
        ):
            raise ValueError("an entry needs a title and a text in Arabic or in English")
        return self


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value.strip()))
