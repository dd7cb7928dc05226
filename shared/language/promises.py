"""Which promises a text makes without a number: free delivery, a refund, something tomorrow, the last piece.

The phrases are in promises.json by kind, in Arabic, Arabizi and English. A promise stands within one clause, and a
negation before it takes it back: «ما في توصيل مجاني», "we don't refund". `*` stands for any letters, `$` for the clause's end.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from shared.language.arabizi import arabic_of
from shared.language.folded import fold, folded_data

_CLAUSE = re.compile(r"[!?؟;\n,•—–]|\.(?!\d)")
#: "Delivery: free" is one promise, and in "no - free delivery" nothing is denied.
_PAUSE = re.compile(r"[:()]|(?<!\w)-(?!\w)")
_NOT_WORD = re.compile(r"[^\w]+")
_LATIN_WORD = re.compile(r"(?<!\w)[a-z2-9'][a-z0-9']*(?!\w)")
_PARTICLE = "(?:[وفبلع]|ال|وال|بال|لل|عال)?"
_BETWEEN = "|"  #: of clauses; no phrase reaches across
_BREAK = "_"  #: in place of what begins anew or means something else
#: So many words before a promise may a negation stand that takes it back. What the shop says counts sooner.
_REACH = 6
_REACH_IN_SOURCE = 3


@dataclass(frozen=True)
class _Kind:
    said: re.Pattern[str] | None
    together: tuple[re.Pattern[str], ...]
    source: re.Pattern[str] | None
    shop_alone: bool  #: what a product's description says of it counts for nothing
    never_supported: bool  #: no tool can know it, whatever a text of the shop says of it

    def made_in(self, clauses: str, *, source: bool) -> bool:
        if source and self.never_supported:
            return False
        reach = _REACH_IN_SOURCE if source else _REACH
        for pattern in (self.said, self.source if source else None):
            if pattern and any(
                not _negated(clauses, match.start(), reach) for match in pattern.finditer(clauses)
            ):
                return True
        if not self.together or not all(pattern.search(clauses) for pattern in self.together):
            return False
        return any(self._together(clause, reach) for clause in clauses.split(_BETWEEN))

    def _together(self, clause: str, reach: int) -> bool:
        """Of two halves the negation may stand before either: «التوصيل مش مجاني»."""
        found = [match for pattern in self.together if (match := pattern.search(clause))]
        if len(found) < len(self.together):
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
    idioms: tuple[str, ...]


def promises_in(text: str) -> list[str]:
    """The kinds of promises that this text makes, each once."""
    return _found(text, source=False)


def promises_supported_by(text: str) -> list[str]:
    """The kinds that this text of the shop speaks of: a little wider, as a reply puts it in other words."""
    return _found(text, source=True)


def of_the_shop_alone() -> frozenset[str]:
    """The kinds that the shop must have said itself: a product's own words about them are no promise of its."""
    return frozenset(name for name, kind in _phrases().kinds.items() if kind.shop_alone)


def negations() -> frozenset[str]:
    return _phrases().negations


def _found(text: str, *, source: bool) -> list[str]:
    joined = _BETWEEN.join(map(_words, _CLAUSE.split(fold(text).text)))
    for idiom in _phrases().idioms:
        joined = joined.replace(idiom, _BREAK)
    forms = dict.fromkeys((joined, _in_arabic(joined)))
    kinds = _phrases().kinds.items()
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
    for word in reversed(before):
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
    kinds = {name: _kind(said) for name, said in data["kinds"].items()}
    some = {
        name: frozenset(data[name].split())
        for name in ("negations", "not_just_before", "restarts", "no_restart")
    }
    return _Phrases(kinds, **some, idioms=tuple(data["idioms"]))


def _kind(data: dict[str, Any]) -> _Kind:
    return _Kind(
        said=_any_of(data.get("said", [])),
        together=tuple(filter(None, map(_any_of, data.get("together", [])))),
        source=_any_of(data.get("source", [])),
        shop_alone=data.get("shop_alone", False),
        never_supported=data.get("never_supported", False),
    )


def _any_of(phrases: Iterable[str]) -> re.Pattern[str] | None:
    some = [_pattern(phrase) for phrase in phrases]
    return re.compile(rf"(?<!\w){_PARTICLE}(?:{'|'.join(some)})") if some else None


def _pattern(phrase: str) -> str:
    bare = re.escape(phrase.removesuffix("$")).replace(r"\*", r"\w*").replace(r"\ ", " ")
    return bare + (r"(?=\||$)" if phrase.endswith("$") else r"(?!\w)")
