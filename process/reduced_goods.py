"""Whether a discount is told of goods that it is not on: «على الفستان خصم 30%» where the shop has it on its bags.

Goods are compared by what they are, in every word for it; a sale that names none is on all. Of what a reply means is told
by the words nearest to the number, at last by the customer's.
"""

from collections.abc import Iterable
from functools import cache

from process.claims import Claim
from process.facts import Fact, Facts
from process.whose import products_of
from shared.language.content import content_words
from shared.language.folded import folded_data
from shared.language.kept import kept
from shared.language.search_words import names_of

_OF_A_DISCOUNT = {"percent", "off"}


def is_on_other_goods(fact: Fact, claim: Claim, facts: Facts) -> bool:
    if claim.number.unit.kind not in _OF_A_DISCOUNT or fact.product is not None or not fact.about:
        return False
    heads = [one.heads for one in products_of(facts.words)]
    reduced = _first((fact.piece, fact.about, fact.title), heads)
    if not reduced:
        return False
    told = claim.told
    meant = _first((told.piece, told.clause), heads)
    meant = meant or frozenset(
        kind
        for one in products_of(facts.words)
        if one.sku in claim.products
        for kind in _with_names(one.heads)
    )
    meant = meant or _first((told.sentence, told.before, told.customer), heads)
    return bool(meant) and reduced.isdisjoint(meant)


def _first(texts: Iterable[str], heads: Iterable[frozenset[str]]) -> frozenset[str]:
    """The kinds of goods in the first of these texts that names some."""
    of_products = list(heads)
    return next(filter(None, (_kinds(text, of_products) for text in texts)), frozenset())


def _kinds(text: str, heads: Iterable[frozenset[str]]) -> frozenset[str]:
    words = _known_words(text)
    own = [_with_names(some) for some in heads]
    return frozenset(words & _goods()).union(*(some for some in own if some & words))


@kept(512)
def _known_words(text: str) -> frozenset[str]:
    return _with_names(content_words(text))


def _with_names(words: Iterable[str]) -> frozenset[str]:
    return frozenset(name for word in words for name in (word, *names_of(word)))


@cache
def _goods() -> frozenset[str]:
    return frozenset(folded_data("content.json")["goods"].split())
