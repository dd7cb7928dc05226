"""No number and no promise the shop did not say: both must come from this turn's tool results.

The customer's own numbers may be repeated (a size, a quantity, a limit) but never become a price, a discount, a time or
a stock. Numbers are read in every script and form, in words as in digits, and compared in one unit: «دينار ونص» is 1.5
JOD, and 1.5 dollars is not.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from process.claims import Claim, Reading
from process.denied import denied, is_falsely
from process.facts import FREE_DELIVERY, OF_STOCK, Facts
from process.left_out import guessed
from process.limits import holds
from process.pieces import counts_pieces
from process.reached import claims_too_much
from process.reckoned import Sums
from process.results import facts_of
from process.sources import may_tell, says
from process.whose import owners, products_of, told_of_one
from process.with_delivery import names_it_apart
from shared.language.numbers import Number, numbers_in
from shared.language.promises import promises_in
from shared.language.units import Kind

#: "1." or a keycap in front of a line counts the lines, and claims nothing.
_LIST_NUMBER = re.compile(r"^[^\S\n]*(\d{1,2})(?:[.)-]\s|\ufe0f?\u20e3)", re.MULTILINE)
#: What the customer's numbers may come back as.
_REPEATABLE: set[Kind] = {"bare", "pieces", "measure"}
_FEW = 10
#: More than any reply needs. Each is looked at beside all the others, so a model that repeats itself would cost seconds.
_MOST_NUMBERS = 100


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What of a reply nothing in this turn supports, in order; both empty when it may be sent."""

    numbers: list[str]  #: and sizes and colours that are guessed
    promises: list[str]  #: their kinds


def unsupported(reply: str, *, tool_results: Iterable[str], customer: Iterable[str]) -> Unsupported:
    facts = facts_of(tool_results)
    read = Reading(reply, facts, list(customer))
    sums = Sums(read, facts)
    wrong = [*_unsupported_numbers(read, facts, sums), *guessed(read, facts)]
    return Unsupported(list(dict.fromkeys(wrong)), _unsupported_promises(read, facts, sums))


def _unsupported_numbers(reply: Reading, facts: Facts, sums: Sums) -> list[str]:
    said = [
        part for text in reply.customer for number in numbers_in(text) for part in (number, *number.parts)
    ]
    counted = list_numbers(reply.text)
    numbers = [number for number in reply.numbers if number.end > counted.get(number.start, 0)]
    if len(numbers) > _MOST_NUMBERS:
        return [number.shown for number in numbers[:_FEW]]
    whose = owners(reply.divided, numbers, products_of(facts.words), facts.prices())
    return [
        number.shown
        for number in numbers
        if not _supported(reply.claim(number, whose.get(number.start, frozenset())), facts, said, sums)
    ]


def _unsupported_promises(reply: Reading, facts: Facts, sums: Sums) -> list[str]:
    promised = promises_in(reply.text)
    if not promised:
        return []
    supported = facts.promises(promised, reply.options.of(reply.text))
    if any(
        sums.is_missing(number, reply.text) or any(says(fact, number) for fact in facts.free_from)
        for number in reply.numbers
    ):
        supported.add(FREE_DELIVERY)  # it is said with its condition
    if FREE_DELIVERY in promised and _earned_too_soon(reply, facts):
        supported.discard(FREE_DELIVERY)
    if not OF_STOCK.isdisjoint(promised):
        supported -= _of_another(reply, facts)
    return [kind for kind in promised if kind not in supported]


def _earned_too_soon(reply: Reading, facts: Facts) -> bool:
    text = reply.text
    return any(
        claims_too_much(text[start:end], [one for one in reply.numbers if start <= one.start < end], facts)
        for start, end in reply.divided.sentences
    )


def _of_another(reply: Reading, facts: Facts) -> set[str]:
    """What is said of one product's stock and true of another's alone."""
    return {
        kind
        for sentence, product in told_of_one(reply.divided, products_of(facts.words))
        for kind in OF_STOCK.intersection(promises_in(sentence))
        - facts.of_stock(product, reply.options.of(sentence))
    }


def _supported(claim: Claim, facts: Facts, said: Sequence[Number], sums: Sums) -> bool:
    number = claim.number
    is_count = number.unit.kind == "pieces" or counts_pieces(number, claim.told.beside)
    repeated = _repeats(number, said) or (is_count and number.value in sums.counted)
    if is_falsely(claim, facts):
        return False
    if _claims_nothing(number, facts) or (repeated and _holds(claim, facts)):
        return True
    if number.unit.kind == "money" and _was_said(number, said) and denied(claim, facts):
        return True
    if any(
        says(fact.number, number)
        and may_tell(fact, claim, facts)
        and (fact.product is None or fact.quoted or _holds(claim, facts))
        for fact in facts.numbers
    ):
        return True
    if number.parts and all(
        _supported(claim._replace(number=part), facts, said, sums) for part in number.parts
    ):
        return True
    return sums.explain(claim)


def _holds(claim: Claim, facts: Facts) -> bool:
    """What is repeated as a limit must be true of what costs so much; of a delivery or a total nothing is known here."""
    number, told = claim.number, claim.told
    of_delivery = "delivery" in told.near and not names_it_apart(told.clause)
    if number.unit.kind not in {"bare", "money"} or of_delivery or "total" in told.near:
        return True
    prices = facts.prices_of(claim.products)
    names = {sku: facts.name_of(sku) for sku in prices}
    return holds(number, told.clause, told.sentence, names, prices)


def _claims_nothing(number: Number, facts: Facts) -> bool:
    """Counts of what is on view: "three colours", "one piece"."""
    kind = number.unit.kind
    if kind == "count":
        return number.value <= _FEW
    if kind == "pieces":
        return number.value == 1
    return kind == "bare" and number.words and number.value <= facts.most_listed


def _repeats(number: Number, said: Sequence[Number]) -> bool:
    if number.unit.kind == "money":
        return (number.budget or number.floor) and _was_said(number, said)
    return number.unit.kind in _REPEATABLE and any(one.value == number.value for one in said)


def _was_said(number: Number, said: Sequence[Number]) -> bool:
    return any(one.value == number.value and one.unit.kind in {"bare", "money"} for one in said)


def list_numbers(reply: str) -> dict[int, int]:
    """Where the lines of a list are counted, from one on: "20." before a lone line is a claim."""
    matches = enumerate(_LIST_NUMBER.finditer(reply), start=1)
    return {match.start(1): match.end() for expected, match in matches if int(match[1]) == expected}
