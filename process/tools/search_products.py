"""Products of this shop that fit what the customer asked for, with their true prices and stock."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from process.arguments import Arguments
from process.tools import Shop, Tool
from shared.language import money
from shared.language.search_words import meaning_text, search_text
from shared.language.sizes import written_sizes
from shared.search import Filter

_MOST = 6
_TOO_DEAR = 10**9
_TEXT_FIELDS = ("name_ar", "name_en", "description_ar", "description_en", "normalised")
_SELECT = [
    "sku",
    "name_ar",
    "name_en",
    "description_ar",
    "description_en",
    "price",
    "currency",
    "sizes",
    "colors_ar",
    "colors_en",
    "stock",
    "in_stock",
]

Price = Annotated[str | None, Field(description="decimal, in the shop's currency, or null")]


class SearchProducts(Arguments):
    query: str = Field(description="kind, colour, occasion, in the customer's words; not the whole message")
    min_price: Price
    max_price: Price
    size: str | None = Field(description="a size exactly as the customer gave it, or null")
    color: str | None = Field(description="a colour as one word, or null")
    in_stock_only: bool


async def search_products(shop: Shop, wanted: SearchProducts) -> dict[str, Any]:
    try:
        low, high = _decimal(wanted.min_price), _decimal(wanted.max_price)
    except ArithmeticError:
        return {"error": "min_price and max_price are decimal numbers such as 25 or 12.5"}
    if low is not None and high is not None and low > high:
        return {"error": "min_price must not be above max_price"}
    # A colour is part of the text, not a filter: «كحلي» and "navy" are the same dress.
    text = " ".join(filter(None, [wanted.query, wanted.color]))
    where = Filter.all(
        Filter.equal("kind", "product"),
        None if low is None else Filter.at_least("price", low),
        None if high is None else Filter.at_most("price", high),
        Filter.contains("sizes", *written_sizes(wanted.size))
        if wanted.size and wanted.size.strip()
        else None,
        Filter.equal("in_stock", value=True) if wanted.in_stock_only else None,
    )
    (vector,) = await shop.app.model.embed([meaning_text(text)])
    found = await shop.app.search.hybrid(
        shop.tenant,
        shop.index,
        text=search_text(text),
        vector=vector,
        fields=_TEXT_FIELDS,
        select=_SELECT,
        where=where,
        top=_MOST,
    )
    products = [as_facts(document) for document in found]
    shop.draft.found |= {product["sku"]: product for product in products}
    return {"products": products}


def as_facts(document: Mapping[str, Any]) -> dict[str, Any]:
    """A product as the model, the guard and the cards read it."""
    price = Decimal(str(document["price"]))
    currency = document["currency"]
    shown = {name: document[name] for name in _SELECT}
    return shown | {
        "price": money.plain(price),
        "price_ar": money.arabic(price, currency),
        "price_en": money.english(price, currency),
    }


def _decimal(text: str | None) -> Decimal | None:
    """Raises ArithmeticError for what is no price: words, NaN, and exponents that would fill the memory."""
    if not text:
        return None
    price = Decimal(text)
    if not 0 <= price < _TOO_DEAR:
        raise ArithmeticError
    return round(price, 3)


TOOL = Tool(
    name="search_products",
    description="Search the catalogue, for every question about products, prices, sizes, colours or stock.",
    arguments=SearchProducts,
    run=search_products,
)
