"""Whether a sentence says that the order has reached what makes its delivery free: «وصلت 100 فالتوصيل مجاني».

"If you reach 100" and «لسا ما وصلت» say it not, and neither does a question.
"""

from collections.abc import Iterable
from decimal import Decimal

from process.facts import Facts
from shared.language.folded import fold
from shared.language.naming import tokens
from shared.language.numbers import Number
from shared.language.phrases import said
from shared.language.promises import negations


def says_reached(sentence: str) -> bool:
    if sentence.rstrip().endswith(("?", "؟")):
        return False
    folded = fold(sentence).text
    found = said("reached").search(folded)
    if found is None or said("not so").search(folded, 0, found.start()):
        return False
    return negations().isdisjoint(token.word for token in tokens(folded[: found.start()]))


def is_reached(limits: Iterable[Decimal], facts: Facts) -> bool:
    """By goods that were added up in this turn, of one of these limits."""
    return any(worth >= limit for limit in limits for worth in facts.goods) or 0 in facts.fees


def claims_too_much(sentence: str, numbers: Iterable[Number], facts: Facts) -> bool:
    """`numbers` are those of the sentence, of which one may be the limit; else it is the shop's."""
    if not says_reached(sentence):
        return False
    limits = [one.value for one in numbers if one.unit.kind in {"bare", "money"}]
    return not is_reached(limits or [one.value for one in facts.free_from], facts)
