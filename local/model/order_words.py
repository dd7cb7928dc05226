"""What a customer writes of an order, read piece by piece: between commas or lines stand name, place, and who and what it is for.

A telephone number is what makes an order of it. Whatever is neither a number, a size, a colour nor a wish of another kind is a
name, an area and a landmark, in that order; a place that is known is the area.
"""

import re
from collections.abc import Iterator
from typing import Any

from local.model.intents import Search
from local.model.lexicon import Concept, Kind
from local.model.reading import Size, read

ORDERS = re.compile(r"(?:بدي|حاب|حابة|ممكن) (?:أطلب|اطلب|أطلبه|اطلبه|اطلبها|أطلبها)|\b(?:i want to|i'd like to|can i|let me) order\b|\b(?:bdi|badi) atlob", re.IGNORECASE)  # fmt: skip
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_PHONE = re.compile(r"(?:\+|00)?\d[\d \-]{7,14}\d")
_ENDS = re.compile(r"[\n,،;؛.]+")
_NAMED = re.compile(r"^(?:أنا |انا )?(?:اسمي|الاسم|باسم|my name is|name:?|ismi|esmi)\s*:?\s*", re.IGNORECASE)
_WRAP = re.compile(r"تغليف|هدية|هديه|gift|hdiye", re.IGNORECASE)
_HIDDEN = re.compile(r"بدون (?:ما يبين )?(?:ال)?سعر|without the price|hide the price", re.IGNORECASE)
_CLIQ = re.compile(r"كليك|cliq", re.IGNORECASE)
#: What stands in quotes is written on a card.
_NOTE = re.compile(
    r"(?:(?:مع|عليها|اكتبوا|with|a) )*(?:(?:بطاقة|كرت|كارت|card|note):? )?[«\"“](.+?)[»\"”]", re.IGNORECASE
)
_RECIPIENT = re.compile(
    r"(?:^|\s)(?:ل(?:أختي|اختي|أمي|امي|صاحبتي|صديقتي|بنتي|زوجتي|خطيبتي|خالتي|عمتي|أخوي|اخوي|أبوي|ابوي|زوجي|ابني)|المستلمة?:?|for my (?:sister|mother|friend|daughter|wife|husband|brother|father)) +(?P<name>\S+(?: \S+)?)$",
    re.IGNORECASE,
)
_DAYS = {
    "اليوم": "today", "بكرا": "tomorrow", "بكرة": "tomorrow", "السبت": "saturday", "الأحد": "sunday", "الاحد": "sunday", "الاثنين": "monday",
    "الإثنين": "monday", "الثلاثاء": "tuesday", "الأربعاء": "wednesday", "الاربعاء": "wednesday", "الخميس": "thursday", "الجمعة": "friday",
}  # fmt: skip
_DAY = re.compile(
    rf"^(?:on |يوم |بدي (?:إياه|اياه|إياها|اياها) )*(?P<day>{'|'.join(_DAYS)}|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{{1,2}}/\d{{1,2}})$",
    re.IGNORECASE,
)


def phone_in(text: str) -> str | None:
    match = _PHONE.search(text.translate(_DIGITS))
    return match[0] if match else None


def size_in(text: str, wish: Search | None) -> str:
    sizes = [piece.meaning.value for piece in read(text) if isinstance(piece.meaning, Size)]
    return sizes[-1] if sizes else (wish.size if wish is not None and wish.size else "")


def color_in(text: str, wish: Search | None) -> str:
    colors = [
        piece.meaning.arabic[0]
        for piece in read(text)
        if isinstance(piece.meaning, Concept) and piece.meaning.kind is Kind.COLOR
    ]
    return colors[-1] if colors else (wish.color if wish is not None and wish.color else "")


def wishes_in(text: str) -> dict[str, Any]:
    """Beside what is ordered: where it goes, to whom, when, how it is wrapped and paid."""
    note = _NOTE.search(text)
    plain = _NOTE.sub("", text.translate(_DIGITS))
    pieces = [_NAMED.sub("", piece.strip()) for piece in _ENDS.split(plain)]
    return {
        **_address([piece for piece in pieces if _names(piece)]),
        "recipient": next(_recipients(pieces), ""),
        "deliver_on": next(_days(pieces), ""),
        "gift_note": note[1].strip() if note else "",
        "gift_wrap": bool(_WRAP.search(plain)),
        "hide_price": bool(_HIDDEN.search(plain)),
        "payment": "cliq" if _CLIQ.search(plain) else "cash_on_delivery",
    }


def place_in(text: str) -> dict[str, str]:
    """Of an address alone."""
    address = _address([piece.strip() for piece in _ENDS.split(text) if piece.strip()])
    return {"area": address["area"] or address["name"], "landmark": address["landmark"]}


def _recipients(pieces: list[str]) -> Iterator[str]:
    yield from (found["name"] for piece in pieces if (found := _RECIPIENT.search(piece)))


def _days(pieces: list[str]) -> Iterator[str]:
    for piece in pieces:
        if found := _DAY.fullmatch(piece):
            yield _DAYS.get(found["day"], found["day"].lower())


def _address(plain: list[str]) -> dict[str, str]:
    places = [piece for piece in plain if _has_place(piece)]
    rest = [piece for piece in plain if piece not in places]
    name = rest.pop(0) if rest else ""
    area = places[0] if places else rest.pop(0) if rest else ""
    return {"name": name, "area": area, "landmark": rest[0] if rest else ""}


def _names(piece: str) -> bool:
    other = (_PHONE, ORDERS, _WRAP, _HIDDEN, _CLIQ, _RECIPIENT, _DAY)
    chosen = any(
        isinstance(one.meaning, Size) or (isinstance(one.meaning, Concept) and one.meaning.kind is Kind.COLOR)
        for one in read(piece)
    )
    return bool(piece) and not chosen and not any(pattern.search(piece) for pattern in other)


def _has_place(piece: str) -> bool:
    return any(isinstance(one.meaning, Concept) and one.meaning.kind is Kind.PLACE for one in read(piece))
