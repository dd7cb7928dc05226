"""Which of the shop's delivery areas a customer's words name: pure, so that it is a table test.

A name or alias is met word by word in the project's one spelling, whatever particle is glued to it: «لإربد», «عالزرقا»,
`3al zarqa`, `lel karak`. The longer name wins («جبل عمّان» is not «عمّان»), and an area wins over the governorate it lies
in. Nothing is guessed from a likeness: one letter divides «معان» from «عمان».
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shared.language.normalise import normalise

#: What may be glued to a name: "to", "on", "in", "and", each with or without "the".
_ARABIC = (
    "وعال",
    "ولل",
    "وال",
    "وبال",
    "عال",
    "لل",
    "بال",
    "فال",
    "ال",
    "ول",
    "وع",
    "وب",
    "ع",
    "ل",
    "ب",
    "و",
    "ف",
)
_LATIN = (
    "3al",
    "3ala",
    "3a",
    "lal",
    "lel",
    "lil",
    "bel",
    "bil",
    "wel",
    "la",
    "el",
    "al",
    "il",
    "l",
    "b",
    "w",
)
_ARTICLES = ("ال", "el", "al", "il")
_LEAST_LEFT = 3


@dataclass(frozen=True, slots=True)
class DeliveryArea:
    area_id: str
    name_ar: str
    name_en: str
    aliases: Sequence[str]
    governorate: str | None
    served: bool
    fee: Decimal | None
    currency: str | None
    days_min: int | None
    days_max: int | None


@dataclass(frozen=True, slots=True)
class _Met:
    area: DeliveryArea
    start: int
    end: int

    def within(self, other: "_Met") -> bool:
        shorter = self.end - self.start < other.end - other.start
        return shorter and other.start <= self.start and self.end <= other.end


def areas_named(words: str, areas: Iterable[DeliveryArea]) -> list[DeliveryArea]:
    """None: unknown. One: that one. Several: the words leave open which."""
    said = [_without(word, _LATIN if word.isascii() else _ARABIC) for word in _words(words)]
    met = [one for area in areas for one in _met(area, said)]
    met = [one for one in met if not any(one.within(other) for other in met)]
    named = list({one.area.area_id: one.area for one in met}.values())
    narrowed = {area.governorate for area in named}
    return [area for area in named if area.area_id not in narrowed]


def _met(area: DeliveryArea, said: Sequence[frozenset[str]]) -> Iterator[_Met]:
    for name in (area.name_ar, area.name_en, *area.aliases):
        # Of a name nothing but the article may go: «عبدون» is not «بدون».
        wanted = [_without(word, _ARTICLES) for word in _words(name)]
        for start in range(len(said) - len(wanted) + 1):
            there = said[start : start + len(wanted)]
            if wanted and all(not one.isdisjoint(other) for one, other in zip(wanted, there, strict=True)):
                yield _Met(area, start, start + len(wanted))


def _words(text: str) -> list[str]:
    """«الزرقاء» and «الزرقا» are one name."""
    return [word for word in normalise(text).replace("ء", "").split() if word not in {"ال", "el", "al"}]


def _without(word: str, glued: Sequence[str]) -> frozenset[str]:
    """The word as it stands, and without each of what may be glued to its front."""
    bare = (word.removeprefix(part) for part in glued if word.startswith(part))
    return frozenset([word, *(rest for rest in bare if len(rest) >= _LEAST_LEFT)])
