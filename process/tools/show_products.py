"""Products of this turn's searches as cards below the reply, each with its true price and a button to want it."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from process.arguments import Arguments
from process.tools import Shop, Tool
from process.wording import said
from shared.language.register import Register
from shared.payloads import WANT
from shared.reply.limits import CARDS
from shared.reply.model import Card, PostbackButton

_REGISTERS = {"ar": Register.ARABIC, "en": Register.ENGLISH, "arabizi": Register.ARABIZI}


class ShowProducts(Arguments):
    skus: list[str] = Field(description=f"from search_products in this turn, at most {CARDS}")
    language: Literal["ar", "en", "arabizi"] = Field(description="the language that you answer in")


async def show_products(shop: Shop, wanted: ShowProducts) -> dict[str, Any]:
    found = shop.draft.found
    known = [sku for sku in dict.fromkeys(wanted.skus) if sku in found][:CARDS]
    if not known:
        return {"error": "none of these was found by search_products in this turn: search first"}
    shop.draft.cards = tuple(_card(found[sku], wanted.language) for sku in known)
    return {"shown": known}


def _card(product: Mapping[str, Any], language: str) -> Card:
    # A product has no name of its own in Arabizi.
    script = "ar" if language == "ar" else "en"
    price = str(product[f"price_{script}"])
    sizes = ", ".join(product["sizes"])
    there = sizes if product["in_stock"] else said("sold_out", _REGISTERS[language])
    return Card(
        title=str(product[f"name_{script}"]),
        subtitle=" · ".join(filter(None, [price, there])),
        buttons=(PostbackButton(said("want_it", _REGISTERS[language]), f"{WANT}{product['sku']}"),)
        if product["in_stock"]
        else (),
    )


TOOL = Tool(
    name="show_products",
    description="Show found products as cards below your reply. Then do not list them in the text.",
    arguments=ShowProducts,
    run=show_products,
)
