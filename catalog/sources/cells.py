"""What a cell says: amounts, stock, lists and colours as shops write them, in digits of any script.

Nothing is guessed. «1,250» is 1.25 or 1250, so it is refused with both readings; «12,5», «١٢٫٥٠٠» and "1,250.00 JD" are plain.
The words are in cells.json.
"""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from shared.language.folded import fold
from shared.language.normalise import normalise
from shared.stock import Stock

_AMOUNT = re.compile(r"[-−–(]?\s*(?:(?<!\w)[.,])?\d[\d.,\s]*")
_GROUPED = re.compile(r"\d{1,3}(?:[,\s]\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?|[.,]\d+")
_LIST = re.compile(r"[,،;؛|\n]")
_ARABIC = re.compile("[\u0621-\u064a]")
_SPELT = {"٫": ".", "٬": ",", "،": ","}
_MOST_DIGITS = 12
_PRICE = "a price such as 12.5, not below zero, with at most 3 decimals"


class Unreadable(Exception):
    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


OnHand = tuple[Stock, int | None]
UNCOUNTED: OnHand = (Stock.AVAILABLE, None)


class Amount(NamedTuple):
    value: Decimal
    currency: str | None  #: only when the cell names one


def amount(text: str) -> Amount:
    """Raises Unreadable for what is no price, is below zero, or could be two."""
    plain = "".join(_SPELT.get(char, _western(char)) for char in text)
    found = _AMOUNT.search(plain)
    if not found:
        raise Unreadable(_PRICE)
    digits = found[0].strip()
    named = _currency(plain[: found.start()], plain[found.end() :])
    if digits[0] in "-−–(":
        raise Unreadable("a price that is not below zero")
    value = _decimal(digits)
    if value.adjusted() >= _MOST_DIGITS - 3 or -int(value.as_tuple().exponent) > 3:
        raise Unreadable(_PRICE)
    return Amount(value, named)


def _decimal(digits: str) -> Decimal:
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits):
        whole, part = digits.split(",")
        raise Unreadable(f"{whole}.{part} or {whole}{part}: this comma may be either")
    if _PLAIN.fullmatch(digits):
        return _short(Decimal(digits.replace(",", ".")))
    if _GROUPED.fullmatch(digits):
        mark = max(",.", key=digits.rfind) if {",", "."} <= set(digits) else ""
        whole, _, part = digits.rpartition(mark) if mark else (digits, "", "")
        return _short(Decimal(re.sub(r"\D", "", whole) + (f".{part}" if part else "")))
    raise Unreadable(_PRICE)


def _short(value: Decimal) -> Decimal:
    """25.000 as 25: digits that say nothing take no room."""
    short = value.normalize()
    return Decimal(f"{short:f}") if int(short.as_tuple().exponent) > 0 else short


def _currency(*around: str) -> str | None:
    words = " ".join(" ".join(around).casefold().replace(":", " ").split())
    for word in sorted(_data()["price_words"], key=len, reverse=True):
        words = words.replace(word, "").strip()
    if not words.strip(" ./"):
        return None
    code = _data()["currencies"].get(fold(words.strip(" ./")).text)
    if code is None:
        raise Unreadable(f"{_PRICE}, and no other words")
    return str(code)


def currency(text: str) -> str | None:
    """«دينار», JD or a code of three letters; None for a blank. Raises Unreadable."""
    word = text.casefold().strip(" ./")
    known: str | None = _data()["currencies"].get(fold(word).text)
    if not word or known:
        return known
    if re.fullmatch("[a-z]{3}", word):
        return word.upper()
    raise Unreadable("a currency such as JOD or «دينار»")


def stock(text: str) -> OnHand:
    """A count, or a word. A blank says that nobody counts. Raises Unreadable."""
    words = normalise(text)
    if not words:
        return UNCOUNTED
    if known := _data()["stock"].get(words):
        return Stock(known), None
    number = re.fullmatch(r"(\d{1,9})(?:[.]0+)?", words)
    if number is None or text.strip()[0] in "-−–":
        raise Unreadable("a whole number, or a word such as «متوفر», «نفد», «حسب الطلب», in stock, sold out")
    return Stock.COUNTED, int(number[1])


def flag(text: str) -> bool | None:
    """None for a blank. Raises Unreadable."""
    word = normalise(text)
    if word in _data()["yes"]:
        return True
    if word in _data()["no"]:
        return False
    if not word:
        return None
    raise Unreadable("yes or no («نعم» or «لا»)")


def listed(text: str) -> tuple[str, ...]:
    """What commas, Arabic ones, semicolons, bars or line breaks part; each once."""
    return tuple(dict.fromkeys(listed_all(text)))


def listed_all(text: str) -> list[str]:
    return [part for one in _LIST.split(text) if (part := " ".join(one.split()))]


def addresses(text: str) -> tuple[str, ...]:
    """Of images: a comma or a blank may be part of one, so they are parted where the next begins, or the line ends."""
    parts = re.split(r"[,،;؛|\s]+(?=[A-Za-z]+://)|[|\r\n]+", text)
    return tuple(dict.fromkeys(filter(None, (part.strip(" \t,،;؛") for part in parts))))


def colour(text: str) -> tuple[str, str]:
    """Arabic and English: «أحمر / Red» is both, one language alone leaves the other blank."""
    left, slash, right = (part.strip() for part in text.partition("/"))
    if slash and is_arabic(left) != is_arabic(right):
        return (left, right) if is_arabic(left) else (right, left)
    return by_language(text)


def by_language(text: str) -> tuple[str, str]:
    """As (Arabic, English), by its letters."""
    return (text, "") if is_arabic(text) else ("", text)


def is_arabic(text: str) -> bool:
    return bool(_ARABIC.search(text))


def is_word(kind: str, text: str) -> bool:
    return normalise(text) in _data()[kind]


def _western(char: str) -> str:
    return str(int(char)) if char.isdecimal() else char


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return {
        "currencies": _by_word(data["currencies"], lambda word: fold(word).text),
        "stock": _by_word(data["stock"], normalise),
        "price_words": [word.casefold() for word in data["price_words"].split("|")],
        **{name: _words(data[name]) for name in ("yes", "no", "sizes", "colors")},
    }


def _words(text: str) -> frozenset[str]:
    return frozenset(normalise(word) for word in text.split("|"))


def _by_word(kinds: dict[str, str], spell: Callable[[str], str]) -> dict[str, str]:
    return {spell(word): kind for kind, words in kinds.items() for word in words.split("|")}
