"""An inverted index per field, scored with BM25.

Figures such as document frequency are counted over the whole index, as the service does for one shard; a filter never
changes them.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import reduce

from local.search.fulltext import within_an_edit
from local.search.schema import Field
from local.search.synonyms import SynonymMap
from local.search.textquery import Joined, Near, Phrase, Prefix, Query, Without, Words

Scores = dict[str, float]  #: by document key
FindMap = Callable[[str], SynonymMap | None]

#: Between two elements of a collection, so that a phrase never spans them.
_GAP = 100


def no_synonyms(_: str) -> SynonymMap | None:
    return None


class FieldTerms:
    def __init__(self) -> None:
        self.positions: dict[str, dict[str, list[int]]] = defaultdict(dict)  #: term → document → where
        self.lengths: dict[str, int] = {}

    def add(self, key: str, texts: Iterable[list[str]]) -> None:
        at = 0
        for terms in texts:
            for term in terms:
                self.positions[term].setdefault(key, []).append(at)
                at += 1
            at += _GAP
            self.lengths[key] = self.lengths.get(key, 0) + len(terms)

    def remove(self, key: str) -> None:
        if self.lengths.pop(key, 0):
            for term in [
                term for term, where in self.positions.items() if where.pop(key, None) and not where
            ]:
                del self.positions[term]

    def phrase(self, terms: list[str]) -> dict[str, int]:
        """How often these terms follow each other, by document."""
        first, *rest = [self.positions.get(term, {}) for term in terms]
        found = {}
        for key, starts in first.items():
            count = sum(
                all(start + step in where.get(key, ()) for step, where in enumerate(rest, 1))
                for start in starts
            )
            if count:
                found[key] = count
        return found


class TextIndex:
    def __init__(
        self, fields: Iterable[Field], *, k1: float = 1.2, b: float = 0.75, synonyms: FindMap = no_synonyms
    ) -> None:
        self._fields = {field.name: field for field in fields}
        self._terms = {name: FieldTerms() for name in self._fields}
        self._keys: dict[str, None] = {}
        self._k1, self._b = k1, b
        self._synonyms = synonyms

    def put(self, key: str, values: Mapping[str, object]) -> None:
        self.remove(key)
        self._keys[key] = None
        for name, field in self._fields.items():
            value = values.get(name)
            texts = value if isinstance(value, list) else [value]
            self._terms[name].add(
                key, (field.terms_to_index(text) for text in texts if isinstance(text, str))
            )

    def remove(self, key: str) -> None:
        if key in self._keys:
            del self._keys[key]
            for terms in self._terms.values():
                terms.remove(key)

    def search(self, query: Query, weights: Mapping[str, float], *, every: bool) -> Scores:
        return _Evaluation(self, weights, every=every).scores(query) or {}

    def everything(self) -> Scores:
        return dict.fromkeys(self._keys, 1.0)

    def query_terms(self, name: str, text: str) -> list[str]:
        return self._fields[name].query_terms(text)

    def meant(self, name: str, terms: list[str]) -> frozenset[tuple[str, ...]] | None:
        """What a written word is asked as, when the field's synonym map has something about it."""
        field = self._fields[name]
        synonyms = self._synonyms(field.synonym_map) if field.synonym_map else None
        meant = synonyms.expand(terms, field.query_terms) if synonyms else None
        return None if meant == frozenset({tuple(terms)}) else meant

    def beginning_with(self, name: str, prefix: str) -> Scores:
        """A prefix is not analysed, and every document that has one scores the same."""
        wanted = prefix.lower()
        return {
            key: 1.0
            for term, where in self._terms[name].positions.items()
            if term.startswith(wanted)
            for key in where
        }

    def near(self, name: str, word: str) -> Scores:
        """What is one edit away counts a little less, the shorter the word the less."""
        wanted = word.lower()
        alike = [term for term in self._terms[name].positions if within_an_edit(term, wanted)]
        weights = {term: 1.0 if term == wanted else 1 - 1 / max(len(wanted), 2) for term in alike}
        return reduce(
            either,
            (
                {key: score * weights[term] for key, score in self.score_term(name, term).items()}
                for term in alike
            ),
            {},
        )

    def score_term(self, name: str, term: str) -> Scores:
        where = self._terms[name].positions.get(term, {})
        return self._bm25(name, {key: len(at) for key, at in where.items()}, len(where))

    def score_phrase(self, name: str, terms: list[str]) -> Scores:
        counts = self._terms[name].phrase(terms)
        return self._bm25(name, counts, len(counts))

    def _bm25(self, name: str, counts: Mapping[str, int], frequency: int) -> Scores:
        lengths = self._terms[name].lengths
        average = sum(lengths.values()) / max(len(lengths), 1) or 1.0
        idf = math.log(1 + (len(self._keys) - frequency + 0.5) / (frequency + 0.5))
        return {
            key: idf * count / (count + self._k1 * (1 - self._b + self._b * lengths[key] / average))
            for key, count in counts.items()
        }


class _Evaluation:
    """One query over the chosen fields. None means that analysis left nothing of a clause: it is then ignored."""

    def __init__(self, index: TextIndex, weights: Mapping[str, float], *, every: bool) -> None:
        self._index = index
        self._weights = weights
        self._every = every

    def scores(self, query: Query) -> Scores | None:
        match query:
            case Words(text):
                return self._words(text)
            case Phrase(text):
                return self._any_field(
                    {
                        name: self._index.score_phrase(name, terms)
                        for name in self._weights
                        if (terms := self._terms(name, text))
                    }
                )
            case Prefix(text):
                return self._any_field(
                    {name: self._index.beginning_with(name, text) for name in self._weights}
                )
            case Near(text):
                return self._any_field({name: self._index.near(name, text) for name in self._weights})
            case Without(body):
                excluded = self.scores(body) or {}
                return {key: 1.0 for key in self._index.everything() if key not in excluded}
            case Joined(every, parts):
                found = [scores for part in parts if (scores := self.scores(part)) is not None]
                return reduce(both if every else either, found) if found else None

    def _terms(self, name: str, text: str) -> list[str]:
        return self._index.query_terms(name, text)

    def _words(self, text: str) -> Scores | None:
        """One written word may become several terms ("t-shirt"), and different ones in each field."""
        join = both if self._every else either
        by_field = {
            name: self._synonyms(name, terms, join)
            for name in self._weights
            if (terms := self._terms(name, text))
        }
        return self._any_field(by_field)

    def _synonyms(self, name: str, terms: list[str], join: Callable[[Scores, Scores], Scores]) -> Scores:
        """Of several words for one thing the best counts: a document does not fit better for having both."""
        meant = self._index.meant(name, terms)
        if meant is None:
            return reduce(join, [self._index.score_term(name, term) for term in terms])
        scored = [
            self._index.score_term(name, one[0]) if len(one) == 1 else self._index.score_phrase(name, [*one])
            for one in meant
        ]
        return reduce(better, scored, {})

    def _any_field(self, by_field: Mapping[str, Scores]) -> Scores | None:
        weighted = [
            {key: score * self._weights[name] for key, score in scores.items()}
            for name, scores in by_field.items()
        ]
        return reduce(either, weighted) if weighted else None


def either(left: Scores, right: Scores) -> Scores:
    return {key: left.get(key, 0.0) + right.get(key, 0.0) for key in {**left, **right}}


def better(left: Scores, right: Scores) -> Scores:
    return {key: max(left.get(key, 0.0), right.get(key, 0.0)) for key in {**left, **right}}


def both(left: Scores, right: Scores) -> Scores:
    return {key: score + right[key] for key, score in left.items() if key in right}
