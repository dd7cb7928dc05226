"""Sums that the model has reckoned itself, and rightly: «2 × 28.5 = 57», "two midi dresses come to 57 JOD", a subtotal and its fee.

The parts must be this turn's prices and fees, and how many pieces there are must have been said by the customer or a tool. A
sum whose parts are neither written beside it nor quoted is nobody's. All is computed in decimals.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from process.claims import Claim, Reading
from process.facts import Facts
from process.pieces import is_of_each, quantities_in
from shared.language.content import content_words
from shared.language.folded import fold
from shared.language.goods import with_names
from shared.language.numbers import Number
from shared.language.phrases import said

_CURRENCY = r"(?: ?(?:jod|jds?|dinars?|lera|lerat|lira|دينار|دنانير|ليره|ليرات|د))?"
_TIMES = re.compile(rf"{_CURRENCY} ?(?:[×x*]|ضرب|times) ?")
_PLUS = re.compile(rf"{_CURRENCY} ?(?:\+|زائد|plus) ?")
_EQUALS = re.compile(
    rf"{_CURRENCY}[ ,]*(?:=|يعني|بيساوي|يساوي|تساوي|equals|makes|بيطلع|بيصير|y3ni|ya3ni) ?(?:ب ?)?"
)
#: Of what sums may be made: not of what something has cost before.
_AMOUNTS = ("price", "line_total", "subtotal", "fee")
_COUNTS = {"bare", "pieces", "count"}


@dataclass(frozen=True)
class Sums:
    """Of one reply."""

    reply: Reading
    facts: Facts

    @cached_property
    def counted(self) -> frozenset[Decimal]:
        """How many pieces the customer or a tool has spoken of."""
        names = self.facts.name_of(*self.facts.words)
        asked = (quantities_in(one, names) for one in self.reply.customer)
        told = {fact.number.value for fact in self.facts.numbers if fact.field == "quantity"}
        return frozenset(told).union(*asked)

    def explain(self, claim: Claim) -> bool:
        unit = claim.number.unit
        if unit.kind not in {"money", "bare"} or unit.name not in {"", "jod"} or claim.told.without_delivery:
            return False
        return (
            self._is_written_out(claim)
            or self._adds_up(claim)
            or self._is_so_many(claim)
            or self._is_with_fee(claim)
            or self.is_missing(claim.number, claim.told.sentence)
        )

    def is_missing(self, number: Number, sentence: str) -> bool:
        """For a delivery without a fee: «ناقصك 19 دينار ليصير التوصيل مجاني»."""
        gaps = {limit.value - worth for limit in self.facts.free_from for worth in self.facts.goods}
        return (
            number.amount > 0
            and number.amount in gaps
            and said("missing").search(fold(sentence).text) is not None
        )

    def _is_written_out(self, claim: Claim) -> bool:
        """«2 × 28.5 + 3 = 60»."""
        before = self._before(claim)
        gaps = [self._gap(one, other) for one, other in pairwise([*before, claim.number])]
        if len(before) < 2 or not _EQUALS.fullmatch(gaps.pop()):
            return False
        terms = [[before[-1]]]
        for one, gap in zip(before[-2::-1], gaps[::-1], strict=True):
            if _TIMES.fullmatch(gap):
                terms[-1].append(one)
            elif _PLUS.fullmatch(gap):
                terms.append([one])
            else:
                break
        if len(terms) == 1 and len(terms[0]) == 1:
            return False
        return self._is_sum([self._worth(term) for term in terms], claim.number)

    def _adds_up(self, claim: Claim) -> bool:
        """Of what the sentence has told before, or of the last amount in each line before: "Dress: 28.5, delivery: 2, total: 30.5"."""
        if claim.told.named != "total" and not said("several").search(fold(claim.told.clause).text):
            return False
        in_it = [one.amount for one in self._before(claim) if self._is_amount(one)]
        lines = [*self._last_of_each_line(claim), *in_it]
        return any(len(some) > 1 and self._is_sum(some, claim.number) for some in ([*in_it], lines))

    def _is_so_many(self, claim: Claim) -> bool:
        """«حبتين من الميدي بـ 57»."""
        product = self._meant(claim)
        if product is None or is_of_each(claim):
            return False
        prices = self.facts.prices_of([product]).get(product, set())
        names = self.facts.name_of(product)
        told = quantities_in(claim.told.clause, names) - {claim.number.value}
        counts = {count for count in told if count > 1 and count in self.counted}
        if len(prices) != 1 or len(counts) != 1:
            return False
        (price,), (count,) = prices, counts
        return price * count == claim.number.amount and self._has(product, count)

    def _meant(self, claim: Claim) -> str | None:
        """The product that is named, be it in the plural; the only one, where none is."""
        if len(claim.products) == 1:
            return next(iter(claim.products))
        words = with_names(content_words(claim.told.clause))
        shared = {sku: len(words & self.facts.name_of(sku)) for sku in self.facts.words}
        best = [sku for sku, count in shared.items() if count == max(shared.values())]
        return best[0] if len(best) == 1 else None

    def _is_with_fee(self, claim: Claim) -> bool:
        if claim.told.named != "total" and not claim.told.with_delivery:
            return False
        return any(
            self._is_sum([worth, fee], claim.number) for worth in self.facts.goods for fee in self.facts.fees
        )

    def _is_sum(self, parts: Sequence[Decimal | None], number: Number) -> bool:
        """No fee is added to what is delivered without one."""
        known = [part for part in parts if part is not None]
        if len(known) < len(parts) or sum(known) != number.amount:
            return False
        goods = [part for part in known if part not in self.facts.fees]
        free = any(sum(goods) >= limit.value for limit in self.facts.free_from)
        return not free or len(goods) == len(known)

    def _worth(self, term: Sequence[Number]) -> Decimal | None:
        if len(term) == 1:
            return term[0].amount if self._is_amount(term[0]) else None
        if len(term) != 2:
            return None
        for count, amount in (term, term[::-1]):
            if count.unit.kind in _COUNTS and count.value in self.counted and self._is_amount(amount):
                return count.value * amount.amount
        return None

    def _is_amount(self, number: Number) -> bool:
        if number.unit.kind not in {"money", "bare"} or number.unit.name not in {"", "jod"}:
            return False
        return any(
            fact.number.unit.kind == "money"
            and fact.number.amount == number.amount
            and not fact.quoted
            and (fact.is_fee or fact.field.startswith(_AMOUNTS))
            for fact in self.facts.numbers
        )

    def _has(self, product: str, count: Decimal) -> bool:
        """Nobody is told what more pieces cost than there are."""
        stocks = [
            one.number.value for one in self.facts.stocks if one.product == product and one.option is None
        ]
        return all(count <= stock for stock in stocks)

    def _before(self, claim: Claim) -> list[Number]:
        start = self.reply.divided.around(claim.number.start)[2][0]
        return [one for one in self.reply.numbers if start <= one.start < claim.number.start]

    def _last_of_each_line(self, claim: Claim) -> Iterator[Decimal]:
        sentence = self.reply.divided.around(claim.number.start)[2]
        for start, end in self.reply.divided.sentences:
            if end > sentence[0]:
                return
            some = [one for one in self.reply.numbers if start <= one.start < end and self._is_amount(one)]
            yield from (one.amount for one in some[-1:])

    def _gap(self, one: Number, other: Number) -> str:
        return fold(self.reply.text[one.end : other.start]).text.strip(" :") or " "
