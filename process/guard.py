"""No number and no promise the shop did not say: both must come from this turn's tool results.

The customer's own numbers may be repeated (a size, a quantity, a limit) but never become a price, a discount, a time or
a stock. Numbers are read in every script and form, in words as in digits, and compared in one unit: «دينار ونص» is 1.5
JOD, and 1.5 dollars is not.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from process.facts import FREE_DELIVERY, OF_STOCK, Fact, Facts, facts_of
from process.limits import holds
from process.told import Told
from process.told_options import NOT_SHOWN
from process.which import Names, Options, is_of_another
from process.whose import Owners, owners, products_of, told_of_one
from shared.language.clauses import Divided
from shared.language.content import content_words
from shared.language.numbers import Number, numbers_in
from shared.language.promises import promises_in
from shared.language.topics import Spoken, Topics
from shared.language.units import BARE, PRICE, Kind

#: "1." or a keycap in front of a line counts the lines, and claims nothing.
_LIST_NUMBER = re.compile(r"^[^\S\n]*(\d{1,2})(?:[.)-]\s|\ufe0f?\u20e3)", re.MULTILINE)
#: What a product's own words support no number of: the shop says it, or a field of the product.
_SHOPS_OWN: dict[str, set[Kind]] = {
    "discount": {"percent", "off", "money"},
    "delivery": {"money"},
    "price": {"money"},
    "total": {"money"},
}
#: Which of a product's fields are a source for what a reply calls so: its price is no fee, and no discount.
_NAMED: dict[str, set[str]] = {"delivery": set(), "discount": {"saved", "saved_ar", "saved_en"}}
#: Sums to which a fee is still to be added.
_WITHOUT_DELIVERY = ("price", "line_total", "subtotal")
#: Sums in which it is.
_WITH_DELIVERY = "total"
#: What the goods must come to for a delivery without one.
_CONDITION = "free_delivery_from"
#: Told of one product, it is not another's.
_OF_A_PRODUCT: set[Kind] = {"bare", "money", "pieces", "left"}
_OF_AN_OPTION: set[Kind] = {"money", "pieces", "left"}
#: Which is no count of sizes.
_ON_HAND: set[Kind] = {"pieces", "left"}
#: Fields that a size or colour may have for itself.
_OPTIONS_OWN = {"price", "price_ar", "price_en", "stock"}
_REDUCTION = {f"{name}{language}" for name in ("compare_at", "saved") for language in ("", "_ar", "_en")}
#: What the customer's numbers may come back as.
_REPEATABLE: set[Kind] = {"bare", "pieces", "measure"}
#: Said in other words, but of the same thing.
_ONE_SORT: tuple[set[Kind], ...] = (
    {"pieces", "left"},
    {"pieces", "count"},
    {"money", "off"},
    {"percent", "off"},
)
_FEW = 10
#: More than any reply needs. Each is looked at beside all the others, so a model that repeats itself would cost seconds.
_MOST_NUMBERS = 100


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What of a reply nothing in this turn supports, in order; both empty when it may be sent."""

    numbers: list[str]
    promises: list[str]  #: their kinds


def unsupported(reply: str, *, tool_results: Iterable[str], customer: Iterable[str]) -> Unsupported:
    facts = facts_of(tool_results)
    read = _Reply(reply, facts, list(customer))
    return Unsupported(_unsupported_numbers(read, facts), _unsupported_promises(read, facts))


class _Claim(NamedTuple):
    number: Number
    products: Owners  #: whose price or stock it is; empty when it may be anyone's
    told: Told
    lasts: Topics  #: whose duration it is, should it be one
    options: Names  #: the sizes and colours that are named beside it


class _Reply:
    def __init__(self, text: str, facts: Facts, customer: Sequence[str]) -> None:
        self.text, self.numbers, self.customer = text, numbers_in(text), customer
        self.divided = Divided(text)
        self.spoken = Spoken(self.divided)
        self.options = Options(self.divided, facts.options.values())

    def claim(self, number: Number, products: Owners) -> _Claim:
        place = number.start
        told = Told.at(place, self.divided, self.spoken, "\n".join(self.customer))
        return _Claim(number, products, told, self.spoken.duration(place), self.options.near(place))


def _unsupported_numbers(reply: _Reply, facts: Facts) -> list[str]:
    said = [
        part for text in reply.customer for number in numbers_in(text) for part in (number, *number.parts)
    ]
    counted = list_numbers(reply.text)
    numbers = [number for number in reply.numbers if number.end > counted.get(number.start, 0)]
    if len(numbers) > _MOST_NUMBERS:
        return [number.shown for number in numbers[:_FEW]]
    whose = owners(reply.divided, numbers, products_of(facts.words), facts.prices())
    wrong = [
        number.shown
        for number in numbers
        if not _supported(reply.claim(number, whose.get(number.start, frozenset())), facts, said)
    ]
    return list(dict.fromkeys(wrong))


def _unsupported_promises(reply: _Reply, facts: Facts) -> list[str]:
    promised = promises_in(reply.text)
    supported = facts.promises(reply.options.of(reply.text)) if promised else set()
    if any(_says(fact, number) for fact in facts.free_from for number in reply.numbers):
        supported.add(FREE_DELIVERY)  # it is said with its condition
    if not OF_STOCK.isdisjoint(promised):
        supported -= _of_another(reply, facts)
    return [kind for kind in promised if kind not in supported]


def _of_another(reply: _Reply, facts: Facts) -> set[str]:
    """What is said of one product's stock and true of another's alone."""
    return {
        kind
        for sentence, product in told_of_one(reply.divided, products_of(facts.words))
        for kind in OF_STOCK.intersection(promises_in(sentence))
        - facts.of_stock(product, reply.options.of(sentence))
    }


def _supported(claim: _Claim, facts: Facts, said: Sequence[Number]) -> bool:
    number = claim.number
    if _claims_nothing(number, facts) or (_repeats(number, said) and _holds(claim, facts)):
        return True
    if any(_says(fact.number, number) and _may_tell(fact, claim, facts) for fact in facts.numbers):
        return True
    return bool(number.parts) and all(
        _supported(claim._replace(number=part), facts, said) for part in number.parts
    )


def _holds(claim: _Claim, facts: Facts) -> bool:
    """What is repeated as a limit must be true of what costs so much; of a delivery or a total nothing is known here."""
    number = claim.number
    if not (number.budget or number.floor) or not claim.told.near.isdisjoint({"delivery", "total"}):
        return True
    prices = facts.prices_of(claim.products)
    return holds(number, claim.told.sentence, {sku: facts.name_of(sku) for sku in prices}, prices)


def _may_tell(fact: Fact, claim: _Claim, facts: Facts) -> bool:
    """The same number of another product, of another kind of time or in a product's own words is no source."""
    kind = claim.number.unit.kind
    if kind == "money" and not _is_told_as_what_it_is(fact, claim, facts):
        return False
    if claim.told.with_delivery and facts.has_fee and fact.field.startswith(_WITHOUT_DELIVERY):
        return False
    if claim.told.without_delivery and facts.has_fee and fact.field.startswith(_WITH_DELIVERY):
        return False
    if kind in _ON_HAND and fact.field in NOT_SHOWN:
        return False
    if _is_of_another_option(fact, claim, facts):
        return False
    if kind in _OF_A_PRODUCT and claim.products and fact.product not in {None, *claim.products}:
        return False
    if (
        kind in {"money", "off"}
        and fact.product is not None
        and fact.field not in _NAMED.get(claim.told.named or "", {fact.field})
    ):
        return False
    if kind == "time" and fact.lasts and claim.lasts and fact.lasts.isdisjoint(claim.lasts):
        return False
    return not (fact.quoted and any(kind in _SHOPS_OWN.get(topic, ()) for topic in claim.told.near))


def _is_told_as_what_it_is(fact: Fact, claim: _Claim, facts: Facts) -> bool:
    """A fee as a fee, what a description speaks of as that, and what one product comes to not as the total."""
    told = claim.told
    if fact.field.startswith(_CONDITION):
        return told.as_condition(is_limit=claim.number.budget or claim.number.floor)
    if fact.is_fee:
        about = content_words(fact.about)
        of_delivery = told.named == "delivery" or "delivery" in told.near
        of_a_product = bool(claim.products) and not of_delivery
        return not of_a_product and told.as_fee(about, facts.things, of_an_order=fact.of_an_order)
    if fact.quoted and fact.product is not None:
        return told.as_extra(content_words(fact.about), facts.name_of(fact.product))
    return not facts.has_fee or told.named != "total" or fact.product is None


def _is_of_another_option(fact: Fact, claim: _Claim, facts: Facts) -> bool:
    own = _OPTIONS_OWN | (_REDUCTION if fact.product in facts.reduced_apart else set())
    if claim.number.unit.kind not in _OF_AN_OPTION or fact.field not in own or fact.product is None:
        return False
    return is_of_another(fact.option, claim.options, facts.options.get(fact.product, frozenset()))


def _claims_nothing(number: Number, facts: Facts) -> bool:
    """Counts of what is on view: "three colours", "one piece"."""
    kind = number.unit.kind
    if kind == "count":
        return number.value <= _FEW
    if kind == "pieces":
        return number.value == 1
    return kind == "bare" and number.words and number.value <= facts.most_listed


def _says(fact: Number, number: Number) -> bool:
    kinds = {fact.unit.kind, number.unit.kind}
    if number.unit == BARE or kinds in _ONE_SORT:
        return number.value in {fact.value, fact.amount}
    if fact.unit in {BARE, PRICE} and number.unit.kind == "money":
        # A field's bare number is in the shop's dinars.
        return number.unit.name in {"jod", ""} and fact.value == number.amount
    if fact.unit == BARE:
        return fact.value == number.value
    of_one_kind = len(kinds) == 1 and (fact.unit.name == number.unit.name or number.unit == PRICE)
    return of_one_kind and fact.amount == number.amount


def _repeats(number: Number, said: Sequence[Number]) -> bool:
    if number.unit.kind == "money":
        return (number.budget or number.floor) and any(
            one.value == number.value and one.unit.kind in {"bare", "money"} for one in said
        )
    return number.unit.kind in _REPEATABLE and any(one.value == number.value for one in said)


def list_numbers(reply: str) -> dict[int, int]:
    """Where the lines of a list are counted, from one on: "20." before a lone line is a claim."""
    matches = enumerate(_LIST_NUMBER.finditer(reply), start=1)
    return {match.start(1): match.end() for expected, match in matches if int(match[1]) == expected}
