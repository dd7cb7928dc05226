"""What a shop sells and says, as the database keeps it: the source from which the index can be rebuilt at any time."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.size_chart import SizeChart

#: Meta's id of a story, post or reel.
MediaId = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
#: Any text but one with NUL, which PostgreSQL cannot keep.
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Product(_Row):
    sku: Text = Field(min_length=1, max_length=100)
    name_ar: Text
    name_en: Text
    description_ar: Text = ""
    description_en: Text = ""
    price: Decimal = Field(ge=0, max_digits=12, decimal_places=3)
    currency: str = Field(pattern="^[A-Z]{3}$")
    category: Text = ""
    media_ids: tuple[MediaId, ...] = ()  #: that show it; only ever added to
    sizes: tuple[Text, ...] = ()
    colors_ar: tuple[Text, ...] = ()
    colors_en: tuple[Text, ...] = ()
    stock: int = Field(ge=0, lt=2**31)
    tags: tuple[Text, ...] = ()
    size_chart: SizeChart | None = None

    @model_validator(mode="after")
    def _chart_is_of_its_sizes(self) -> Self:
        """A chart may go on where the shop's stock ends, but not be another product's."""
        if self.size_chart and not {row.size for row in self.size_chart.rows} & set(self.sizes):
            raise ValueError(f"size_chart must have one of the product's sizes ({', '.join(self.sizes)})")
        return self


class Entry(_Row):
    """One thing the shop says about itself, in one of the two languages at least."""

    entry_id: Text = Field(min_length=1, max_length=100)
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
