"""Which of a product's sizes and colours a turn is told: those that were asked for first, and how many more there are.

A turn has no room for all of a product that has hundreds; what is left out is told to be there, so that nobody says it is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from shared.language.colors import color_names, colors_in
from shared.language.size_words import size_in
from shared.language.sizes import written_sizes
from shared.language.tokens import tokens

MOST = 30
_LISTS = ("options", "sizes", "sizes_in_stock", "colors_ar", "colors_en")
#: Fields that say how many are left out.
NOT_SHOWN = tuple(f"{name}_not_shown" for name in _LISTS)


@dataclass(frozen=True, slots=True)
class Asked:
    sizes: frozenset[str] = frozenset()  #: as `written_sizes` has them
    colors: frozenset[str] = frozenset()  #: as `color_names` has them

    @classmethod
    def of(cls, size: str, color: str) -> Self:
        sizes = written_sizes(size) if size.strip() else ()
        return cls(frozenset(sizes), frozenset(colors_in(tokens(color)).names))

    @classmethod
    def in_words(cls, text: str) -> Self:
        return cls.of(size_in(text).size, text)

    def matches(self, one: Mapping[str, Any] | str) -> int:
        """How much of it an option, a size or a colour is."""
        texts = (
            [one]
            if isinstance(one, str)
            else [one.get(name, "") for name in ("size", "color_ar", "color_en")]
        )
        return bool(self.sizes & {text.upper() for text in texts}) + bool(self.colors & {*color_names(texts)})


ANYTHING = Asked()


def told(facts: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """`facts` with none of its lists longer than `MOST`."""
    shown = dict(facts)
    for name in _LISTS:
        if len(facts.get(name, ())) > MOST:
            shown[name] = _first(facts[name], asked)
            shown[f"{name}_not_shown"] = f"{len(facts[name]) - MOST} more: ask with the size or color"
    return shown


def _first(some: Sequence[Any], asked: Asked) -> list[Any]:
    return sorted(some, key=asked.matches, reverse=True)[:MOST]
