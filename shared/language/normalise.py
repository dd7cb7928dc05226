"""The words of a text in the one spelling of `fold`: what search, wishes and questions compare.

The same on both sides of the index, for customers mix the spellings freely, and so do shop owners.
"""

import re

from shared.language.folded import fold
from shared.language.spaced import between_letters

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NOT_WORD = re.compile(r"[^\w.]+|(?<!\d)\.|\.(?!\d)")


def normalise(text: str) -> str:
    """Words divided by single blanks; a decimal point survives between digits."""
    words = _words(text)
    while any(between_letters(words)):  # by other signs than blanks till now: "f:r:e:e"
        words = _words(words)
    return words


def _words(text: str) -> str:
    return " ".join(_NOT_WORD.sub(" ", _THOUSANDS.sub("", fold(text).text)).split())
