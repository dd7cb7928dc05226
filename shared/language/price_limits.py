"""What a customer wants to pay at most, at least or about: «تحت العشرين», "not more than 25 jd", `b7dood 15`, «بين ١٠ و ١٦».

A number is a limit only beside a word that makes it one; a size, a length of time or an amount in another currency is
none. About is a quarter to either side. The words are in price_limits.json.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from shared.language.folded import folded_data
from shared.language.numbers import Number
from shared.language.tokens import Token, numbers, places, tokens
from shared.language.units import units

_ABOUT = Decimal("0.25")
#: A shop of Jordan is asked in dinars, or in nothing said.
_CURRENCIES = {"", "jod"}
_TOO_DEAR = 10**6
#: So many words before a number may still be about it.
_REACH = 6
_NOT_WITHIN = 3
_BEHIND = 3


@dataclass(frozen=True, slots=True)
class Limits:
    low: Decimal | None = None
    high: Decimal | None = None
    said: frozenset[int] = frozenset()  #: which of the text's tokens said so


@dataclass(frozen=True, slots=True)
class _Amount:
    worth: Decimal
    first: int
    last: int  #: its token, or its currency's


def limits_in(text: str) -> Limits:
    """Of several limits the last counts: who writes "under 20, ok under 25" means the second."""
    some = tokens(text)
    amounts = [amount for number in numbers(text) if (amount := _amount(number, some))]
    found = Limits()
    for at, amount in enumerate(amounts):
        following = amounts[at + 1] if at + 1 < len(amounts) else None
        found = _between(some, amount, following) or _before(some, amount) or _behind(some, amount) or found
    return found


def _amount(number: Number, some: Sequence[Token]) -> _Amount | None:
    if number.unit.kind not in {"bare", "money"} or number.unit.name not in _CURRENCIES:
        return None
    own = places(some, number)
    if not own or number.amount >= _TOO_DEAR:
        return None
    last = own[-1]
    while last + 1 < len(some) and _is_currency(some[last + 1].word):
        last += 1
    return _Amount(round(number.amount, 3), own[0], last)


def _is_currency(word: str) -> bool:
    unit = units().by_phrase.get(word)
    return unit is not None and unit.kind == "money"


def _before(some: Sequence[Token], amount: _Amount) -> Limits | None:
    words = _words()
    for at in range(amount.first - 1, max(amount.first - 1 - _REACH, -1), -1):
        word = some[at].word
        denied = _denied(some, at)
        said = frozenset(range(at if denied is None else denied, amount.last + 1))
        if word in words["below"]:
            return _most(amount, said) if denied is None else _least(amount, said)
        if word in words["above"]:
            return _least(amount, said) if denied is None else _most(amount, said)
        if word in words["about"]:
            return _about(amount, said)
        if word in words["up_to"]:
            return _most(amount, said)
        if word and word not in words["passed_over"]:
            return None
    return None


def _denied(some: Sequence[Token], at: int) -> int | None:
    nots = _words()["not"]
    return next(
        (place for place in range(at - 1, max(at - 1 - _NOT_WITHIN, -1), -1) if some[place].word in nots),
        None,
    )


def _behind(some: Sequence[Token], amount: _Amount) -> Limits | None:
    for length in range(_BEHIND, 0, -1):
        following = some[amount.last + 1 : amount.last + 1 + length]
        if "_".join(token.word for token in following) in _words()["behind"]:
            return _most(amount, frozenset(range(amount.first, amount.last + 1 + len(following))))
    return None


def _between(some: Sequence[Token], one: _Amount, other: _Amount | None) -> Limits | None:
    words = _words()
    if other is None or one.first == 0 or some[one.first - 1].word not in words["between"]:
        return None
    linked = [token.word for token in some[one.last + 1 : other.first]]
    # «و16» carries its own "and".
    if not all(word in words["links"] or not word or word in words["passed_over"] for word in linked):
        return None
    low, high = sorted((one.worth, other.worth))
    return Limits(low, high, frozenset(range(one.first - 1, other.last + 1)))


def _most(amount: _Amount, said: frozenset[int]) -> Limits:
    return Limits(None, amount.worth, said)


def _least(amount: _Amount, said: frozenset[int]) -> Limits:
    return Limits(amount.worth, None, said)


def _about(amount: _Amount, said: frozenset[int]) -> Limits:
    low, high = (round(amount.worth * share, 3) for share in (1 - _ABOUT, 1 + _ABOUT))
    return Limits(low, high, said)


@cache
def _words() -> dict[str, frozenset[str]]:
    data = folded_data("price_limits.json")
    return {name: frozenset(words.split()) for name, words in data.items()}
