"""What a reader takes for one letter: a base with its marks, an emoji with its modifiers, a flag.

The boundaries are those of Unicode (UAX #29), by the `regex` package, whose tables are kept up to date; it is imported
by the first text, for it costs 10 ms.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re


def graphemes(text: str) -> list[str]:
    """The text's letters in order; joined they are the text."""
    found: list[str] = _pattern(r"\X").findall(text)
    return found


def shows(text: str) -> bool:
    """Whether a reader would see anything: blanks, controls and joiners alone are no content."""
    return _pattern(r"[^\s\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]").search(text) is not None


def is_emoji(grapheme: str) -> bool:
    return _pattern(r"[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]").search(grapheme) is not None


@cache
def _pattern(source: str) -> "re.Pattern[str]":
    import regex  # type: ignore[import-untyped]  # its stubs are a package of their own

    compiled: re.Pattern[str] = regex.compile(source)
    return compiled
