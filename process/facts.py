"""What this turn's tools have said: numbers with their units, stock, and the shop's promises.

A result is read field by field, so that two fields never run together into one number. What is no JSON is one text.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from shared.language.numbers import Number, numbers_in
from shared.language.promises import promises_supported_by
from shared.language.units import BARE, PRICE, Unit

_MEASURE = Unit("measure")
_DAYS = Unit("time", "minute", Decimal(24 * 60))
_YEARS = Unit("time", "month", Decimal(12))
#: What a field's bare number is. An article number, a size or a stock supports no price: of three dresses left none
#: costs 3 dinars for it. Nor does a price support a percentage, a number of days a fee, or a set of 6 cups 6 hours.
_UNITS = {
    **dict.fromkeys(
        ("sku", "sizes", "sizes_in_stock", "made_to_order", "size", "fitting_sizes", "available", "sold_out"),
        (_MEASURE,),
    ),
    **dict.fromkeys(("name_ar", "name_en", "description_ar", "description_en"), (_MEASURE,)),
    **dict.fromkeys(
        ("height_cm", "weight_kg", "chest_cm", "waist_cm", "hips_cm", "foot_length_cm"), (_MEASURE,)
    ),
    "age_years": (_MEASURE, _YEARS),
    "quantity": (Unit("count"),),  # so many are wanted, which tells nothing of how many there are
    "stock": (Unit("left"),),
    **dict.fromkeys(("working_days_min", "working_days_max"), (_DAYS,)),
    **dict.fromkeys(
        ("price", "compare_at", "saved", "line_total", "subtotal", "fee", "total", "free_delivery_from"),
        (PRICE,),
    ),
}
#: A promise that a fee of nothing keeps, and one that is kept on a condition.
FREE_DELIVERY = "free delivery"
#: With so many or fewer of a product one may say that few are left.
_FEW = 5


@dataclass(slots=True)
class Facts:
    numbers: list[Number] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    stocks: list[Decimal] = field(default_factory=list)
    fees: list[Decimal] = field(default_factory=list)
    free_from: list[Number] = field(
        default_factory=list
    )  #: what the goods must come to for a delivery without a fee
    most_listed: int = 0  #: the length of the longest list: "three dresses" may be said of three

    def promises(self) -> set[str]:
        """Of all texts at once, and only when a reply has promised something: most have not."""
        found = set(promises_supported_by("\n".join(self.texts)))
        if 1 in self.stocks:
            found.add("the last piece")
        if any(0 < stock <= _FEW for stock in self.stocks):
            found.add("few are left")
        if 0 in self.fees:
            found.add(FREE_DELIVERY)
        return found


def facts_of(tool_results: Iterable[str]) -> Facts:
    facts = Facts()
    for result in tool_results:
        for name, text in _texts(_parsed(result), "", facts):
            _read(facts, name, text)
    return facts


def _read(facts: Facts, name: str, text: str) -> None:
    found = [part for number in numbers_in(text) for part in (number, *number.parts)]
    read = [
        replace(number, unit=unit) if number.unit == BARE else number
        for number in found
        for unit in _UNITS.get(name, (BARE,))
    ]
    facts.numbers += read
    facts.texts.append(text)
    if name == "stock":
        facts.stocks += [number.value for number in found]
    elif name == "fee":
        facts.fees += [number.value for number in found]
    elif name == "free_delivery_from":
        facts.free_from += read


def _parsed(result: str) -> Any:
    try:
        # Numbers stay the text they were: 12.500 and 1E5 as they were written.
        return json.loads(result, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return result


def _texts(value: Any, name: str, facts: Facts) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _texts(member, key, facts)
    elif isinstance(value, list):
        if name != "options":  # sizes and colours of one product are not so many products
            facts.most_listed = max(facts.most_listed, len(value))
        for member in value:
            yield from _texts(member, name, facts)
    elif isinstance(value, str):
        yield name, value
