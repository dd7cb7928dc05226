"""Whether a number of a tool's result is a source for one of a reply: the same amount, told as what it is and of what it is of.

That it stands somewhere is not enough. A product's price is no fee, another product's is not this one's, and what stands in a
product's own words is no price, no fee and no discount of the shop's.
"""

from collections.abc import Callable

from process.claims import Claim
from process.facts import Fact, Facts
from process.pieces import told_as_one
from process.reached import is_reached, says_reached
from process.reduced_goods import is_on_other_goods
from process.told_options import NOT_SHOWN
from process.was import is_told_as_old
from process.which import is_of_another
from shared.language.content import content_words
from shared.language.numbers import Number
from shared.language.phrases import said
from shared.language.units import BARE, PRICE, Kind

#: What a product's own words support no number of: the shop says it, or a field of the product.
_SHOPS_OWN: dict[str, set[Kind]] = {
    "discount": {"percent", "off", "money"},
    "delivery": {"money"},
    "price": {"money"},
    "total": {"money"},
}
#: Which of a product's fields are a source for what a reply calls so: its price is no fee, and no discount.
_NAMED: dict[str, set[str]] = {
    "delivery": set(),
    "discount": {f"{name}{language}" for name in ("saved", "compare_at") for language in ("", "_ar", "_en")},
}
#: Sums to which a fee is still to be added.
_WITHOUT_DELIVERY = ("price", "line_total", "subtotal")
#: Sums in which it is.
_WITH_DELIVERY = "total"
_BEFORE = "compare_at"
#: What the goods must come to for a delivery without one.
_CONDITION = "free_delivery_from"
#: Told of one product, it is not another's.
_OF_A_PRODUCT: set[Kind] = {"bare", "money", "pieces", "left", "percent"}
_OF_AN_OPTION: set[Kind] = {"money", "pieces", "left"}
#: Which is no count of sizes.
_ON_HAND: set[Kind] = {"pieces", "left"}
#: Fields that a size or colour may have for itself.
_OPTIONS_OWN = {"price", "price_ar", "price_en", "stock"}
_REDUCTION = {f"{name}{language}" for name in ("compare_at", "saved") for language in ("", "_ar", "_en")}
#: Said in other words, but of the same thing.
_ONE_SORT: tuple[set[Kind], ...] = (
    {"pieces", "left"},
    {"pieces", "count"},
    {"money", "off"},
    {"percent", "off"},
)


def says(fact: Number, number: Number) -> bool:
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


def may_tell(fact: Fact, claim: Claim, facts: Facts) -> bool:
    """The same number of another product, of another kind of time or in a product's own words is no source."""
    if claim.number.unit.kind == "money" and _is_old_price(fact, claim, facts):
        return True
    return not any(differs(fact, claim, facts) for differs in _DIFFER)


def _is_priced_otherwise(fact: Fact, claim: Claim, facts: Facts) -> bool:
    """One piece's price for what several come to, today's for what it was, the limit of the free delivery for what is ordered."""
    kind = claim.number.unit.kind
    if kind in {"money", "bare"} and (told_as_one(fact, claim, facts) or _is_not_reached(fact, claim, facts)):
        return True
    is_over = fact.field.startswith(_BEFORE) or (fact.was and fact.quoted)
    if kind in {"money", "bare"} and is_over and not is_told_as_old(claim.told.beside):
        return True
    return kind == "money" and not _is_told_as_what_it_is(fact, claim, facts)


def _has_other_delivery(fact: Fact, claim: Claim, facts: Facts) -> bool:
    with_it, without = claim.told.with_delivery, claim.told.without_delivery
    return facts.has_fee and (
        (with_it and fact.field.startswith(_WITHOUT_DELIVERY))
        or (without and fact.field.startswith(_WITH_DELIVERY))
    )


def _is_of_another_thing(fact: Fact, claim: Claim, facts: Facts) -> bool:
    kind = claim.number.unit.kind
    if kind in _ON_HAND and fact.field in NOT_SHOWN:
        return True
    of_another = claim.products and fact.product not in {None, *claim.products}
    if kind in _OF_A_PRODUCT and of_another and not _is_its_own_sentence(fact, claim):
        return True
    return _is_of_another_option(fact, claim, facts) or is_on_other_goods(fact, claim, facts)


def _is_its_own_sentence(fact: Fact, claim: Claim) -> bool:
    """Told word for word: "For more than 5 sets tell us" of the Eid favours, where another product is a set by name."""
    own = claim.told.sentence.strip(" .\n") == fact.about.strip(" .\n")
    return own and fact.quoted and claim.number.unit.kind in {"bare", "pieces"}


def _is_called_otherwise(fact: Fact, claim: Claim, facts: Facts) -> bool:  # noqa: ARG001 - one of several
    kind = claim.number.unit.kind
    if kind in {"money", "off"} and fact.product is not None:
        return fact.field not in _NAMED.get(claim.told.named or "", {fact.field})
    return kind == "time" and bool(fact.lasts and claim.lasts) and fact.lasts.isdisjoint(claim.lasts)


def _is_the_shops_to_say(fact: Fact, claim: Claim, facts: Facts) -> bool:  # noqa: ARG001 - one of several
    kind = claim.number.unit.kind
    return fact.quoted and any(kind in _SHOPS_OWN.get(topic, ()) for topic in claim.told.near)


def _is_old_price(fact: Fact, claim: Claim, facts: Facts) -> bool:
    """A description may tell what something cost before, as that alone, and more than it costs."""
    if not (fact.was and fact.quoted and fact.product and is_told_as_old(claim.told.beside)):
        return False
    if claim.products and fact.product not in claim.products:
        return False
    prices = facts.prices_of([fact.product]).get(fact.product, set())
    return all(fact.number.amount > price for price in prices)


def _is_not_reached(fact: Fact, claim: Claim, facts: Facts) -> bool:
    if not fact.field.startswith(_CONDITION):
        return False
    is_the_order = said("the order is").search(claim.told.beside.ahead) is not None
    return (is_the_order or says_reached(claim.told.sentence)) and not is_reached([fact.number.value], facts)


def _is_told_as_what_it_is(fact: Fact, claim: Claim, facts: Facts) -> bool:
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


def _is_of_another_option(fact: Fact, claim: Claim, facts: Facts) -> bool:
    own = _OPTIONS_OWN | (_REDUCTION if fact.product in facts.reduced_apart else set())
    if claim.number.unit.kind not in _OF_AN_OPTION or fact.field not in own or fact.product is None:
        return False
    return is_of_another(fact.option, claim.options, facts.options.get(fact.product, frozenset()))


_DIFFER: tuple[Callable[[Fact, Claim, Facts], bool], ...] = (
    _is_priced_otherwise,
    _has_other_delivery,
    _is_of_another_thing,
    _is_called_otherwise,
    _is_the_shops_to_say,
)
