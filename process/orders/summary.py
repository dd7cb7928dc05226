"""The summary of an order as the customer reads it, with its two buttons: written by code, so that a yes is to what stands there.

In Arabic, or in English to whom English is written; Arabizi is answered in Arabic letters. The words are in wording.json.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from process.answering import SOME_TIME, When
from process.orders.phone import shown
from process.orders.priced import Line, Priced
from process.wording import in_words
from shared.language import money
from shared.language.register import Register
from shared.payloads import ORDER_NO, ORDER_YES
from shared.reply.model import Choice, Text

Language = Literal["arabic", "english"]

_ASKS = {"new": "ask", "change": "ask_change", "cancel": "ask_cancel"}
_BETWEEN = {"arabic": "، ", "english": ", "}


def language_of(register: Register) -> Language:
    return "english" if register is Register.ENGLISH else "arabic"


def said(name: str, register: Register, when: When = SOME_TIME, **fields: object) -> str:
    """One of the fixed sentences around orders."""
    sentence = str(_words()["said"][name][language_of(register)])
    return sentence.format(when=in_words(when, Register(language_of(register))), **fields)


def summary(priced: Priced, register: Register, draft_no: int) -> Text:
    return Text(summary_text(priced, register), _buttons(priced, register, draft_no))


def summary_text(priced: Priced, register: Register) -> str:
    language, kind = language_of(register), priced.request.kind
    address = [] if kind == "cancel" else _address(priced, language)
    told = [
        _part(kind, language, order_no=priced.request.order_no),
        *(_line(line, priced.currency, language) for line in priced.lines),
        *_sums(priced, language),
        *address,
        _part(_ASKS[kind], language),
    ]
    return "\n".join(told)


def amount(priced: Priced, register: Register) -> str:
    """The total, in the customer's language."""
    return _money(priced.total, priced.currency, language_of(register))


def name_of(line: Line, language: Language) -> str:
    name, color = (
        (line.name_ar, line.color_ar or line.color_en)
        if language == "arabic"
        else (line.name_en, line.color_en or line.color_ar)
    )
    return _BETWEEN[language].join(filter(None, [name, line.size, color]))


def _line(line: Line, currency: str, language: Language) -> str:
    told = _part(
        "line",
        language,
        quantity=line.quantity,
        what=name_of(line, language),
        total=_money(line.total, currency, language),
    )
    return told + (_part("to_order", language) if line.made_to_order else "")


def _sums(priced: Priced, language: Language) -> list[str]:
    fee = _money(priced.fee, priced.currency, language)
    return [
        _part("goods", language, money=_money(priced.goods, priced.currency, language)),
        *_discount(priced, language),
        _part("fee", language, money=fee) if priced.fee else _part("no_fee", language),
        _part("total", language, money=_money(priced.total, priced.currency, language)),
    ]


def _discount(priced: Priced, language: Language) -> list[str]:
    if not priced.discount:
        return []
    offer = priced.offer_ar if language == "arabic" else priced.offer_en
    less = _money(priced.discount, priced.currency, language)
    return [_part("discount" if offer else "discounted", language, offer=offer, money=less)]


def _address(priced: Priced, language: Language) -> list[str]:
    kept = priced.delivery
    area = kept["area_ar"] if language == "arabic" else kept["area_en"]
    low, high = kept["working_days_min"], kept["working_days_max"]
    values = {
        "name": kept["name"],
        "phone": shown(kept["phone"]),
        "second_phone": shown(kept["second_phone"]) if kept["second_phone"] else "",
        "recipient": kept["recipient"],
        "place": _BETWEEN[language].join(filter(None, [area, kept["landmark"]])),
        "deliver_on": _day(kept["deliver_on"], language),
        "gift_note": kept["gift_note"],
    }
    told = [_part(name, language, value=value) for name, value in values.items() if value]
    told += [_part(name, language) for name in ("gift_wrap", "hide_price") if kept[name]]
    days = f"{low}-{high}" if low < high else high
    payment = _words()["payments"][priced.request.payment][language]
    return [*told, _part("days", language, days=days), _part("payment", language, value=payment)]


def _day(iso: str, language: Language) -> str:
    """Such as «الخميس 3/12»."""
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{_words()['weekdays'][language][day.weekday()]} {day.day}/{day.month}"


def _buttons(priced: Priced, register: Register, draft_no: int) -> tuple[Choice, ...]:
    words, language = _words()["buttons"], language_of(register)
    end = "_cancel" if priced.request.kind == "cancel" else ""
    return (
        Choice(words[f"yes{end}"][language], f"{ORDER_YES}{draft_no}"),
        Choice(words[f"no{end}"][language], f"{ORDER_NO}{draft_no}"),
    )


def _money(value: Any, currency: str, language: Language) -> str:
    return money.arabic(value, currency) if language == "arabic" else money.english(value, currency)


def _part(name: str, language: Language, **fields: object) -> str:
    return str(_words()["summary"][name][language]).format(**fields)


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(Path(__file__).with_name("wording.json").read_text(encoding="utf-8"))
    return words
