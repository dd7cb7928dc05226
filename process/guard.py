"""No number the shop did not say: numbers in a reply must come from this turn's tool results.

The customer's own numbers may be repeated (a size, a quantity) but never become a price. Digits are read in Western
and Arabic-Indic form, with decimal points of both, so that «١٢٫٥» and 12.500 are the same number.
"""

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from shared.language.normalise import normalise

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
#: In Arabizi a digit inside a word is a letter: `7ilu` is no seven. A size such as 2XL is a number all the same.
_CUSTOMERS_NUMBER = re.compile(r"(?<![a-z\d.])\d+(?:\.\d+)?(?![a-z\d])|\d+(?=x+l\b)")
#: What makes a number a price or a discount. «د.أ» has lost its point and hamza by the time it is read.
_UNIT = (
    r"(?:دينار\w*|دنانير|د(?:\s?ا)?|ليره?|ليرات|قرش|قروش|فلس|دولار|شيكل|ريال|درهم|بالميه|"
    r"jod|jds?|(?:jordanian\s)?dinars?|usd|dollars?|eur|euros?|ils|nis|percent)"
)
#: "1." or a keycap in front of a line counts the lines, and claims nothing.
_LIST_NUMBER = re.compile(r"^\s*\d{1,2}(?:[.)-]\s|\ufe0f?\u20e3)", re.MULTILINE)
#: An article number, a size or a stock supports no price: of three dresses left none costs 3 dinars for it.
_NO_MONEY = {"sku", "sizes", "stock"}
_SIGNS = str.maketrans({"$": " usd ", "€": " eur ", "₪": " ils ", "%": " percent ", "٪": " percent "})
_PRICE = re.compile(rf"(\d+(?:\.\d+)?)\s*{_UNIT}\b|\b(?:jod|jd|usd|eur|ils)\s*(\d+(?:\.\d+)?)")


def unsupported_numbers(reply: str, *, tool_results: Iterable[str], customer: Iterable[str]) -> list[str]:
    """Numbers of the reply that nothing in this turn supports, in order; empty when it may be sent."""
    results = list(tool_results)
    priced = _numbers(text for result in results for text in _money_texts(result))
    may_be_repeated = _numbers(results) | _numbers(customer, _CUSTOMERS_NUMBER)
    text = _folded(_LIST_NUMBER.sub("", reply))
    prices = [one or other for one, other in _PRICE.findall(text)]
    wrong = [number for number in prices if Decimal(number) not in priced]
    wrong += [number for number in _NUMBER.findall(text) if Decimal(number) not in may_be_repeated]
    return list(dict.fromkeys(wrong))


def _money_texts(result: str) -> Iterator[str]:
    """What a tool said, less the fields whose numbers are no money."""
    try:
        yield from _texts(json.loads(result))
    except ValueError:
        yield result


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            if name not in _NO_MONEY:
                yield from _texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)
    else:
        yield str(value)


def _numbers(texts: Iterable[str], pattern: re.Pattern[str] = _NUMBER) -> set[Decimal]:
    return {Decimal(number) for text in texts for number in pattern.findall(_folded(text))}


def _folded(text: str) -> str:
    # A comma between digits groups thousands in a shop's texts: 1,250.
    return normalise(re.sub(r"(?<=\d),(?=\d{3}\b)", "", text).translate(_SIGNS))
