"""Whether a comment asks something: by its mark, or by a word that only questions have.

Most comments praise or greet, and are to be left alone; who asks for a price rarely types a question mark.
"""

from collections.abc import Iterable

from shared.language.normalise import normalise

_MARKS = ("?", "؟")
_ASKING = (
    *("كم", "بكم", "قديش", "قدي", "اديش", "أديش", "السعر", "سعر", "سعره", "سعرها", "سعرو", "اسعار", "الأسعار", "تكلفة"),
    *("وين", "فين", "متى", "ايمتى", "كيف", "شو", "شنو", "هل", "مين", "ليش", "أي مقاس", "مقاسات", "المقاسات"),
    *("عندكم", "عندكو", "في منه", "في منها", "متوفر", "متوفرة", "موجود", "موجودة", "بتوصلوا", "توصيل", "كيف أطلب", "بدي أطلب"),
    *("how much", "how many", "how do i", "price", "prices", "cost", "where", "when", "which", "do you have", "do you ship"),
    *("available", "delivery", "in stock", "what size", "sizes"),
    *("kam", "bkam", "adesh", "2adesh", "adeish", "2adeish", "gadesh", "kadesh", "wen", "wein", "emta", "shu", "sho", "3ndkom", "3endkom", "si3er", "se3er", "mwjood", "mtwafer"),
)  # fmt: skip
_PHRASES = tuple(normalise(phrase) for phrase in _ASKING)


def is_question(text: str) -> bool:
    return any(mark in text for mark in _MARKS) or mentions(text, _PHRASES)


def mentions(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of these, normalised, stands in the text as whole words."""
    said = f" {normalise(text)} "
    return any(f" {phrase} " in said for phrase in phrases if phrase)
