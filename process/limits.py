"""Whether a limit of the customer's that a reply repeats is true of what it is told of: "under 20" of a dress for 64.9 is not.

Of the product that is named; else of those that the sentence may mean, of one of them or, with "all" and "both", of each.
Nothing is said of any by a question, a denial («ما عنا بأقل من 20») or where no product was found.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache

from shared.language.content import content_words
from shared.language.folded import folded_data
from shared.language.naming import tokens
from shared.language.numbers import Number
from shared.language.promises import negations
from shared.language.search_words import names_of


def holds(
    limit: Number, sentence: str, names: Mapping[str, frozenset[str]], prices: Mapping[str, Iterable[Decimal]]
) -> bool:
    """`names` are the words of the products' names, by SKU, and `prices` theirs and their options'."""
    said = [token.word for token in tokens(sentence)]
    if not prices or sentence.rstrip().endswith(("?", "؟")) or not negations().isdisjoint(_without_and(said)):
        return True
    within = [any(_is_within(limit, price) for price in some) for some in _meant(sentence, names, prices)]
    return all(within) if not _all().isdisjoint(said) else any(within)


def _is_within(limit: Number, price: Decimal) -> bool:
    return price >= limit.amount if limit.floor else price <= limit.amount


def _meant(
    sentence: str, names: Mapping[str, frozenset[str]], prices: Mapping[str, Iterable[Decimal]]
) -> list[Iterable[Decimal]]:
    """The prices of those products that have the most of the sentence's words in their names."""
    said = content_words(sentence)
    words = said.union(*(names_of(word) for word in said))
    shared = {sku: len(words & names.get(sku, frozenset())) for sku in prices}
    most = max(shared.values())
    return [prices[sku] for sku, count in shared.items() if count == most]


def _without_and(said: Iterable[str]) -> set[str]:
    return {form for word in said for form in (word, word.removeprefix("و"))}


@cache
def _all() -> frozenset[str]:
    return frozenset(folded_data("content.json")["all"].split())
