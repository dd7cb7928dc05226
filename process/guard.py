"""No number and no promise the shop did not say: both must come from this turn's tool results.

The customer's own numbers may be repeated (a size, a quantity, a limit) but never become a price, a discount, a time or
a stock. Numbers are read in every script and form, in words as in digits, and compared in one unit: «دينار ونص» is 1.5
JOD, and 1.5 dollars is not.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from process.facts import Facts, facts_of
from shared.language.numbers import Number, numbers_in
from shared.language.promises import promises_in
from shared.language.units import BARE, Kind

#: "1." or a keycap in front of a line counts the lines, and claims nothing.
_LIST_NUMBER = re.compile(r"^\s*(\d{1,2})(?:[.)-]\s|\ufe0f?\u20e3)", re.MULTILINE)
#: What the customer's numbers may come back as.
_REPEATABLE: set[Kind] = {"bare", "pieces", "measure"}
#: What a bare number of the results can mean: the field's name said the rest.
_ONE_SORT: tuple[set[Kind], ...] = ({"pieces", "left"}, {"money", "off"}, {"percent", "off"})
_FEW = 10


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What of a reply nothing in this turn supports, in order; both empty when it may be sent."""

    numbers: list[str]
    promises: list[str]  #: their kinds


def unsupported(reply: str, *, tool_results: Iterable[str], customer: Iterable[str]) -> Unsupported:
    facts = facts_of(tool_results)
    return Unsupported(
        _unsupported_numbers(reply, facts, customer),
        _unsupported_promises(reply, facts),
    )


def unsupported_numbers(reply: str, *, tool_results: Iterable[str], customer: Iterable[str]) -> list[str]:
    return unsupported(reply, tool_results=tool_results, customer=customer).numbers


def _unsupported_numbers(reply: str, facts: Facts, customer: Iterable[str]) -> list[str]:
    said = [part for text in customer for number in numbers_in(text) for part in (number, *number.parts)]
    counted = _list_numbers(reply)
    wrong = [
        number.shown
        for number in numbers_in(reply)
        if number.start not in counted and not _supported(number, facts, said)
    ]
    return list(dict.fromkeys(wrong))


def _unsupported_promises(reply: str, facts: Facts) -> list[str]:
    promised = promises_in(reply)
    supported = facts.promises() if promised else set()
    return [kind for kind in promised if kind not in supported]


def _supported(number: Number, facts: Facts, said: Sequence[Number]) -> bool:
    if _claims_nothing(number, facts) or any(_says(fact, number) for fact in facts.numbers):
        return True
    if number.unit.kind not in {"money", "off"} and any(_says(fact, number) for fact in facts.no_prices):
        return True
    if _repeats(number, said):
        return True
    return bool(number.parts) and all(_supported(part, facts, said) for part in number.parts)


def _claims_nothing(number: Number, facts: Facts) -> bool:
    """Counts of what is on view: "three colours", "one piece"."""
    kind = number.unit.kind
    if kind == "count":
        return number.value <= _FEW
    if kind == "pieces":
        return number.value == 1
    return kind == "bare" and number.words and number.value <= facts.most_listed


def _says(fact: Number, number: Number) -> bool:
    if number.unit.kind == "off" and fact.unit.kind in {"time", "clock", "phone"}:
        return False
    if number.unit.kind in {"bare", "off"}:
        return number.value in {fact.value, fact.amount}
    if fact.unit == BARE:
        return _bare_says(fact, number)
    if fact.unit.kind == number.unit.kind:
        currency = {fact.unit.name, number.unit.name}
        return fact.amount == number.amount and (
            len(currency) == 1 or (number.unit.kind == "money" and "" in currency)
        )
    return (
        any({fact.unit.kind, number.unit.kind} <= sort for sort in _ONE_SORT) and fact.value == number.value
    )


def _bare_says(fact: Number, number: Number) -> bool:
    """A field's bare number has the shop's unit: dinars, or whatever the field counts."""
    if number.unit.kind == "money":
        return number.unit.name in {"jod", ""} and fact.value == number.amount
    return fact.value == number.value


def _repeats(number: Number, said: Sequence[Number]) -> bool:
    if number.unit.kind == "money":
        return number.budget and any(
            one.value == number.value and one.unit.kind in {"bare", "money"} for one in said
        )
    return number.unit.kind in _REPEATABLE and any(one.value == number.value for one in said)


def _list_numbers(reply: str) -> set[int]:
    """Where the lines of a list are counted, from one on: "20." before a lone line is a claim."""
    places = set()
    for expected, match in enumerate(_LIST_NUMBER.finditer(reply), start=1):
        if int(match[1]) == expected:
            places.add(match.start(1))
    return places
