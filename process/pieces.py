"""Whether a sum of several pieces is told as what one of them costs: «الفستان بـ 57» where two were counted up.

It is where "each" stands beside it, and where the nearest words that name the goods name one of them and count none. "Two
dresses", «فستانين», "both" and «بيصيروا» count, and so does the number of pieces itself.
"""

import re
from collections.abc import Container, Iterator
from decimal import Decimal

from process.claims import Claim
from process.facts import Fact, Facts
from process.with_delivery import Beside
from shared.language.content import content_words
from shared.language.folded import fold
from shared.language.naming import tokens
from shared.language.numbers import Number, numbers_in
from shared.language.phrases import said
from shared.language.search_words import names_of

_DUAL = re.compile(r"(?:و|ف|ب|ل|ال|وال|بال|لل)?(\w{2,}?)(?:ت?ين|t?(?:en|ein|ain))")
_SIGNS = re.compile(r"[=+]|\d ?[×x*]|[×x*] ?\d")
_COUNTS = {"bare", "pieces", "count", "left"}


def told_as_one(fact: Fact, claim: Claim, facts: Facts) -> bool:
    meant = claim.products or (frozenset(facts.words) if len(facts.words) == 1 else frozenset())
    if fact.pieces < 2:
        return False
    if is_of_each(claim):
        return True
    if fact.product is None and len(meant) != 1:
        return False
    names = facts.name_of(fact.product) if fact.product else facts.name_of(*meant)
    for stretch in _stretches(claim, of_all=fact.product is None):
        if _counts(stretch, fact, claim, facts.name_of(*facts.words)):
            return False
        if _names_one(stretch, names):
            return True
    return False


def counts_pieces(number: Number, beside: Beside) -> bool:
    """«الأربعة بـ 18», where the price behind seems to be the price of both."""
    return number.unit.kind in {"bare", "money"} and beside.behind in {"ب", "b"} and beside.goes_on


def quantities_in(text: str, names: Container[str]) -> set[Decimal]:
    """How many pieces are spoken of: 2 in «فستانين» and "both", where `names` has the words of products."""
    counts = {
        one.value
        for one in numbers_in(text)
        if one.unit.kind in _COUNTS or counts_pieces(one, Beside.of("", text[one.end :]))
    }
    is_two = said("two").search(fold(text).text) or any(_is_dual(token.word, names) for token in tokens(text))
    return counts | ({Decimal(2)} if is_two else set())


def _stretches(claim: Claim, *, of_all: bool) -> Iterator[str]:
    """From the nearest on. What all goods come to is named beside several: «الفستان والشنطة بـ 81»."""
    told = claim.told
    yield from (told.clause, told.sentence) if of_all else (told.piece, told.clause, told.sentence)
    if "price" in told.near or not content_words(told.sentence):
        yield f"{told.before}\n{told.sentence}"


def is_of_each(claim: Claim) -> bool:
    """As «الواحد بـ 57» and "57 each" say; in "28.5 each, 57" it is the other's."""
    ahead, behind, follows, _ = claim.told.beside
    others = said("each behind").match(ahead) if follows else None
    ahead = ahead[others.end() :] if others else ahead
    return said("each behind").match(behind) is not None or said("each ahead").search(ahead) is not None


def _counts(stretch: str, fact: Fact, claim: Claim, names: Container[str]) -> bool:
    if _SIGNS.search(stretch) or said("several").search(fold(stretch).text):
        return True
    if any(
        one.unit.kind in _COUNTS and (one.value == fact.pieces or (fact.product is None and one.value > 1))
        for one in numbers_in(stretch)
        if one.value != claim.number.value
    ):
        return True
    return any(_is_plural(token.word, names) for token in tokens(stretch))


def _is_plural(word: str, names: Container[str]) -> bool:
    if _is_dual(word, names):
        return True
    bare = content_words(word)
    return word.isascii() and word not in bare and any(form in names for form in bare)


def _is_dual(word: str, names: Container[str]) -> bool:
    dual = _DUAL.fullmatch(word)
    return dual is not None and any(
        form in names for one in (dual[1], f"{dual[1]}ه") for form in names_of(one)
    )


def _names_one(stretch: str, names: Container[str]) -> bool:
    words = content_words(stretch)
    return any(one in names or any(name in names for name in names_of(one)) for one in words) or (
        said("one piece").search(fold(stretch).text) is not None
    )
