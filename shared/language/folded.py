"""A text in one spelling that still knows its places: each folded letter remembers the one it came from.

The spelling is that of `normalise`, but marks of punctuation stay, since they part numbers and clauses. Invisible
letters, keycaps and tatweel go: a digit hidden among them is a digit.
"""

import json
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from shared.language.normalise import LETTERS

_SIGNS = str.maketrans({"٬": ",", "،": ",", "½": ".5", "¼": ".25", "¾": ".75", "🔟": "10", "’": "'"})
_UNSEEN = {"Mn", "Me", "Cf"}
_LONG_VOWELS = "اوي"


@dataclass(frozen=True, slots=True)
class Folded:
    text: str
    places: tuple[int, ...]  #: of each letter of `text` in the original, and the original's length at the end

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original this stretch stands; what was dropped behind its last letter is left out."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for letter in _letter(char):
            if _lengthens(letters, letter):
                continue
            letters.append(letter)
            places.append(place)
    return Folded("".join(letters), (*places, len(text)))


def _lengthens(before: list[str], letter: str) -> bool:
    """A vowel that is said on: the first letter of a word may be "and", and none follows it twice."""
    return letter in _LONG_VOWELS and before[-1:] == [letter] and len(before) > 1 and before[-2].isalpha()


def folded_data(name: str) -> Any:
    """A file of words beside this one, in the spelling in which texts will meet them."""
    return json.loads(fold(Path(__file__).with_name(name).read_text("utf-8")).text)


@lru_cache(maxsize=4096)
def _letter(char: str) -> str:
    known = unicodedata.normalize("NFKC", char.translate(_SIGNS)).casefold().translate(LETTERS)
    seen = (letter for letter in known if unicodedata.category(letter) not in _UNSEEN)
    return "".join(_western(letter) for letter in seen)


def _western(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    # A line's end parts clauses; every other blank is one.
    return " " if letter.isspace() and letter != "\n" else letter
