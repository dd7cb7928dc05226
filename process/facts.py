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

#: What a field's bare number is. An article number, a size or a stock supports no price: of three dresses left none
#: costs 3 dinars for it. Nor does a price support a percentage, or a set of 6 cups a delivery in 6 hours.
_UNITS = {
    **dict.fromkeys(
        ("sku", "sizes", "name_ar", "name_en", "description_ar", "description_en"), Unit("measure")
    ),
    "stock": Unit("left"),
    "price": PRICE,
}
#: With so many or fewer of a product one may say that few are left.
_FEW = 5


@dataclass(slots=True)
class Facts:
    numbers: list[Number] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    stocks: list[Decimal] = field(default_factory=list)
    most_listed: int = 0  #: the length of the longest list: "three dresses" may be said of three

    def promises(self) -> set[str]:
        """Of all texts at once, and only when a reply has promised something: most have not."""
        found = set(promises_supported_by("\n".join(self.texts)))
        if 1 in self.stocks:
            found.add("the last piece")
        if any(0 < stock <= _FEW for stock in self.stocks):
            found.add("few are left")
        return found


def facts_of(tool_results: Iterable[str]) -> Facts:
    facts = Facts()
    for result in tool_results:
        for name, text in _texts(_parsed(result), "", facts):
            _read(facts, name, text)
    return facts


def _read(facts: Facts, name: str, text: str) -> None:
    found = [part for number in numbers_in(text) for part in (number, *number.parts)]
    unit = _UNITS.get(name, BARE)
    facts.numbers += [replace(number, unit=unit) if number.unit == BARE else number for number in found]
    facts.texts.append(text)
    if name == "stock":
        facts.stocks += [number.value for number in found]


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
        facts.most_listed = max(facts.most_listed, len(value))
        for member in value:
            yield from _texts(member, name, facts)
    elif isinstance(value, str):
        yield name, value
