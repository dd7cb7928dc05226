"""Whether a limit of the customer's that a reply repeats is true of what it is told of: "under 20" of a dress for 64.9 is not.

Of the product that is named; else of those that the sentence may mean, of one of them or, with "all" and "both", of each.
Nothing is said of any by a question, a denial («ما عنا بأقل من 20») or where no product was found.
"""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from shared.language.content import content_words
from shared.language.folded import fold, folded_data
from shared.language.naming import tokens
from shared.language.numbers import Number
from shared.language.phrases import said
from shared.language.price_limits import limits_in
from shared.language.promises import negations
from shared.language.search_words import names_of


class Limit(NamedTuple):
    low: Decimal | None
    high: Decimal | None
    of_none: bool = False  #: "none costs more" is said of all of them


def limit_of(number: Number, clause: str) -> Limit | None:
    """What a number is as a limit, if it is one: «ما بيتجاوز 20» and "20 or less" are at most 20, about it is a quarter to either side."""
    amount = number.amount
    if number.floor and said("none").search(fold(clause).text):
        return Limit(None, amount, of_none=True)
    found = limits_in(clause)
    if amount in {found.low, found.high} or (
        found.low and found.high and found.low + found.high == 2 * amount
    ):
        return Limit(found.low, found.high)
    if number.budget or number.floor:
        return Limit(amount, None) if number.floor else Limit(None, amount)
    return None


def holds(
    number: Number,
    clause: str,
    sentence: str,
    names: Mapping[str, frozenset[str]],
    prices: Mapping[str, Collection[Decimal]],
) -> bool:
    """`names` are the words of the products' names, by SKU, and `prices` theirs and their options'."""
    limit = limit_of(number, clause)
    words = {token.word for token in tokens(sentence)}
    if limit is None or not prices or sentence.rstrip().endswith(("?", "؟")):
        return True
    of_all = limit.of_none or not _all().isdisjoint(words)
    if _denies(sentence, clause, limit):
        return True
    enough = all if of_all else any
    return enough(
        enough(_is_within(limit, price) for price in some) for some in _meant(sentence, names, prices)
    )


def _denies(sentence: str, clause: str, limit: Limit) -> bool:
    """Not where the denial makes the limit: «كلهم ما بيتجاوزوا 20» says something of all of them."""
    folded = fold(sentence).text
    words = _without_and(token.word for token in tokens(sentence))
    if said("not all").search(folded):
        return True
    if limit.of_none or (_denials().isdisjoint(words) and not said("none").search(folded)):
        return False
    undenied = limits_in(" ".join(token.word for token in tokens(clause) if token.word not in _denials()))
    turned = (undenied.low, undenied.high) == (limit.high, limit.low)
    return not turned


def _is_within(limit: Limit, price: Decimal) -> bool:
    return (limit.low is None or price >= limit.low) and (limit.high is None or price <= limit.high)


def _meant(
    sentence: str, names: Mapping[str, frozenset[str]], prices: Mapping[str, Collection[Decimal]]
) -> list[Collection[Decimal]]:
    """The prices of those products that have the most of the sentence's words in their names."""
    spoken = content_words(sentence)
    words = spoken.union(*(names_of(word) for word in spoken))
    shared = {sku: len(words & names.get(sku, frozenset())) for sku in prices}
    most = max(shared.values())
    return [prices[sku] for sku, count in shared.items() if count == most]


def _without_and(words: Iterable[str]) -> set[str]:
    return {form for word in words for form in (word, word.removeprefix("و"))}


@cache
def _denials() -> frozenset[str]:
    """Without those that only leave something out: «كلهم تحت العشرين بدون توصيل»."""
    return negations() - frozenset(folded_data("content.json")["left_out"].split())


@cache
def _all() -> frozenset[str]:
    return frozenset(folded_data("content.json")["all"].split())
