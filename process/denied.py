"""A price that the customer has named and the reply denies: «ما عنا شي بـ 70», "I can't do 50".

Only what stands between the denial and the number makes it one, and only in words that ask for goods or name a price: «ما بتلاقي
أحلى منه بـ 20» tells a price.
"""

import re
from enum import Enum

from process.claims import Claim
from process.facts import Facts
from shared.language.goods import kinds, with_names
from shared.language.phrases import said

_NO_WORD = re.compile(r"[^\w\s'’]")


class Denied(Enum):
    PRICE = "price"  #: it is no price of what is spoken of: «مش بـ 50»
    ALL = "all"  #: nothing costs so much


def denied(claim: Claim, facts: Facts) -> Denied | None:
    number, told = claim.number, claim.told
    if number.budget or number.floor or told.sentence.rstrip().endswith(("?", "؟")):
        return None
    for name, kind in (("has nothing", Denied.ALL), ("is not", Denied.PRICE)):
        openers = list(said(name).finditer(told.beside.ahead))
        if openers and _only_asks(openers[-1], facts):
            return kind
    return None


def is_falsely(claim: Claim, facts: Facts) -> bool:
    """«ما عنا شي بـ 15», where something was found for so much."""
    if denied(claim, facts) is not Denied.ALL or said("but").match(claim.told.beside.behind):
        return False
    ahead = claim.told.beside.ahead.split()
    of_all = not any(_is_goods(word, facts) for word in ahead)
    return of_all and claim.number.amount in facts.prices()


def _only_asks(opener: re.Match[str], facts: Facts) -> bool:
    between = opener.string[opener.end() :]
    if _NO_WORD.search(between):
        return False
    words = between.split()
    named = [word for word in words if said("something").fullmatch(word) or _is_goods(word, facts)]
    if not named and opener[0].endswith("no"):  # "no 20 JOD" may be meant as "no: 20 JOD"
        return False
    return all(word in named or said("at a price").fullmatch(word) for word in words)


def _is_goods(word: str, facts: Facts) -> bool:
    return not with_names([word, word.removesuffix("s")]).isdisjoint(kinds() | facts.things)
