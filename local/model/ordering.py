"""How the stand-in takes an order: once a telephone number is written, the product spoken of is looked up and proposed.

What stands beside the number, between commas or lines, is read as a name, an area and a landmark, in that order; a few words
ask for a gift or for CliQ. Without a number it asks for what an order needs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local.model.conversation import Call, Conversation
from local.model.intents import Language, Search
from local.model.lexicon import Concept, Kind
from local.model.reading import Size, read
from local.model.relevance import about

PROPOSE, STATUS = "propose_order", "order_status"

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_PHONE = re.compile(r"(?:\+|00)?\d[\d \-]{7,14}\d")
_ENDS = re.compile(r"[\n,،;؛.]+")
_NAMED = re.compile(r"^(?:أنا |انا )?(?:اسمي|الاسم|باسم|my name is|name:?|ismi|esmi)\s*:?\s*", re.IGNORECASE)
_ORDERS = re.compile(r"(?:بدي|حاب|حابة|ممكن) (?:أطلب|اطلب|أطلبه|اطلبه|اطلبها|أطلبها)|\b(?:i want to|i'd like to|can i|let me) order\b|\b(?:bdi|badi) atlob", re.IGNORECASE)  # fmt: skip
_ASKS_WHERE = re.compile(r"(?:وين|شو صار ب|حالة) ?(?:صار )?(?:طلبي|طلبيتي)|where(?:'s| is) my order|order status|wen talabi", re.IGNORECASE)  # fmt: skip
_WRAP = re.compile(r"تغليف|هدية|gift|hdiye", re.IGNORECASE)
_HIDDEN = re.compile(r"بدون سعر|بدون السعر|without the price|hide the price", re.IGNORECASE)
_CLIQ = re.compile(r"كليك|cliq", re.IGNORECASE)


@dataclass(frozen=True)
class _Wording:
    ask: str
    follows: str
    not_yet: str


_WORDS = {
    Language.ARABIC: _Wording(
        "أكيد! اكتبلي الاسم ورقم الهاتف والمنطقة، كل إشي بينهم فاصلة.",
        "تمام، هذا الملخص 🌷",
        "ناقصني إشي حتى أجهز الملخص: المنتج والمقاس، الاسم، رقم هاتف صحيح، والمنطقة.",
    ),
    Language.ENGLISH: _Wording(
        "Sure! Write me the name, the phone number and the area, with commas between them.",
        "All right, here is the summary 🌷",
        "Something is missing for the summary: the product and its size, the name, a working phone number, and the area.",
    ),
    Language.ARABIZI: _Wording(
        "Akeed! Oktobli el esm w ra2m el telephone w el man6e2a, w benhom fasle.",
        "Tamam, hada el mola55as 🌷",
        "Na2esni ishi 7atta ajahhez el mola55as: el montaj w el ma2as, el esm, ra2m telephone sa7ee7, w el man6e2a.",
    ),
}


def asks_to_order(conversation: Conversation, *, names_a_product: bool) -> bool:
    """Who names a product with the wish is shown it first."""
    ready = _phone(conversation.text) is not None
    return ready or (not names_a_product and bool(_ORDERS.search(conversation.text)))


def order_step(
    conversation: Conversation, wish: Search | None, language: Language
) -> str | Mapping[str, Any]:
    """What to propose, or what to say. `wish` is the product spoken of, which has been searched for when there is one."""
    words = _WORDS[language]
    proposed = [call.result for call in conversation.calls if call.name == PROPOSE]
    if proposed:
        return words.follows if "summary" in proposed[-1] else words.not_yet
    found = _found(conversation.calls, wish)
    if (phone := _phone(conversation.text)) is None:
        return words.ask
    if found is None:
        return words.not_yet
    said = conversation.text
    return {
        "items": [
            {"sku": found["sku"], "size": _size(said, wish), "color": _color(said, wish), "quantity": 1}
        ],
        "phone": phone,
        **_address(said),
        "gift_wrap": bool(_WRAP.search(said)),
        "hide_price": bool(_HIDDEN.search(said)),
        "payment": "cliq" if _CLIQ.search(said) else "cash_on_delivery",
    }


def asks_where(conversation: Conversation) -> bool:
    """After an order that there is; who has none asks in general."""
    known = [call.result.get("orders") for call in conversation.calls if call.name == STATUS]
    return bool(_ASKS_WHERE.search(conversation.text)) and known != [[]]


def status_step(conversation: Conversation, language: Language) -> str | None:
    """None until the tool has answered."""
    results = [call.result for call in conversation.calls if call.name == STATUS]
    if not results:
        return None
    script = "ar" if language is Language.ARABIC else "en"
    newest = results[-1]["orders"][0]
    return f"{newest[f'state_{script}']} ({newest['order_no']}, {newest[f'total_{script}']}) 🌷"


def _found(calls: Sequence[Call], wish: Search | None) -> Mapping[str, Any] | None:
    results = [call.result.get("products", []) for call in calls if call.name == "search_products"]
    if not results or wish is None:
        return None
    fitting = about(list(results[-1]), wish)
    return fitting[0] if fitting else None


def _phone(text: str) -> str | None:
    match = _PHONE.search(text.translate(_DIGITS))
    return match[0] if match else None


def _size(text: str, wish: Search | None) -> str:
    sizes = [piece.meaning.value for piece in read(text) if isinstance(piece.meaning, Size)]
    return sizes[-1] if sizes else (wish.size if wish is not None and wish.size else "")


def _color(text: str, wish: Search | None) -> str:
    colors = [
        piece.meaning.arabic[0]
        for piece in read(text)
        if isinstance(piece.meaning, Concept) and piece.meaning.kind is Kind.COLOR
    ]
    return colors[-1] if colors else (wish.color if wish is not None and wish.color else "")


def _address(text: str) -> dict[str, str]:
    """Without the pieces that have the number or a wish of another kind; a place that is known is the area."""
    pieces = [_NAMED.sub("", piece.strip()) for piece in _ENDS.split(text.translate(_DIGITS))]
    plain = [piece for piece in pieces if _names(piece)]
    places = [piece for piece in plain if _has_place(piece)]
    rest = [piece for piece in plain if piece not in places]
    name = rest.pop(0) if rest else ""
    area = places[0] if places else rest.pop(0) if rest else ""
    return {"name": name, "area": area, "landmark": rest[0] if rest else ""}


def _names(piece: str) -> bool:
    other = (_PHONE, _ORDERS, _WRAP, _HIDDEN, _CLIQ)
    chosen = any(
        isinstance(one.meaning, Size) or (isinstance(one.meaning, Concept) and one.meaning.kind is Kind.COLOR)
        for one in read(piece)
    )
    return bool(piece) and not chosen and not any(pattern.search(piece) for pattern in other)


def _has_place(piece: str) -> bool:
    return any(isinstance(one.meaning, Concept) and one.meaning.kind is Kind.PLACE for one in read(piece))
