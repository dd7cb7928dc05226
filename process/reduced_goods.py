"""Whether a discount is told of goods that it is not on: «على الفستان خصم 30%» where the shop has it on its bags.

Goods are compared by what they are, in every word for it; a sale that names none is on all. Of what a reply means is told
by the words nearest to the number, at last by the customer's.
"""

from collections.abc import Iterable

from process.claims import Claim
from process.facts import Fact, Facts
from process.whose import products_of
from shared.language.content import content_words
from shared.language.folded import fold
from shared.language.goods import kinds, with_names
from shared.language.kept import kept
from shared.language.phrases import said

_OF_A_DISCOUNT = {"percent", "off"}


def is_on_other_goods(fact: Fact, claim: Claim, facts: Facts) -> bool:
    if claim.number.unit.kind not in _OF_A_DISCOUNT or fact.product is not None or not fact.about:
        return False
    heads = [one.heads for one in products_of(facts.words)]
    reduced = _first((fact.piece, fact.about, fact.title), heads)
    if not reduced:
        return False
    told = claim.told
    if said("all the shop").search(fold(told.clause).text):
        return True
    meant = _first((told.piece, told.clause), heads)
    meant = meant or frozenset(
        kind
        for one in products_of(facts.words)
        if one.sku in claim.products
        for kind in with_names(one.heads)
    )
    meant = meant or _first((told.sentence, told.before, told.customer), heads)
    return bool(meant) and reduced.isdisjoint(meant)


def _first(texts: Iterable[str], heads: Iterable[frozenset[str]]) -> frozenset[str]:
    """The kinds of goods in the first of these texts that names some."""
    of_products = list(heads)
    return next(filter(None, (_kinds(text, of_products) for text in texts)), frozenset())


def _kinds(text: str, heads: Iterable[frozenset[str]]) -> frozenset[str]:
    words = _known_words(text)
    own = [with_names(some) for some in heads]
    return frozenset(words & kinds()).union(*(some for some in own if some & words))


@kept(512)
def _known_words(text: str) -> frozenset[str]:
    return with_names(content_words(text))
