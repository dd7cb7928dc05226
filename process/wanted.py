"""What a customer wants of the catalogue, understood from their words and from what the model made of them.

Limits of price, sizes and colours become filters, also where the model left them in the words; what the model says goes
first. What has become a price or a size is no longer looked for as a word. A size or colour that nothing has is left out
again rather than answered with other things of that colour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from shared.language.colors import color_names, colors_in, wanted_colors
from shared.language.price_limits import limits_in
from shared.language.search_words import names_of, told_words
from shared.language.size_words import size_in
from shared.language.sizes import written_sizes
from shared.language.tokens import tokens, without
from shared.search.filters import Filter

Document = Mapping[str, Any]
Beside = Literal["size", "color"]
#: Shorter ones stand in many words.
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    text: str  #: what is to be looked for by words and meaning
    low: Decimal | None
    high: Decimal | None
    sizes: tuple[str, ...]
    colors: tuple[str, ...]
    in_stock_only: bool
    things: tuple[str, ...]  #: the words that say what it is, normalised

    @property
    def beside(self) -> list[Beside]:
        """What can be left out."""
        said: list[tuple[Beside, bool]] = [("size", bool(self.sizes)), ("color", bool(self.colors))]
        return [name for name, is_said in said if is_said]

    def where(self, *, beside: bool) -> Filter:
        return Filter.all(
            Filter.equal("kind", "product"),
            # Sizes and colours may cost more or less than the product: what overlaps is shown, with each price.
            None if self.low is None else Filter.at_least("price_to", self.low),
            None if self.high is None else Filter.at_most("price_from", self.high),
            Filter.contains(self._sizes_of, *self.sizes) if beside and self.sizes else None,
            Filter.contains("colors", *self.colors) if beside and self.colors else None,
            Filter.equal("in_stock", value=True) if self.in_stock_only else None,
        )

    @property
    def _sizes_of(self) -> str:
        """In stock in that size, not in another."""
        return "sizes_in_stock" if self.in_stock_only else "sizes"

    def fitting(self, documents: Sequence[Document]) -> list[Document]:
        """Those that have the most of what it is, by words; none when all are other things altogether."""
        shares = [self.share_in(document) for document in documents]
        best = max(shares, default=0.0)
        return [one for one, share in zip(documents, shares, strict=True) if share == best > 0]

    def nearest(self, documents: Sequence[Document]) -> list[Document]:
        """The fitting ones, with those first that have more of size and colour."""
        return sorted(
            self.fitting(documents), key=lambda one: -sum(self._has(one, name) for name in self.beside)
        )

    def lacking(self, documents: Sequence[Document]) -> list[Beside]:
        """Which of size and colour none of them has."""
        return [name for name in self.beside if not any(self._has(one, name) for one in documents)]

    def _has(self, document: Document, name: Beside) -> bool:
        if name == "size":
            return bool(set(self.sizes) & set(document[self._sizes_of]))
        return bool(set(self.colors) & set(color_names([*document["colors_ar"], *document["colors_en"]])))

    def best_share(self, documents: Sequence[Document]) -> float:
        return max(map(self.share_in, documents), default=0.0)

    def share_in(self, document: Document) -> float:
        """How many of the words that say what it is are met."""
        if not self.things:
            return 1.0
        written = document.get("normalised") or ""
        met = sum(any(name in written for name in _names(thing)) for thing in self.things)
        return met / len(self.things)


def wanted(
    query: str, *, low: Decimal | None, high: Decimal | None, size: str, color: str, in_stock_only: bool
) -> Wanted:
    limits = limits_in(query)
    said = size_in(query, besides=limits.said)
    left = " ".join(filter(None, [without(tokens(query), limits.said | said.said), color]))
    some = tokens(left)
    colors = colors_in(some)
    if low is None and high is None:
        low, high = limits.low, limits.high
    size = size.strip() or said.size
    return Wanted(
        text=left or query,
        low=low,
        high=high,
        sizes=written_sizes(size) if size else (),
        colors=wanted_colors(colors.names),
        in_stock_only=in_stock_only,
        things=tuple(told_words(without(some, colors.said))),
    )


def _names(thing: str) -> list[str]:
    """With an English plural's ending taken off."""
    names = names_of(thing)
    bare = [
        name.removesuffix("s").removesuffix("e") for name in names if name.isascii() and name.endswith("s")
    ]
    return [name for name in [*names, *bare] if len(name) >= _SHORTEST or name == thing]
