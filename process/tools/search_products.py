"""Products of this shop that fit what the customer asked for, with their true prices and stock."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from process.arguments import Arguments
from process.product_facts import SELECT, as_facts
from process.told_options import Asked
from process.tools import Shop, Tool
from process.wanted import Document, Wanted, wanted
from shared.language.search_words import meaning_text, search_text, unknown_words
from shared.telemetry import event

_MOST = 6
#: With fewer that fit in size and colour, others are shown behind them.
_ENOUGH = 3
#: Of the words that say what it is; when the best article has fewer, the shop does not have it.
_HALF = 0.5
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


async def search_products(shop: Shop, wish: SearchProducts) -> dict[str, Any]:
    try:
        low, high = _decimal(wish.min_price), _decimal(wish.max_price)
    except ArithmeticError:
        return {"error": "min_price and max_price are decimal numbers such as 25 or 12.5"}
    if low is not None and high is not None and low > high:
        return {"error": "min_price must not be above max_price"}
    sought = wanted(
        wish.query,
        low=low,
        high=high,
        size=wish.size or "",
        color=wish.color or "",
        in_stock_only=wish.in_stock_only,
    )
    vector, kept = await shop.app.embeddings.of(shop.app.model, meaning_text(sought.text))
    found = await _found(shop, sought, vector, beside=True)
    if sought.beside and len(fitting := sought.fitting(found)) < _ENOUGH:
        shop.draft.searched_again += 1
        others = await _found(shop, sought, vector, beside=False)
        if nearest := [*fitting, *sought.nearest(others)]:
            found = _together(nearest, others)
    if sought.best_share(found) < _HALF:
        shop.draft.missed.append(wish.query)
    event("search.asked", tenant=shop.tenant, tool=TOOL.name, found=len(found), embedded=not kept)
    asked = Asked(frozenset(sought.sizes), frozenset(sought.colors))
    products = [as_facts(document, asked) for document in found]
    shop.draft.found |= {product["sku"]: product for product in products}
    shop.draft.images |= {document["sku"]: image for document in found if (image := document.get("image"))}
    lacking = sought.lacking(found)
    # The model has to know that these are not all that was asked for.
    return {"products": products} | ({"none_has_this": lacking} if lacking else {})


def _together(first: Sequence[Document], then: Sequence[Document]) -> list[Document]:
    by_sku = {document["sku"]: document for document in [*then, *first]}
    order = dict.fromkeys(document["sku"] for document in [*first, *then])
    return [by_sku[sku] for sku in order][:_MOST]


async def _found(shop: Shop, sought: Wanted, vector: Sequence[float], *, beside: bool) -> Sequence[Document]:
    return await shop.app.search.hybrid(
        shop.tenant,
        shop.index,
        text=search_text(sought.text),
        vector=vector,
        fields=_TEXT_FIELDS,
        select=[*SELECT, "image", "normalised"],
        where=sought.where(beside=beside),
        top=_MOST,
        doubtful=unknown_words(sought.text),
        sentence=sought.text,
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
