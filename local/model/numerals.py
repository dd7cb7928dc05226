"""Numbers as customers write them: digits of either script, and number words in Arabic, English and Arabizi."""

import re
from collections.abc import Sequence
from decimal import Decimal

_DIGITS = re.compile(r"\d+(?:[.,]\d+)?")

_TENS = {
    20: "عشرين عشرون twenty 3eshreen 3shreen 3ishreen",
    30: "ثلاثين تلاتين ثلاثون thirty talateen tlateen",
    40: "اربعين اربعون forty arb3een arba3een",
    50: "خمسين خمسون fifty 5amseen khamseen",
    60: "ستين ستون sixty sitteen",
    70: "سبعين سبعون seventy sab3een",
    80: "ثمانين تمانين ثمانون eighty tamaneen",
    90: "تسعين تسعون ninety tes3een",
    100: "ميه مئه مايه hundred miyye miyeh",
}
_ONES = {
    5: "خمسه خمس five 5amse khamse",
    6: "سته ست six sitte",
    7: "سبعه سبع seven sab3a",
    8: "ثمانيه تمانيه ثمن eight tamanye",
    9: "تسعه تسع nine tes3a",
    10: "عشره عشر ten 3ashra",
    12: "اطنعش اثنعشر twelve",
    15: "خمسطعش خمستعش خمسهعشر fifteen 5amsta3sh",
}

_TEN_WORDS = {word: value for value, words in _TENS.items() for word in words.split()}
_ONE_WORDS = {word: value for value, words in _ONES.items() for word in words.split()}


def numeral(words: Sequence[str]) -> tuple[Decimal | None, int]:
    """The number these folded words begin with, and how many of them it takes."""
    first = words[0]
    if _DIGITS.fullmatch(first):
        return Decimal(first.replace(",", ".")), 1
    for article in ("", "ال", "بال", "لل", "ب", "ل"):
        bare = first.removeprefix(article)
        if bare in _TEN_WORDS:
            return _tens_and_ones(_TEN_WORDS[bare], words)
        if bare in _ONE_WORDS:
            return _ones_and_tens(_ONE_WORDS[bare], words)
    return None, 0


def _tens_and_ones(tens: int, words: Sequence[str]) -> tuple[Decimal, int]:
    # "twenty five"
    following = words[1] if len(words) > 1 else ""
    if following.isascii() and tens < 100 and _ONE_WORDS.get(following, 10) < 10:
        return Decimal(tens + _ONE_WORDS[following]), 2
    return Decimal(tens), 1


def _ones_and_tens(ones: int, words: Sequence[str]) -> tuple[Decimal, int]:
    # «خمسة وعشرين»
    following = words[1] if len(words) > 1 else ""
    if following.startswith("و") and following[1:] in _TEN_WORDS and ones < 10:
        return Decimal(ones + _TEN_WORDS[following[1:]]), 2
    return Decimal(ones), 1
