"""Products of this turn's searches as cards below the reply, each with its true price and a button to want it."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from process.arguments import Arguments
from process.post_pictures import as_shown_now
from process.tools import Shop, Tool
from process.wording import reduced, said
from shared.language.register import Register
from shared.payloads import WANT
from shared.reply.limits import CARDS
from shared.reply.model import Card, PostbackButton
from shared.stock import Stock, told_stock

MADE_TO_ORDER = told_stock(Stock.MADE_TO_ORDER, None)
_REGISTERS = {"ar": Register.ARABIC, "en": Register.ENGLISH, "arabizi": Register.ARABIZI}


class ShowProducts(Arguments):
    skus: list[str] = Field(description=f"from search_products in this turn, at most {CARDS}")
    language: Literal["ar", "en", "arabizi"] = Field(description="the language that you answer in")


async def show_products(shop: Shop, wanted: ShowProducts) -> dict[str, Any]:
    found, images = shop.draft.found, shop.draft.images
    known = [sku for sku in dict.fromkeys(wanted.skus) if sku in found][:CARDS]
    if not known:
        return {"error": "none of these was found by search_products in this turn: search first"}
    wished = {sku: images[sku] for sku in known if sku in images}
    pictures = await as_shown_now(shop.app, shop.tenant, wished)
    shop.draft.cards = tuple(_card(found[sku], pictures.get(sku), wanted.language) for sku in known)
    return {"shown": known}


def _card(product: Mapping[str, Any], image: str | None, language: str) -> Card:
    # A product has no name of its own in Arabizi.
    script = "ar" if language == "ar" else "en"
    register = _REGISTERS[language]
    price = str(product[f"price_{script}"])
    if before := product.get(f"compare_at_{script}"):
        price = reduced(price, before, register)
    to_order = product["stock"] == MADE_TO_ORDER
    wanted = PostbackButton(said("want_it", register), f"{WANT}{product['sku']}")
    return Card(
        title=str(product[f"name_{script}"]),
        subtitle=" · ".join(filter(None, [price, *_there(product, register, to_order=to_order)])),
        image_url=image,
        buttons=(wanted,) if product["in_stock"] or to_order else (),
    )


def _there(product: Mapping[str, Any], register: Register, *, to_order: bool) -> list[str]:
    """Sizes that can be had, or that none can."""
    if not product["in_stock"] and not to_order:
        return [said("sold_out", register)]
    sizes = product["sizes"] if to_order else product.get("sizes_in_stock") or product["sizes"]
    return [", ".join(sizes), said("made_to_order", register) if to_order else ""]


TOOL = Tool(
    name="show_products",
    description="Show found products as cards below your reply. Then do not list them in the text.",
    arguments=ShowProducts,
    run=show_products,
)
