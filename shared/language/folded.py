"""A text in one spelling that still knows its places: each folded letter remembers the one it came from.

Alef with or without hamza, final yaa and alef maqsura, taa marbuta and haa are one each; short vowels, accents, tatweel,
keycaps and invisible letters go, since a digit hidden among them is a digit; digits of every script become Western, and
what was drawn out or s p a c e d is one word again. Punctuation stays: it parts numbers and clauses. The letters are in letters.json.
"""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from shared.language.elongation import surplus
from shared.language.kept import kept
from shared.language.spaced import between_letters

_UNSEEN = {"Mn", "Me", "Cf"}


class _Letters(NamedTuple):
    table: dict[int, str | None]
    signs: dict[int, str]
    doubles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Folded:
    text: str
    places: Sequence[int]  #: of each letter of `text` in the original, and the original's length at the end

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original this stretch stands; what was dropped behind its last letter is left out."""
        return self.places[start], self.places[end - 1] + 1


@kept(2048)
def fold(text: str) -> Folded:
    """Kept for a while: what a shop says of its products is read in turn after turn, and by several readers."""
    written = [*map(_letter, text)]
    letters, places = [*"".join(written)], [*range(len(text))]
    if any(len(letter) != 1 for letter in written):
        places = [place for place, some in enumerate(written) for _ in some]
    letters, places = _without(set(between_letters("".join(letters))), letters, places)
    letters, places = _without(set(surplus("".join(letters), _letters().doubles)), letters, places)
    unmoved = len(letters) == len(
        text
    )  # as most texts are, whose places are then no list of numbers to be kept
    return Folded("".join(letters), range(len(text) + 1) if unmoved else (*places, len(text)))


def _without(too_many: set[int], letters: list[str], places: list[int]) -> tuple[list[str], list[int]]:
    if not too_many:
        return letters, places
    kept = [at for at in range(len(letters)) if at not in too_many]
    return [letters[at] for at in kept], [places[at] for at in kept]


def folded_data(name: str) -> Any:
    """A file of words beside this one, in the spelling in which texts will meet them."""
    return json.loads(fold(Path(__file__).with_name(name).read_text("utf-8")).text)


@lru_cache(maxsize=4096)
def _letter(char: str) -> str:
    table, signs, _ = _letters()
    known = unicodedata.normalize("NFKD", char.translate(signs)).casefold()
    plain = unicodedata.normalize("NFKD", known).translate(table)
    seen = (letter for letter in plain if unicodedata.category(letter) not in _UNSEEN)
    return "".join(_western(letter) for letter in seen)


def _western(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    # A line's end parts clauses; every other blank is one.
    return " " if letter.isspace() and letter != "\n" else letter


@cache
def _letters() -> _Letters:
    data = json.loads(Path(__file__).with_name("letters.json").read_text("utf-8"))
    table: dict[int, str | None] = {
        ord(form): letter for letter, forms in data["same"].items() for form in forms
    }
    table |= {ord(letter): None for letter in data["unseen"]}
    doubles = data["doubles"].translate(table)
    return _Letters(table, str.maketrans(data["signs"]), frozenset(doubles.split()))
