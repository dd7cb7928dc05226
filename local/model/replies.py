"""Replies from tool results: products one to a line, passages as the shop wrote them, an apology for what failed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from local.model.conversation import BULLET, DASH
from local.model.intents import Language, Search, Understanding
from local.model.markers import Marker
from local.model.relevance import Passage, Product, about, answering, in_color
from local.model.wording import Wording, wording

MOST_LINES = 3

#: Below this, the number left is worth saying to someone who asked.
SCARCE = 4


@dataclass(frozen=True)
class Found:
    search: Search
    result: Mapping[str, Any]
    widened: bool = False  #: the limits the customer set left nothing, this is without them


@dataclass(frozen=True)
class Answered:
    question: str
    result: Mapping[str, Any]


def courtesy_reply(understood: Understanding, words: Wording) -> str:
    """No tool had to be asked, or none could be."""
    courtesies = understood.courtesies
    if understood.searches or understood.questions or understood.destinations:
        return words.no_tools
    if Marker.PERSON in courtesies:
        return words.person
    if understood.attachment:
        return words.attachment
    if understood.pointless:
        return words.which_product
    if Marker.GREETING in courtesies:
        return f"{words.hello} {words.greeting}"
    if Marker.THANKS in courtesies:
        return words.thanks
    return words.nod if Marker.NOD in courtesies else words.unclear


def full_reply(
    found: list[Found],
    answered: list[Answered],
    language: Language,
    *,
    greeted: bool,
    told: Sequence[str] = (),
) -> str:
    words = wording(language)
    most = MOST_LINES if len(found) < 2 else MOST_LINES - 1
    parts = [_products(one, language, most) for one in found] + [_passages(one, language) for one in answered]
    unique = list(dict.fromkeys([*parts, *told]))
    reply = "\n\n".join(unique)
    return f"{words.hello} {reply}" if greeted else reply


def _products(found: Found, language: Language, most: int) -> str:
    words = wording(language)
    if "products" not in found.result:
        return words.apology
    fitting = about(list(found.result["products"]), found.search)
    if not fitting:
        return words.nothing
    if Marker.CHEAP in found.search.asks:
        fitting = sorted(fitting, key=lambda product: Decimal(product["price"]))
    shown = fitting[:most]
    lines = [_line(product, found.search, language) for product in shown]
    closing = words.one_more if len(shown) == 1 else words.which_one
    return "\n".join([_opening(shown, found, words), *lines, closing])


def _opening(shown: list[Product], found: Found, words: Wording) -> str:
    if found.widened:
        return words.other_size if _lacks_size(shown, found.search) else words.other_price
    if not any(in_color(product, found.search) for product in shown):
        return words.other_color
    if all(product["stock"] == 0 for product in shown):
        return words.all_gone
    return words.found_one if len(shown) == 1 else words.found


def _lacks_size(shown: list[Product], search: Search) -> bool:
    """What was found without its limits may have the size and cost more."""
    size = (search.size or "").upper()
    return bool(size) and not any(size in product["sizes"] for product in shown)


def _line(product: Product, search: Search, language: Language) -> str:
    words = wording(language)
    arabic = language is Language.ARABIC  # names and prices have no spelling of their own in Arabizi
    facts = [
        product["name_ar" if arabic else "name_en"],
        product["price_ar" if arabic else "price_en"],
        words.sizes + words.comma.join(product["sizes"]) if len(product["sizes"]) > 1 else "",
        _colors(product, words, arabic=arabic) if Marker.COLOR in search.asks else "",
        _stock(product, search, words),
    ]
    line = BULLET + DASH.join(filter(None, facts))
    detail = product["description_ar" if arabic else "description_en"] if Marker.DETAIL in search.asks else ""
    return f"{line}\n{detail}" if detail else line


def _colors(product: Product, words: Wording, *, arabic: bool) -> str:
    colors = product["colors_ar" if arabic else "colors_en"]
    return words.colors + words.comma.join(colors) if colors else ""


def _stock(product: Product, search: Search, words: Wording) -> str:
    stock = product["stock"]
    if not product["in_stock"]:
        return words.to_order if stock == "made to order" else words.gone
    if Marker.STOCK not in search.asks or not isinstance(stock, int) or stock >= SCARCE:
        return words.in_stock
    return words.few.get(stock) or words.some_left.format(stock=stock)


def _passages(answered: Answered, language: Language) -> str:
    words = wording(language)
    if "passages" not in answered.result:
        return words.apology
    chosen = answering(list(answered.result["passages"]), answered.question)
    if not chosen:
        return words.no_passage
    return words.passages + "\n".join(_passage(passage, language) for passage in chosen)


def _passage(passage: Passage, language: Language) -> str:
    first, second = ("text_ar", "text_en") if language is Language.ARABIC else ("text_en", "text_ar")
    return str(passage[first] or passage[second])
