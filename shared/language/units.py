"""What a number counts, by the words around it: dinars and fils, a foreign currency, percent, days, pieces, what is left.

Amounts of one unit are made comparable: 500 fils and 50 قرش are half a dinar, 24 hours are a day. The words are in
units.json, in the spelling of `fold`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal, NamedTuple

from shared.language.folded import folded_data

Kind = Literal[
    "bare", "money", "off", "percent", "time", "clock", "phone", "pieces", "left", "measure", "count"
]


class Unit(NamedTuple):
    kind: Kind
    name: str = ""  #: the currency, or what times are counted in; a price without a currency has none
    factor: Decimal = Decimal(1)


BARE = Unit("bare")
PRICE = Unit("money")  #: called a price, in no currency
_PLAIN: tuple[Kind, ...] = ("percent", "clock", "pieces", "left", "measure", "count")
_BEFORE_PLAIN: tuple[Kind, ...] = ("percent", "clock", "left")
_WORDS = re.compile(r"[$€£₪%٪]|[\w.']*\w")
_CLAUSE_END = re.compile(r"[!?؟؛;\n,|•—–]|\.(?=\s|$)")
_MEASURES_OF_TIME = {"minute", "month"}
_LAST_WORDS = re.compile(r"(?:([^\W\d_]+) )?([^\W\d_]+) ?$")
_PARTICLES = "وفبل"
_REACH = 40


@dataclass(frozen=True)
class Units:
    after: re.Pattern[str]
    alone: re.Pattern[str]  #: words that are a number and its unit in one: «دينارين», «خلال يوم»
    by_phrase: Mapping[str, Unit]
    worth_of: Mapping[str, tuple[int, Unit]]
    before: Mapping[str, Unit]
    ages: frozenset[str]
    sizes: frozenset[str]  #: words that announce one
    budgets: frozenset[str]
    floors: frozenset[str]
    between: frozenset[str]
    ranges: frozenset[str]  #: what stands between numbers that share the unit behind the last
    singles: frozenset[str]  #: «دينار واحد»: a one behind its unit

    def behind(self, text: str, end: int) -> tuple[Unit, int] | None:
        """The unit that follows, and where it ends."""
        match = self.after.match(text, end)
        return (self.by_phrase[phrase(match[1])], match.end()) if match else None

    def just_before(self, text: str, start: int) -> tuple[Unit, int] | None:
        """The unit that ends here, and where it begins."""
        since = max(0, start - _REACH)
        words = _LAST_WORDS.search(text[since:start])
        if not words:
            return None
        pair = f"{words[1]}_{words[2]}"
        if unit := self.by_phrase.get(pair):
            return unit, since + words.start(1)
        unit = self.by_phrase.get(words[2]) or self.by_phrase.get(words[2].removeprefix("ب"))
        return (unit, since + words.start(2)) if unit else None

    def ahead(self, text: str, start: int, since: int) -> list[str]:
        """The words just before a number in its clause, nearest first, alone and in pairs."""
        clause = _CLAUSE_END.split(text[max(since, start - _REACH) : start])[-1]
        words = [word for word in _WORDS.findall(clause) if word not in self.between][-2:]
        pair = ["_".join(words)] if len(words) == 2 else []
        return pair + words[::-1]


def stripped(word: str) -> tuple[str, ...]:
    """The word, and without a particle in front."""
    return (word, word[1:]) if len(word) > 2 and word[0] in _PARTICLES else (word,)


@cache
def units() -> Units:
    data = folded_data("units.json")
    by_phrase = dict(_phrases(data))
    worth_of = {
        word: (worth, unit)
        for worth, name in ((1, "one"), (2, "two"))
        for key, some in data[name].items()
        for word, unit in _named(key, some)
    }
    return Units(
        after=re.compile(rf"(?:[ -]*(?:{_any_of(data['or_so'].split())}))?[ -]?[ ]*({_any_of(by_phrase)})"),
        alone=re.compile(rf"(?<!\w)(?:[وف]?(?:ال|[بلع])?)({_any_of(worth_of)})"),
        by_phrase=by_phrase,
        worth_of=worth_of,
        before=dict(_before(data["before"], by_phrase)),
        ages=frozenset(data["before"]["age"].split()),
        sizes=frozenset(data["announces_size"].split()),
        budgets=frozenset(data["before"]["budget"].split()),
        floors=frozenset(data["before"]["floor"].split()),
        between=frozenset(data["between"].split()),
        ranges=frozenset(data["range"].split()),
        singles=frozenset(data["single"].split()),
    )


def _phrases(data: Mapping[str, Any]) -> Iterable[tuple[str, Unit]]:
    for kind in _PLAIN:
        yield from ((word, Unit(kind)) for word in data[kind].split())
    for group in ("money", "time"):
        for key, some in data[group].items():
            yield from _named(key, some)


def _named(key: str, some: str) -> Iterable[tuple[str, Unit]]:
    name, _, factor = key.partition(" ")
    if not factor:
        unit = Unit("pieces")
    else:
        kind: Kind = "time" if name in _MEASURES_OF_TIME else "money"
        unit = Unit(kind, name, Decimal(factor))
    return ((word, unit) for word in some.split())


def _before(words: Mapping[str, str], by_phrase: Mapping[str, Unit]) -> Iterable[tuple[str, Unit]]:
    yield from ((word, Unit("money")) for word in (*words["price"].split(), "ب", "b"))
    yield from ((word, Unit("off")) for word in words["off"].split())
    for kind in _BEFORE_PLAIN:
        yield from ((word, Unit(kind)) for word in words[kind].split())
    yield from ((word, by_phrase[word]) for word in words["currency"].split())


def _any_of(phrases: Iterable[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(
        re.escape(phrase).replace("_", "[ -]+") + (r"(?!\w)" if phrase[-1].isalnum() else "")
        for phrase in longest_first
    )


def phrase(found: str) -> str:
    return "_".join(found.replace("-", " ").split())
