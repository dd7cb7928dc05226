"""Products of this shop that fit what the customer asked for, with their true prices and stock."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from process.arguments import Arguments
from process.product_facts import SELECT, as_facts
from process.tools import Shop, Tool
from shared.language.normalise import normalise
from shared.language.search_words import meaning_text, search_text
from shared.language.sizes import written_sizes
from shared.search import Filter

_MOST = 6
_TOO_DEAR = 10**9
_TEXT_FIELDS = ("name_ar", "name_en", "description_ar", "description_en", "normalised")
Price = Annotated[str | None, Field(description="decimal, or null")]


class SearchProducts(Arguments):
    query: str = Field(description="kind, colour, occasion in the customer's words")
    min_price: Price
    max_price: Price
    size: str | None = Field(description="a size as the customer gave it, or null")
    color: str | None = Field(description="a colour as one word, or null")
    in_stock_only: bool


async def search_products(shop: Shop, wanted: SearchProducts) -> dict[str, Any]:
    try:
        low, high = _decimal(wanted.min_price), _decimal(wanted.max_price)
    except ArithmeticError:
        return {"error": "min_price and max_price are decimal numbers such as 25 or 12.5"}
    if low is not None and high is not None and low > high:
        return {"error": "min_price must not be above max_price"}
    where = Filter.all(
        Filter.equal("kind", "product"),
        # Sizes and colours may cost more or less than the product: what overlaps is shown, with each price.
        None if low is None else Filter.at_least("price_to", low),
        None if high is None else Filter.at_most("price_from", high),
        _of_size(wanted),
        Filter.equal("in_stock", value=True) if wanted.in_stock_only else None,
    )
    text = " ".join(filter(None, [wanted.query, wanted.color]))
    (vector,) = await shop.app.model.embed([meaning_text(text)])
    color = _of_color(wanted)
    found = await _search(shop, text, vector, where if color is None else where & color)
    if color is not None and not found:
        return {"in_this_color": False} | _told(shop, await _search(shop, text, vector, where))
    return _told(shop, found)


async def _search(shop: Shop, text: str, vector: Sequence[float], where: Filter) -> list[dict[str, Any]]:
    return await shop.app.search.hybrid(
        shop.tenant,
        shop.index,
        text=search_text(text),
        vector=vector,
        fields=_TEXT_FIELDS,
        select=[*SELECT, "image"],
        where=where,
        top=_MOST,
    )


def _told(shop: Shop, found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    products = [as_facts(document) for document in found]
    shop.draft.found |= {product["sku"]: product for product in products}
    shop.draft.images |= {document["sku"]: image for document in found if (image := document.get("image"))}
    return {"products": products}


def _of_size(wanted: SearchProducts) -> Filter | None:
    if not wanted.size or not wanted.size.strip():
        return None
    # In stock in that size, not in another.
    field = "sizes_in_stock" if wanted.in_stock_only else "sizes"
    return Filter.contains(field, *written_sizes(wanted.size))


def _of_color(wanted: SearchProducts) -> Filter | None:
    """By every word that means the same: «كحلي» and "navy" are the same dress."""
    if not wanted.color or not wanted.color.strip():
        return None
    return Filter.contains(
        "colors", *dict.fromkeys([normalise(wanted.color), *search_text(wanted.color).split()])
    )


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
