"""Which promises a text makes without a number: free delivery, a refund, something tomorrow, the last piece.

The phrases are in promises.json by kind, in Arabic, Arabizi and English. A promise stands within one clause, and a
negation before it takes it back: «ما في توصيل مجاني», "we don't refund". So does a question whether it is so. How a phrase is
written is told in phrases.py; `@delivery` stands for the words of that name.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from shared.language.arabizi import arabic_of
from shared.language.folded import fold, folded_data
from shared.language.phrases import any_of, pattern

_CLAUSE = re.compile(r"[!?؟;\n,•—–]|\.(?!\d)")
#: "Delivery: free" is one promise, and in "no - free delivery" nothing is denied.
_PAUSE = re.compile(r"[:()]|(?<!\w)-(?!\w)")
_NOT_WORD = re.compile(r"[^\w]+")
_LATIN_WORD = re.compile(r"(?<!\w)[a-z2-9'][a-z0-9']*(?!\w)")
_BETWEEN = "|"  #: of clauses; no phrase reaches across
_BREAK = "_"  #: in place of what begins anew or means something else
#: So many words before a promise may a negation stand that takes it back. What the shop says counts sooner.
_REACH = 6
_REACH_IN_SOURCE = 3
#: So many words before "whether" may it be asked.
_ASKED = 4


@dataclass(frozen=True)
class _Kind:
    said: re.Pattern[str] | None
    together: tuple[tuple[re.Pattern[str], ...], ...]  #: halves, in either order
    source: re.Pattern[str] | None
    shop_alone: bool  #: what a product's description says of it counts for nothing
    never_supported: bool  #: no tool can know it, whatever a text of the shop says of it

    def made_in(self, clauses: str, *, source: bool) -> bool:
        if source and self.never_supported:
            return False
        reach = _REACH_IN_SOURCE if source else _REACH
        for known in (self.said, self.source if source else None):
            if known and any(
                not _negated(clauses, match.start(), reach) for match in known.finditer(clauses)
            ):
                return True
        return any(
            all(half.search(clauses) for half in halves)
            and any(self._together(clause, halves, reach) for clause in clauses.split(_BETWEEN))
            for halves in self.together
        )

    def _together(self, clause: str, halves: Sequence[re.Pattern[str]], reach: int) -> bool:
        """Of two halves the negation may stand before either: «التوصيل مش مجاني»."""
        found = [match for half in halves if (match := half.search(clause))]
        if len(found) < len(halves):
            return False
        first, last = sorted(found, key=re.Match.start)
        if _negated(clause, first.start(), reach):
            return False
        between = clause[first.end() : last.start()]
        return not _negated(between, len(between), reach)


@dataclass(frozen=True)
class _Phrases:
    kinds: dict[str, _Kind]
    negations: frozenset[str]
    not_just_before: frozenset[str]  #: «لأ، بكرا» is spelt as «لا» is, and denies nothing
    restarts: frozenset[str]
    no_restart: frozenset[str]  #: words that begin with the letter of "and", and not with it
    idioms: re.Pattern[str]
    asks: frozenset[str]  #: «بسأل إذا في خصم», "I'll check whether"
    whether: frozenset[str]  #: what begins such a question


def promises_in(text: str) -> list[str]:
    """The kinds of promises that this text makes, each once."""
    return _found(text, source=False)


def promises_supported_by(text: str, among: Container[str] | None = None) -> list[str]:
    """The kinds that this text of the shop speaks of, of all or of these: a little wider, as a reply puts it in other words."""
    return _found(text, source=True, among=among)


def of_the_shop_alone() -> frozenset[str]:
    """The kinds that the shop must have said itself: a product's own words about them are no promise of its."""
    return frozenset(name for name, kind in _phrases().kinds.items() if kind.shop_alone)


def negations() -> frozenset[str]:
    return _phrases().negations


def _found(text: str, *, source: bool, among: Container[str] | None = None) -> list[str]:
    joined = _BETWEEN.join(map(_words, _CLAUSE.split(fold(text).text)))
    joined = _phrases().idioms.sub(_BREAK, joined)
    forms = dict.fromkeys((joined, _in_arabic(joined)))
    kinds = [one for one in _phrases().kinds.items() if among is None or one[0] in among]
    return [name for name, kind in kinds if any(kind.made_in(form, source=source) for form in forms)]


def _in_arabic(clauses: str) -> str:
    """Arabizi has no spelling of its own; a negation is known by its."""
    negations = _phrases().negations
    return _LATIN_WORD.sub(lambda word: word[0] if word[0] in negations else arabic_of(word[0]), clauses)


def _words(clause: str) -> str:
    return _NOT_WORD.sub(" ", _PAUSE.sub(f" {_BREAK} ", clause.replace("'", ""))).strip()


def _negated(clauses: str, place: int, reach: int) -> bool:
    """«ما في أحمر والتوصيل مجاني»: what an "and" begins is not denied with what stood before it."""
    phrases = _phrases()
    if clauses.startswith("و", place):
        return False
    before = clauses[:place].rpartition(_BETWEEN)[2].split()[-reach:]
    if before and before[-1] in phrases.not_just_before:
        before.pop()
    for at in range(len(before) - 1, -1, -1):
        word = before[at]
        if word in phrases.whether and not phrases.asks.isdisjoint(before[max(at - _ASKED, 0) : at]):
            return True
        if word in phrases.negations or word.removeprefix("و") in phrases.negations:
            return True
        if word in phrases.restarts or word == _BREAK or _begins_anew(word):
            return False
    return False


def _begins_anew(word: str) -> bool:
    return len(word) > 3 and word.startswith("و") and word not in _phrases().no_restart


@cache
def _phrases() -> _Phrases:
    data = folded_data("promises.json")
    named = data["words"]
    kinds = {name: _kind(said, named) for name, said in data["kinds"].items()}
    some = {
        name: frozenset(data[name].split())
        for name in ("negations", "not_just_before", "restarts", "no_restart", "asks", "whether")
    }
    idioms = "|".join(map(pattern, data["idioms"]))
    return _Phrases(kinds, **some, idioms=re.compile(rf"(?<!\w)(?:{idioms})"))


def _kind(data: dict[str, Any], named: Mapping[str, list[str]]) -> _Kind:
    def of(phrases: Iterable[str]) -> re.Pattern[str] | None:
        return any_of(one for some in phrases for one in (named[some[1:]] if some[0] == "@" else [some]))

    pairs = (tuple(filter(None, map(of, halves))) for halves in data.get("together", []))
    return _Kind(
        said=of(data.get("said", [])),
        together=tuple(pairs),
        source=of(data.get("source", [])),
        shop_alone=data.get("shop_alone", False),
        never_supported=data.get("never_supported", False),
    )
