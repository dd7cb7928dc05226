"""How the stand-in takes an order: once a telephone number is written, the product spoken of is looked up and proposed.

Without a number it asks for what an order needs. Another address, a cancellation and the question where an order is go to the newest
order that `order_status` tells of. What customers write is read in order_words.py.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local.model.conversation import Call, Conversation
from local.model.intents import Language, Search
from local.model.order_words import ORDERS, color_in, phone_in, place_in, size_in, wishes_in
from local.model.relevance import about

PROPOSE, STATUS, CANCEL = "propose_order", "order_status", "cancel_order"

_ASKS_WHERE = re.compile(r"(?:وين|شو صار ب|حالة) ?(?:صار )?(?:طلبي|طلبيتي)|where(?:'s| is) my order|order status|wen talabi", re.IGNORECASE)  # fmt: skip
_CANCELS = re.compile(r"(?:ألغي|الغي|ألغوا|الغوا|إلغاء|الغاء) (?:ال)?(?:طلب|طلبي|طلبية)|cancel (?:my|the) order|(?:elghi|elgho) el ?talab", re.IGNORECASE)  # fmt: skip
_MOVES = re.compile(
    r"(?:(?:غيروا|غيّروا|غيري|غيرلي|غيرولي|أغير|اغير|أغيّر|تغيروا|تغيير) (?:لي )?(?:ال)?عنوان(?: التوصيل)? (?:إلى |الى |على |ل ?)|(?:change|move) the address to )(?P<place>.+)",
    re.IGNORECASE,
)

Wish = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class _Wording:
    ask: str
    follows: str
    not_yet: str
    too_late: str
    stands: str


_WORDS = {
    Language.ARABIC: _Wording(
        "أكيد! اكتبلي الاسم ورقم الهاتف والمنطقة، كل إشي بينهم فاصلة.",
        "تمام، هذا الملخص 🌷",
        "ناقصني إشي حتى أجهز الملخص: المنتج والمقاس، الاسم، رقم هاتف صحيح، والمنطقة.",
        "هذا ما بقدر أغيّره من هون. بتحب حدا من المحل يحكي معك؟",
        "{state} 🌷 رقم الطلب {number}، والمجموع {total}.",
    ),
    Language.ENGLISH: _Wording(
        "Sure! Write me the name, the phone number and the area, with commas between them.",
        "All right, here is the summary 🌷",
        "Something is missing for the summary: the product and its size, the name, a working phone number, and the area.",
        "This I cannot change from here. Shall somebody of the shop write to you?",
        "{state} 🌷 It is order {number}, and comes to {total}.",
    ),
    Language.ARABIZI: _Wording(
        "Akeed! Oktobli el esm w ra2m el telephone w el man6e2a, w benhom fasle.",
        "Tamam, hada el mola55as 🌷",
        "Na2esni ishi 7atta ajahhez el mola55as: el montaj w el ma2as, el esm, ra2m telephone sa7ee7, w el man6e2a.",
        "Hada ma b2dar aghayyro men hon. Bt7eb 7ada mn el ma7al ye7ki ma3ak?",
        "{state} 🌷 Ra2m el talab {number}, w el majmoo3 {total}.",
    ),
}


def asks_to_order(conversation: Conversation, *, names_a_product: bool) -> bool:
    """Who names a product with the wish is shown it first."""
    ready = phone_in(conversation.text) is not None
    return ready or (not names_a_product and bool(ORDERS.search(conversation.text)))


def order_step(
    conversation: Conversation, wish: Search | None, language: Language
) -> str | Mapping[str, Any]:
    """What to propose, or what to say. `wish` is the product spoken of, which has been searched for when there is one."""
    words = _WORDS[language]
    if proposed := _results(conversation, PROPOSE):
        return words.follows if "summary" in proposed[-1] else words.not_yet
    found = _found(conversation.calls, wish)
    if (phone := phone_in(conversation.text)) is None:
        return words.ask
    if found is None:
        return words.not_yet
    said = conversation.text
    item = {"sku": found["sku"], "size": size_in(said, wish), "color": color_in(said, wish), "quantity": 1}
    return {"items": [item], "phone": phone, **wishes_in(said)}


def asks_about_order(conversation: Conversation) -> bool:
    """After an order that there is; who has none asks in general."""
    asks = any(pattern.search(conversation.text) for pattern in (_ASKS_WHERE, _CANCELS, _MOVES))
    return asks and [result["orders"] for result in _results(conversation, STATUS)][:1] != [[]]


def about_order_step(conversation: Conversation, language: Language) -> str | Wish:
    """The tool to call next, or what to say."""
    if not (known := _results(conversation, STATUS)):
        return STATUS, {}
    newest = known[-1]["orders"][0]
    done = [*_results(conversation, PROPOSE), *_results(conversation, CANCEL)]
    words = _WORDS[language]
    if done:
        return words.follows if {"summary", "question"} & done[-1].keys() else words.too_late
    if moved := _MOVES.search(conversation.text):
        return PROPOSE, {"order_no": newest["order_no"], "items": [], **place_in(moved["place"])}
    if _CANCELS.search(conversation.text):
        return CANCEL, {"order_no": newest["order_no"]}
    script = "ar" if language is Language.ARABIC else "en"
    state = newest[f"state_{script}"].rstrip(".").split(". ")[-1]  # the last that has become of it
    return words.stands.format(state=state, number=newest["order_no"], total=newest[f"total_{script}"])


def _results(conversation: Conversation, tool: str) -> list[Mapping[str, Any]]:
    return [call.result for call in conversation.calls if call.name == tool]


def _found(calls: Sequence[Call], wish: Search | None) -> Mapping[str, Any] | None:
    results = [call.result.get("products", []) for call in calls if call.name == "search_products"]
    if not results or wish is None:
        return None
    fitting = about(list(results[-1]), wish)
    return fitting[0] if fitting else None
