"""Which size or colour a number of a reply is of: those that its piece names, else its clause, as far as a product has them.

«مقاس M بـ 20» is the price of the M. A digit is a size only behind a word that says so, for prices are digits as well.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from shared.language.clauses import Divided, Span
from shared.language.colors import color_names, colors_in
from shared.language.folded import fold
from shared.language.sizes import written_sizes
from shared.language.tokens import tokens

Names = frozenset[str]  #: such as `size:M` and `color:red`
NONE: Names = frozenset()

_WORD = re.compile(r"[a-z]+(?:['’][^\W_]+)*|[^\W\d_a-z]+|\d+x+[sml]")
_PARTICLES = ("و", "ال", "وال", "بال", "لل")
_ANNOUNCED = re.compile(
    r"(?<!\w)(?:ال|بال|لل)?(?:مقاس|قياس|نمره|size|ma2as|m2as|nemra|nimra)[\s:]{1,2}(\w{1,6})"
)


def names_of(option: Mapping[str, Any]) -> Names:
    """Of one size and colour of a product, as a tool's result tells it."""
    colors = [option[name] for name in ("color_ar", "color_en") if isinstance(option.get(name), str)]
    size = option.get("size")
    sizes = {f"size:{size.upper()}"} if isinstance(size, str) else set()
    return frozenset(sizes | {f"color:{name}" for name in color_names(colors)})


class Options:
    """Of one reply; each stretch is read once."""

    def __init__(self, divided: Divided, known: Iterable[Names]) -> None:
        self._divided, self._known = divided, NONE.union(*known)
        self._read: dict[Span, Names] = {}

    def of(self, text: str) -> Names:
        """All that are named in it."""
        return _said(text) & self._known if self._known else NONE

    def near(self, place: int) -> Names:
        if not self._known:
            return NONE
        piece, clause, _ = self._divided.around(place)
        return self._of(piece) or self._of(clause)

    def _of(self, span: Span) -> Names:
        if span not in self._read:
            self._read[span] = self.of(self._divided.text[slice(*span)])
        return self._read[span]


def _said(text: str) -> Names:
    folded = fold(text).text
    words = {*_WORD.findall(folded), *_ANNOUNCED.findall(folded)}
    words |= {word.removeprefix(part) for word in words for part in _PARTICLES if word.startswith(part)}
    sizes = {size for word in words if word for size in written_sizes(word)}
    colors = colors_in(tokens(text)).names
    return frozenset({f"size:{size}" for size in sizes} | {f"color:{color}" for color in colors})


def is_of_another(own: Names | None, said: Names, of_product: Names) -> bool:
    """Whether a figure is not that of what is said. `own` is None for the product's own figure."""
    mine = said & of_product
    if not mine or own is None:
        return bool(mine)
    kinds = [name.partition(":")[0] for name in mine]
    one_of_each = len(kinds) == len(set(kinds))
    return not mine <= own if one_of_each else mine.isdisjoint(own)
