"""Whose price or stock a number of a reply is: that of the product which its sentence names, where that is certain.

«الساتان بـ 64.9 والميدي بـ 28.5» is read in turn, name and number. A line that goes on with "Price: …" is of the
product before it. Where a sentence also speaks of another piece, of one that is gone or of what goes with it, nothing is
judged: better a wrong price once than a right one held back.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from shared.language.clauses import Divided
from shared.language.naming import Mention, Product, Token, loosens, mentions, tells_of_it, tokens
from shared.language.numbers import Number

_COUNTED = {"money", "left", "pieces"}
#: Names and numbers by turns, of which one or the other begins.
_NAME_FIRST, _NUMBER_FIRST = re.compile(r"(?:N#)+"), re.compile(r"(?:#N)+")

#: Of a product with more letters of text nothing is kept.
_MOST_KEPT = 2_000

Owners = frozenset[str]
T = TypeVar("T", Number, Token)


def products_of(words: Mapping[str, Mapping[str, Sequence[str]]]) -> list[Product]:
    """Of the words of each by SKU and field."""
    found = []
    for sku, fields in words.items():
        names = (*fields.get("name_ar", ()), *fields.get("name_en", ()))
        texts = tuple(text for some in fields.values() for text in some)
        read = _kept_product if sum(map(len, texts)) <= _MOST_KEPT else Product.of
        found.append(read(sku, names, texts))
    return found


@lru_cache(maxsize=512)
def _kept_product(sku: str, names: tuple[str, ...], texts: tuple[str, ...]) -> Product:
    """A shop's products come again in turn after turn."""
    return Product.of(sku, names, texts)


def owners(
    divided: Divided, numbers: Sequence[Number], products: Sequence[Product], prices: Container[Decimal]
) -> dict[int, Owners]:
    """By where a number begins, the SKUs of which it may be; a number that may be of any is left out.

    `prices` are those of all products: one of these says what it is without a currency too.
    """
    found: dict[int, Owners] = {}
    if len(products) < 2:
        return found
    said, before = tokens(divided.text), None
    for start, end in divided.sentences:
        inside = _within(numbers, start, end)
        words = _within(said, start, end)
        named = mentions(divided.text, words, products)
        loose = _loose(words, named)
        if named:
            skus = frozenset(one.product for one in named)
            found |= _Sentence(divided, named, skus, inside, prices, loose).owners()
            before = named[0].product if len(skus) == 1 and not loose else None
        elif words and (loose or not tells_of_it(words[0].word)):
            before = None
        elif before:
            found |= {number.start: frozenset({before}) for number in inside}
    return found


def told_of_one(divided: Divided, products: Sequence[Product]) -> Iterator[tuple[str, str]]:
    """Sentences that speak of one product alone, with its SKU."""
    said = tokens(divided.text) if len(products) > 1 else []
    for start, end in divided.sentences:
        words = _within(said, start, end)
        named = mentions(divided.text, words, products)
        skus = {one.product for one in named}
        if len(skus) == 1 and not _loose(words, named):
            yield from ((divided.text[start:end], sku) for sku in skus if sku)


@dataclass(frozen=True, slots=True)
class _Sentence:
    divided: Divided
    named: Sequence[Mention]
    products: frozenset[str | None]  #: that are named
    numbers: Sequence[Number]
    prices: Container[Decimal]
    loose: Sequence[int]  #: the places of words that leave open what a number is of

    def owners(self) -> dict[int, Owners]:
        order = self._order()
        whose = {number.start: self._whose(number, order) for number in self.numbers}
        return {place: products for place, products in whose.items() if products}

    def _order(self) -> str:
        """Such as N#N#; a product that is named again before another is, was named once."""
        counted = [
            number.start
            for number in self.numbers
            if self._is_counted(number)
            and not (number.budget or number.floor)
            and not _is_in(number.start, self.named)
        ]
        places = [(one.start, one.product) for one in self.named] + [(place, "") for place in counted]
        order, last = "", None
        for _, product in sorted(places, key=lambda place: place[0]):
            if product == "":
                order += "#" if not order.endswith("#") else ""
            elif not order or product is None or product != last:
                order += "N"
                last = product
        return order

    def _whose(self, number: Number, order: str) -> Owners:
        before, behind = self._neighbours(number)
        if before and before.product and number.start < before.end:
            return frozenset({before.product})
        if len(self.products) == 1:
            near = before or behind
        elif _NAME_FIRST.fullmatch(order):
            near = before
        elif _NUMBER_FIRST.fullmatch(order):
            near = behind
        else:
            certain = before and not self.loose and None not in self.products
            return frozenset(filter(None, self.products)) if certain else frozenset()
        if near is None or near.product is None or self._left_open(number, near):
            return frozenset()
        return frozenset({near.product})

    def _neighbours(self, number: Number) -> tuple[Mention | None, Mention | None]:
        at = bisect_right(self.named, number.start, key=lambda one: one.start)
        return (self.named[at - 1] if at else None), (self.named[at] if at < len(self.named) else None)

    def _is_counted(self, number: Number) -> bool:
        """A number with a fraction is a price, whether or not it says so."""
        if number.unit.kind != "bare":
            return number.unit.kind in _COUNTED
        return number.value != number.value.to_integral_value() or number.value in self.prices

    def _left_open(self, number: Number, named: Mention) -> bool:
        """By a word between the two, or in the clause before the name; and by what parts the number from a later name."""
        piece, _, _ = self.divided.around(number.start)
        if named.start >= piece[1]:
            return True
        start = min(self.divided.around(named.start)[1][0], number.start)
        at = bisect_left(self.loose, start)
        return at < len(self.loose) and self.loose[at] < max(number.end, named.end)


def _loose(words: Sequence[Token], named: Sequence[Mention]) -> list[int]:
    """Where words leave open which product is meant; those of a name do not."""
    places = [word.start for word in words if loosens(word.word)]
    return [place for place in places if not _is_in(place, named)]


def _is_in(place: int, named: Sequence[Mention]) -> bool:
    at = bisect_right(named, place, key=lambda one: one.start)
    return at > 0 and place < named[at - 1].end


def _within(sorted_by_start: Sequence[T], start: int, end: int) -> Sequence[T]:
    first, last = (bisect_left(sorted_by_start, place, key=lambda one: one.start) for place in (start, end))
    return sorted_by_start[first:last]
