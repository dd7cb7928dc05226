"""What an amount is told as, by the words around it: a fee, something that is paid beside the price, a sum with its delivery.

A fee is no price of a thing: it is told where the words near it speak of delivery; or, where they speak of no product,
where the customer or the reply does, or a place is named to which it goes. An amount in a product's description is that
of which the description speaks («كتابة الاسم بـ 2 دينار»), and not what the product costs.
"""

import re
from dataclasses import dataclass
from functools import cache

from shared.language.clauses import Divided
from shared.language.content import content_words
from shared.language.folded import fold, folded_data
from shared.language.topics import Spoken, Topics, topics_in

_PLUS = re.compile(r"(?:\+|زائد|\bplus)\s*\Z")


@dataclass(frozen=True, slots=True)
class Told:
    near: Topics  #: what its piece, else its clause, speaks of
    named: str | None  #: what the words right before it call it
    clause: str
    sentence: str
    so_far: str  #: the reply up to the end of the sentence
    added: bool  #: it stands behind a plus
    with_delivery: bool
    customer: str

    @classmethod
    def at(cls, place: int, divided: Divided, spoken: Spoken, customer: str) -> "Told":
        _, clause, sentence = divided.around(place)
        text = divided.text
        return cls(
            spoken.near(place),
            spoken.named(place),
            text[slice(*clause)],
            text[slice(*sentence)],
            text[: sentence[1]],
            _PLUS.search(text, 0, place) is not None,
            _is_with_delivery(text[slice(*clause)], place - clause[0]),
            customer,
        )

    def as_fee(self, about: frozenset[str], things: frozenset[str], *, of_an_order: bool) -> bool:
        """`about` are the places that it is for, or the words of its source; `things` are what products are."""
        if self.added or self.named == "delivery" or "delivery" in self.near:
            return True
        if content_words(self.clause) & things:
            return False
        if "delivery" in topics_in(self.customer):
            return True
        if "price" in self.near or "total" in self.near:
            return "delivery" in topics_in(self.sentence) or bool(about & content_words(self.sentence))
        if "delivery" in topics_in(self.so_far) or about & content_words(self.sentence):
            return True
        return not of_an_order and bool(about & content_words(self.customer))

    def as_extra(self, about: frozenset[str], product: frozenset[str]) -> bool:
        """`about` are the words that the description has beside it, `product` those of the product's name."""
        said = content_words(self.sentence)
        return bool((about - product) & said) or bool(said & _words("extra"))


def _is_with_delivery(clause: str, place: int) -> bool:
    """«84 مع التوصيل», "with delivery: 84": of the number behind such words, else of the one before."""
    folded = fold(clause)
    for found in _with_delivery().finditer(folded.text):
        start, end = folded.span(found.start(), found.end())
        behind = re.search(r"\d", clause[end:])
        if place == (end + behind.start() if behind else _last_digits(clause[:start])):
            return True
    return False


def _last_digits(text: str) -> int | None:
    found = list(re.finditer(r"\d[\d.,٫]*", text))
    return found[-1].start() if found else None


@cache
def _with_delivery() -> re.Pattern[str]:
    words = folded_data("topics.json")
    some = "|".join(map(re.escape, words["with"].split())).replace("_", " ")
    delivery = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words["delivery"].split())
    included = "|".join(words["included"].split()).replace("*", r"\w*")
    article = "(?:ال|لل|بال|el |the )?"
    return re.compile(
        rf"(?<!\w)(?<!غير )(?<!not )(?:(?:{some}) ?{article}(?:{delivery})|{article}(?:{delivery})(?: is)? (?:{included}))(?!\w)"
    )


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(folded_data("topics.json")[name].split())
