"""What an amount is told as, by the words around it: a fee, something that is paid beside the price, a sum with its delivery.

A fee is no price of a thing: it is told where the words near it speak of delivery; or, where they speak of no product,
where the customer or the reply does, or a place is named to which it goes. An amount in a product's description is that
of which the description speaks («كتابة الاسم بـ 2 دينار»), and not what the product costs.
"""

import re
from dataclasses import dataclass
from functools import cache

from process.with_delivery import (
    Beside,
    any_word,
    is_paid_at_the_door,
    is_with_delivery,
    is_without_delivery,
    words_of,
)
from shared.language.clauses import Divided
from shared.language.content import content_words
from shared.language.folded import fold, folded_data
from shared.language.phrases import said
from shared.language.topics import Spoken, Topics, topics_in

_PLUS = re.compile(r"(?:\+|زائد|\bplus)\s*\Z")


@dataclass(frozen=True, slots=True)
class Told:
    near: Topics  #: what its piece, else its clause, speaks of
    named: str | None  #: what the words right before it call it
    piece: str
    clause: str
    sentence: str
    beside: Beside
    before: str  #: the sentence before it
    so_far: str  #: the reply up to the end of the sentence
    added: bool  #: it stands behind a plus
    with_delivery: bool
    without_delivery: bool  #: it is still to be added
    customer: str

    @classmethod
    def at(cls, place: int, end: int, divided: Divided, spoken: Spoken, customer: str) -> "Told":
        piece, clause, sentence = divided.around(place)
        text = divided.text
        return cls(
            spoken.near(place),
            spoken.named(place),
            text[slice(*piece)],
            text[slice(*clause)],
            text[slice(*sentence)],
            Beside.of(text[sentence[0] : place], text[end : sentence[1]]),
            text[slice(*divided.before(sentence))],
            text[: sentence[1]],
            _PLUS.search(text, 0, place) is not None,
            is_with_delivery(text[slice(*clause)], place - clause[0])
            or is_paid_at_the_door(
                text[slice(*piece)], Beside.of(text[clause[0] : place], text[end : clause[1]])
            ),
            is_without_delivery(text[slice(*clause)], place - clause[0]),
            customer,
        )

    def as_fee(self, about: frozenset[str], things: frozenset[str], *, of_an_order: bool) -> bool:
        """`about` are the places that it is for, or the words of its source; `things` are what products are."""
        if self.added or self.named == "delivery" or "delivery" in self.near:
            return True
        if content_words(self.clause) & things or said("one piece").search(fold(self.clause).text):
            return False
        if "delivery" in topics_in(self.customer):
            return True
        if "price" in self.near or "total" in self.near:
            named = "delivery" in topics_in(self.sentence) or bool(about & content_words(self.sentence))
            return named or self._goes_on_about_delivery(things)
        if "delivery" in topics_in(self.so_far) or about & content_words(self.sentence):
            return True
        return not of_an_order and bool(about & content_words(self.customer))

    def _goes_on_about_delivery(self, things: frozenset[str]) -> bool:
        """Such as «بنوصل لإربد. بتكلف 3 دنانير»."""
        return "delivery" in topics_in(self.before) and not content_words(self.before) & things

    def as_condition(self, *, is_limit: bool) -> bool:
        """Of what the goods must come to for a delivery without a fee: it is no fee and no total itself."""
        if _free().search(fold(self.sentence).text):
            return True
        spoken_of = _free().search(fold(f"{self.customer}\n{self.so_far}").text) is not None
        sentence = fold(self.sentence).text
        spoken_of = spoken_of or any(said(name).search(sentence) for name in ("reached", "reaching"))
        return self.named is None and (is_limit or spoken_of)

    def as_extra(self, about: frozenset[str], product: frozenset[str]) -> bool:
        """`about` are the words that the description has beside it, `product` those of the product's name."""
        words = content_words(self.sentence)
        return bool((about - product) & words) or bool(words & _words("extra"))


@cache
def _free() -> re.Pattern[str]:
    return any_word(words_of("free"))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(folded_data("topics.json")[name].split())
