"""Synonym maps: words that mean the same, looked up when a question is asked, so that a change needs no new index.

Rules are Solr's: `a, b` are found by each other, `a => b` is asked as b. A rule's left side meets one written word, as in
the service, where more than one word is met only inside of quotation marks, which is refused here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from local.search.analysis import Analyser
from local.search.errors import invalid, unsupported

#: What a Standard (S1) service takes.
MAP_QUOTA = 5
MAX_RULES = 20_000

Terms = tuple[str, ...]


@dataclass(frozen=True)
class SynonymMap:
    name: str
    rules: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]  #: words, and what each of them is asked as
    definition: Mapping[str, Any]

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        name, text = body.get("name"), body.get("synonyms")
        if not isinstance(name, str) or not name or body.get("format") != "solr":
            raise invalid("synonymMap : A synonym map needs a name, and the format 'solr'.")
        if not isinstance(text, str):
            raise invalid("synonymMap : The synonyms are one text, a rule in each line.")
        lines = [line.strip() for line in text.splitlines()]
        rules = tuple(_rule(line) for line in lines if line and not line.startswith("#"))
        if len(rules) > MAX_RULES:
            raise invalid(f"synonymMap : At most {MAX_RULES} rules are allowed.")
        if body.get("encryptionKey"):
            raise unsupported("the synonym map property 'encryptionKey'")
        definition = {key: value for key, value in body.items() if not key.startswith("@odata")}
        return cls(name, rules, definition)

    @cached_property
    def _by_analyser(self) -> dict[Analyser, dict[Terms, frozenset[Terms]]]:
        return {}

    def expand(self, terms: Iterable[str], analyse: Analyser) -> frozenset[Terms]:
        """What one written word is asked as, after the field's own analysis; itself when no rule meets it."""
        if analyse not in self._by_analyser:
            self._by_analyser[analyse] = self._analysed(analyse)
        own = tuple(terms)
        return self._by_analyser[analyse].get(own, frozenset({own}))

    def _analysed(self, analyse: Analyser) -> dict[Terms, frozenset[Terms]]:
        found: dict[Terms, set[Terms]] = defaultdict(set)
        for words, meant in self.rules:
            as_terms = {tuple(analyse(one)) for one in meant} - {()}
            for word in words:
                found[tuple(analyse(word))] |= as_terms
        return {word: frozenset(meant) for word, meant in found.items() if word}


def _rule(line: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    left, arrow, right = line.partition("=>")
    words = _listed(left)
    meant = _listed(right) if arrow else words
    if not words or not meant or "=>" in right:
        raise invalid(f"synonymMap : The rule '{line[:60]}' is not valid.")
    return words, meant


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
