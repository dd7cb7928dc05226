"""Which promises a text makes without a number: free delivery, a refund, something tomorrow, the last piece.

The phrases are in promises.json by kind, in Arabic, Arabizi and English. A promise stands within one clause, and a
negation before it takes it back: «ما في توصيل مجاني», "we don't refund". `*` stands for any letters, `$` for the clause's end.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from shared.language.folded import fold, folded_data

_CLAUSE = re.compile(r"[!?؟;:\n,•—–()]|\.(?!\d)|(?<!\w)-(?!\w)")
_NOT_WORD = re.compile(r"[^\w$]+")
_PARTICLE = "(?:[وفبلع]|ال|وال|بال|لل|عال)?"
_BETWEEN = "|"  #: of clauses; no phrase reaches across
#: So many words before a promise may a negation stand that takes it back.
_REACH = 4


@dataclass(frozen=True)
class _Kind:
    said: re.Pattern[str] | None
    together: tuple[re.Pattern[str], ...]
    source: re.Pattern[str] | None

    def made_in(self, clauses: str, *, source: bool) -> bool:
        for pattern in (self.said, self.source if source else None):
            if pattern and any(not _negated(clauses, match.start()) for match in pattern.finditer(clauses)):
                return True
        if not self.together or not all(pattern.search(clauses) for pattern in self.together):
            return False
        return any(self._together(clause) for clause in clauses.split(_BETWEEN))

    def _together(self, clause: str) -> bool:
        """Of two halves the negation may stand before either: «التوصيل مش مجاني»."""
        matches = [match for pattern in self.together if (match := pattern.search(clause))]
        if len(matches) < len(self.together):
            return False
        bare = clause
        for match in matches:  # «بدون رسوم» is half of the promise, and takes nothing back
            bare = bare[: match.start()] + "_" * len(match[0]) + bare[match.end() :]
        return not _negated(bare, max(match.start() for match in matches))


@dataclass(frozen=True)
class _Phrases:
    kinds: dict[str, _Kind]
    negations: frozenset[str]
    restarts: frozenset[str]


def promises_in(text: str) -> list[str]:
    """The kinds of promises that this text makes, each once."""
    return _found(text, source=False)


def promises_supported_by(text: str) -> list[str]:
    """The kinds that this text of the shop speaks of: a little wider, as a reply puts it in other words."""
    return _found(text, source=True)


def _found(text: str, *, source: bool) -> list[str]:
    clauses = (_NOT_WORD.sub(" ", clause).strip() for clause in _CLAUSE.split(fold(text).text))
    joined = _BETWEEN.join(clauses)
    return [name for name, kind in _phrases().kinds.items() if kind.made_in(joined, source=source)]


def _negated(clauses: str, place: int) -> bool:
    for word in reversed(clauses[:place].rpartition(_BETWEEN)[2].split()[-_REACH:]):
        if word in _phrases().restarts:
            return False
        if word in _phrases().negations or word.removeprefix("و") in _phrases().negations:
            return True
    return False


@cache
def _phrases() -> _Phrases:
    data = folded_data("promises.json")
    kinds = {name: _kind(said) for name, said in data["kinds"].items()}
    return _Phrases(kinds, frozenset(data["negations"].split()), frozenset(data["restarts"].split()))


def _kind(data: dict[str, Any]) -> _Kind:
    return _Kind(
        said=_any_of(data.get("said", [])),
        together=tuple(filter(None, map(_any_of, data.get("together", [])))),
        source=_any_of(data.get("source", [])),
    )


def _any_of(phrases: Iterable[str]) -> re.Pattern[str] | None:
    some = [_pattern(phrase) for phrase in phrases]
    return re.compile(rf"(?<!\w){_PARTICLE}(?:{'|'.join(some)})") if some else None


def _pattern(phrase: str) -> str:
    ends = phrase.endswith("$")
    bare = (
        _NOT_WORD.sub(" ", phrase.rstrip("$").replace("*", "\ue000")).strip() if "*" not in phrase else phrase
    )
    return re.escape(bare).replace(r"\*", r"\w*").replace(r"\ ", " ") + (r"(?=\||$)" if ends else r"(?!\w)")
