"""One spelling for words that Arabic writes in many ways; the same on both sides of the index.

Alef with or without hamza, final yaa and alef maqsura, taa marbuta and haa, tatweel and short vowels: customers mix
them freely, and so do shop owners. Digits become Western, Latin letters small.
"""

import re
import unicodedata

LETTERS = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "گ": "ك",
        "ڤ": "ف",
        "پ": "ب",
        "چ": "ج",
        "ـ": None,
        **{chr(0x660 + digit): str(digit) for digit in range(10)},
        **{chr(0x6F0 + digit): str(digit) for digit in range(10)},
        "٫": ".",
        "٬": None,
    }
)
_NOT_WORD = re.compile(r"[^\w.]+|(?<!\d)\.|\.(?!\d)")


def normalise(text: str) -> str:
    """Words divided by single blanks; a decimal point survives between digits."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(LETTERS)
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(_NOT_WORD.sub(" ", bare).split())


def is_arabic(text: str) -> bool:
    """Whether a text is mostly in Arabic letters: the script to answer in."""
    arabic = sum("\u0600" <= char <= "\u06ff" for char in text)
    latin = sum(char.isascii() and char.isalpha() for char in text)
    return arabic >= latin and arabic > 0
