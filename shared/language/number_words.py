"""Words that say numbers, and how they add up: «خمسة وعشرين», `miyye w khamseen`, "two thousand three hundred".

The words are in numbers.json, in the spelling of `fold`. What is also an ordinary word («واحد», «ست», "one") is marked
weak: alone it says a number only beside a unit.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any, Literal, NamedTuple

from shared.language.folded import folded_data
from shared.language.kept import kept

Link = Literal["plain", "and"]

_DRAWN_OUT = re.compile(r"([اوي])\1")
_PREFIXES = ("", "ال", "ب", "ل", "بال", "لل", "ع", "عال", "b")


class Word(NamedTuple):
    worth: Decimal
    weak: bool = False
    fraction: bool = False
    linked: bool = False  #: it carries its own "and": «وعشرين», `w3eshreen`
    priced: bool = False  #: it carries "for": «بعشرين»
    dozen: bool = False  #: what stands before it counts it: "two dozen"


@dataclass(frozen=True)
class Vocabulary:
    words: Mapping[str, Word]
    links: frozenset[str]
    less: frozenset[str]
    idioms: tuple[str, ...]
    ordinary: frozenset[str]  #: words that only look like a number with a particle in front

    def word(self, token: str) -> Word | None:
        """Also with a long vowel said twice, and with the particles that Arabic writes in one with the word."""
        return self._word(token) or self._word(_DRAWN_OUT.sub(r"\1", token))

    def _word(self, token: str) -> Word | None:
        if known := self.words.get(token):
            return known
        if token in self.ordinary:
            return None
        linked = token[:1] in {"و", "w"}
        bare = token[1:] if linked else token
        for prefix in _PREFIXES:
            if bare.startswith(prefix) and (known := self.words.get(bare[len(prefix) :])):
                priced = prefix in {"ب", "b"} and not known.weak
                return known._replace(linked=linked, priced=priced)
        return None


@kept(8192)
def word(token: str) -> Word | None:
    """Most words of a text are no number, and come again."""
    return vocabulary().word(token)


@cache
def vocabulary() -> Vocabulary:
    data = folded_data("numbers.json")
    weak = set(data["only_beside_a_unit"].split())
    words = {
        word: Word(Decimal(worth), word in weak)
        for worth, some in data["worth"].items()
        for word in some.split()
    }
    words |= {word: Word(Decimal(worth)) for worth, word in _teens(data)} | words
    words |= dict.fromkeys(data["dozens"].split(), Word(Decimal(12), dozen=True))
    for worth, some in data["fractions"].items():
        words |= dict.fromkeys(some.split(), Word(Decimal(worth), fraction=True))
    links, less = frozenset(data["and"].split()), frozenset(data["less"].split())
    return Vocabulary(words, links, less, tuple(data["idioms"]), frozenset(data["ordinary"].split()))


def _teens(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each is spelt in dozens of ways: «خمستعش», «خمسطعشر», `khamsta3sh`, `5msta3shar`."""
    for worth, stems in data["teens"].items():
        for stem, ending in product(stems.split(), data["teen_endings"].split()):
            if stem.isascii() == ending.isascii():
                yield worth, stem + ending


@dataclass(slots=True)
class Sum:
    """A number while its words come in: whole thousands, and what is below them."""

    thousands: Decimal
    below: Decimal
    last: Decimal
    latin: bool

    @classmethod
    def of(cls, worth: Decimal, *, latin: bool) -> "Sum":
        if worth in {1000, 2000}:
            return cls(worth, Decimal(), worth, latin)
        return cls(Decimal(), worth, worth, latin)

    @property
    def worth(self) -> Decimal:
        return self.thousands + self.below

    def take(self, worth: Decimal, link: Link) -> bool:
        """Whether this word belongs to the number; «خمسة وعشرة» are two."""
        if worth == 1000:
            return self._multiply_all(link)
        if worth == 100 and link == "plain" and 1 <= self.below <= (99 if self.latin else 9):
            return self._set(self.below * 100, worth)
        if self._fits(worth, link):
            return self._set(self.below + worth, worth)
        return False

    def dozens(self) -> bool:
        """Of "two dozen" and «3 درزن» the first says how many."""
        return 0 < self.below <= 99 and not self.thousands and self._set(self.below * 12, Decimal(100))

    def _multiply_all(self, link: Link) -> bool:
        if link == "and" or self.thousands or not self.below:
            return False
        self.thousands = self.below * 1000
        return self._set(Decimal(), Decimal(1000))

    def _fits(self, worth: Decimal, link: Link) -> bool:
        if not 0 < worth < 1000:
            return False
        if worth >= 100:
            return bool(self.thousands) and not self.below
        rest = self.below % 100
        if not rest:
            return self.last >= 100
        if worth >= 20:  # «خمسة وعشرين»
            return link == "and" and self.last <= 9 and rest == self.last
        # "twenty five"
        return link == "plain" and self.latin and worth <= 9 and 20 <= self.last <= 90

    def _set(self, below: Decimal, last: Decimal) -> bool:
        self.below, self.last = below, last
        return True
