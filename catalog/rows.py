"""What a shop sells and says, as the database keeps it: the source from which the index can be rebuilt at any time."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Product(_Row):
    sku: str = Field(min_length=1, max_length=100)
    name_ar: str
    name_en: str
    description_ar: str = ""
    description_en: str = ""
    price: Decimal = Field(ge=0, decimal_places=3)
    currency: str = Field(pattern="^[A-Z]{3}$")
    category: str = ""
    sizes: tuple[str, ...] = ()
    colors_ar: tuple[str, ...] = ()
    colors_en: tuple[str, ...] = ()
    stock: int = Field(ge=0)
    tags: tuple[str, ...] = ()


class Entry(_Row):
    """One thing the shop says about itself."""

    entry_id: str = Field(min_length=1, max_length=100)
    title_ar: str
    title_en: str
    text_ar: str
    text_en: str
    tags: tuple[str, ...] = ()
