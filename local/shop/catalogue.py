"""The sample shop as typed values: what it sells, what it says, who it is.

The JSON files are written by hand. A slip in one (a price as a number, a colour without its Arabic name, a sku
twice) ends with the file, the entry and the field named, not with a strange answer in a conversation much later.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

#: Where the shop's own files lie: shop.json, products.json, knowledge.json, delivery.json, posts.json.
FOLDER = Path(__file__).parent
_PRICE = re.compile(r"\d+\.\d{3}")
_HEX = re.compile(r"#[0-9A-F]{6}")
_SKU = re.compile(r"[A-Z]{2}-\d{3}")
_MEDIA = re.compile(r"\d{17}")
_KIND = re.compile(r"IMAGE|VIDEO|CAROUSEL_ALBUM")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
_PNG = re.compile(r"[A-Z]{2}-\d{3}\.png")


class InvalidCatalogueError(ValueError):
    """A file of the sample shop says something it may not."""


@dataclass(frozen=True, slots=True)
class Color:
    ar: str
    en: str
    hex: str


@dataclass(frozen=True, slots=True)
class Product:
    sku: str
    name_ar: str
    name_en: str
    description_ar: str
    description_en: str
    price: Decimal
    compare_at_price: Decimal | None  #: the price before the sale, above `price`
    currency: str
    category: str
    sizes: tuple[str, ...]
    size_chart: tuple[dict[str, Any], ...]  #: by `shared/size_chart.py`, which judges it when it is imported
    colors: tuple[Color, ...]
    stock: int
    tags: tuple[str, ...]
    image: str


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    title_ar: str
    title_en: str
    text_ar: str
    text_en: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    look: str  #: a product's sku: drawn as it is
    colors: tuple[Color, ...]  #: in place of the product's first ones


@dataclass(frozen=True, slots=True)
class Post:
    """Of the shop's Instagram account."""

    id: str
    kind: str
    posted_at: datetime
    caption: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Shop:
    name_ar: str
    name_en: str
    instagram: str  #: the handle without @
    city_ar: str
    city_en: str
    country: str
    time_zone: str
    currency: str
    languages: tuple[str, ...]
    about_ar: str
    about_en: str
    tone_ar: str
    tone_en: str
    greeting_ar: str
    greeting_en: str
    assistant_ar: str
    assistant_en: str
    persona: tuple[str, ...]  #: facts and rules for whoever answers in the shop's name
    phone: str
    email: str
    address_ar: str
    address_en: str
    manners: dict[str, str]  #: what `python -m ops shop` sets besides, by its own names
    hours: dict[str, Any]  #: as `python -m ops hours` keeps them, which says what is wrong with them
    selling: dict[str, Any]  #: as `python -m ops selling` keeps it


def load_products(file: Path = FOLDER / "products.json") -> list[Product]:
    products = _each(file, _product)
    _unique(file, (product.sku for product in products))
    return products


def load_knowledge(file: Path = FOLDER / "knowledge.json") -> list[Entry]:
    entries = _each(file, _entry)
    _unique(file, (entry.id for entry in entries))
    return entries


def load_posts(file: Path = FOLDER / "posts.json") -> list[Post]:
    """Oldest first."""
    posts = _each(file, _post)
    _unique(file, (post.id for post in posts))
    return posts


def load_shop(file: Path = FOLDER / "shop.json") -> Shop:
    fields = _Fields(json.loads(file.read_text(encoding="utf-8")), file.name)
    lists = {"languages", "persona"}
    values: dict[str, Any] = {
        name: fields.texts(name) if name in lists else fields.text(name)
        for name in Shop.__slots__
        if name not in {"manners", "hours", "selling"}
    }
    manners = fields.named_texts("manners")
    hours, selling = fields.whole("hours"), fields.whole("selling")
    fields.done()
    return Shop(**values, manners=manners, hours=hours, selling=selling)


class _Fields:
    """One JSON object, read field by field; every complaint names the file, the entry and the field."""

    def __init__(self, values: Any, where: str) -> None:
        if not isinstance(values, dict):
            raise InvalidCatalogueError(f"{where}: an object was expected, not {values!r}")
        self._values = dict(values)
        self.where = where

    def text(self, name: str, pattern: re.Pattern[str] | None = None) -> str:
        value = self._values.pop(name, None)
        if not isinstance(value, str) or not value.strip() or value != value.strip():
            raise self.wrong(name, f"a text without blanks around it was expected, not {value!r}")
        if pattern and not pattern.fullmatch(value):
            raise self.wrong(name, f"{value!r} is not of the form {pattern.pattern}")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        items = self._values.pop(name, None)
        if (
            not isinstance(items, list)
            or not items
            or not all(isinstance(i, str) and i.strip() for i in items)
        ):
            raise self.wrong(name, f"a list of texts was expected, not {items!r}")
        if len(set(items)) < len(items):
            raise self.wrong(name, "an item stands there twice")
        return tuple(items)

    def has(self, name: str) -> bool:
        return name in self._values

    def whole(self, name: str) -> dict[str, Any]:
        value = self._values.pop(name, None)
        if not isinstance(value, dict):
            raise self.wrong(name, f"an object was expected, not {value!r}")
        return value

    def named_texts(self, name: str) -> dict[str, str]:
        inner = _Fields(self._values.pop(name, None), f"{self.where}, {name}")
        return {key: inner.text(key) for key in list(inner._values)}

    def price(self, name: str) -> Decimal:
        return Decimal(self.text(name, _PRICE))

    def optional_price(self, name: str) -> Decimal | None:
        return self.price(name) if self.has(name) else None

    def count(self, name: str) -> int:
        value = self._values.pop(name, None)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(name, f"a whole number from 0 was expected, not {value!r}")
        return value

    def objects(self, name: str) -> list["_Fields"]:
        items = self._values.pop(name, None)
        if not isinstance(items, list) or not items:
            raise self.wrong(name, f"a list was expected, not {items!r}")
        return [_Fields(item, f"{self.where}, {name}") for item in items]

    def rows(self, name: str) -> tuple[dict[str, Any], ...]:
        """Objects as they are, or none when the field is left out."""
        items = self._values.pop(name, [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self.wrong(name, f"a list of objects was expected, not {items!r}")
        return tuple(items)

    def done(self) -> None:
        if self._values:
            raise InvalidCatalogueError(f"{self.where}: unknown fields {', '.join(sorted(self._values))}")

    def wrong(self, name: str, reason: str) -> InvalidCatalogueError:
        return InvalidCatalogueError(f"{self.where}: {name}: {reason}")


def _product(fields: _Fields) -> Product:
    product = Product(
        sku=fields.text("sku", _SKU),
        name_ar=fields.text("name_ar"),
        name_en=fields.text("name_en"),
        description_ar=fields.text("description_ar"),
        description_en=fields.text("description_en"),
        price=fields.price("price"),
        compare_at_price=fields.optional_price("compare_at_price"),
        currency=fields.text("currency"),
        category=fields.text("category"),
        sizes=fields.texts("sizes"),
        size_chart=fields.rows("size_chart"),
        colors=tuple(_color(color) for color in fields.objects("colors")),
        stock=fields.count("stock"),
        tags=fields.texts("tags"),
        image=fields.text("image", _PNG),
    )
    if product.compare_at_price is not None and product.compare_at_price <= product.price:
        raise fields.wrong("compare_at_price", "it must be above the price")
    return product


def _color(fields: _Fields) -> Color:
    color = Color(ar=fields.text("ar"), en=fields.text("en"), hex=fields.text("hex", _HEX))
    fields.done()
    return color


def _post(fields: _Fields) -> Post:
    return Post(
        id=fields.text("id", _MEDIA),
        kind=fields.text("kind", _KIND),
        posted_at=datetime.fromisoformat(fields.text("posted_at", _TIME)),
        caption=fields.text("caption"),
        pictures=tuple(_picture(one) for one in fields.objects("pictures")),
    )


def _picture(fields: _Fields) -> Picture:
    colors = fields.objects("colors") if fields.has("colors") else []
    picture = Picture(fields.text("look", _SKU), tuple(_color(color) for color in colors))
    fields.done()
    return picture


def _entry(fields: _Fields) -> Entry:
    return Entry(
        id=fields.text("id"),
        title_ar=fields.text("title_ar"),
        title_en=fields.text("title_en"),
        text_ar=fields.text("text_ar"),
        text_en=fields.text("text_en"),
        tags=fields.texts("tags"),
    )


T = TypeVar("T")


def _each(file: Path, read: Callable[[_Fields], T]) -> list[T]:
    items = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(items, list):
        raise InvalidCatalogueError(f"{file.name}: a list was expected")
    found = []
    for number, item in enumerate(items, start=1):
        fields = _Fields(item, f"{file.name}, entry {number}")
        found.append(read(fields))
        fields.done()
    return found


def _unique(file: Path, keys: Iterable[str]) -> None:
    twice = sorted(key for key, times in Counter(keys).items() if times > 1)
    if twice:
        raise InvalidCatalogueError(f"{file.name}: more than once: {', '.join(twice)}")
