"""One index: its documents, and how a query ranks them.

Text and every vector query rank on their own; several rankings are fused by reciprocal rank as the service does it,
one ranking keeps its own score. Documents become searchable at once, where the service takes a second or so.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from local.search.documents import Action, Values
from local.search.fulltext import parse_full
from local.search.ordering import in_order
from local.search.query import SearchRequest, VectorQuery
from local.search.schema import Field, Schema
from local.search.scoring import boosted
from local.search.textindex import FindMap, TextIndex
from local.search.textquery import parse_query
from local.search.vectors import VectorIndex

#: The constant of reciprocal rank fusion; the first rank is 0, so one query gives at most 1/60.
RRF_K = 60

BYTES_PER_COMPONENT = 4

Ranking = list[tuple[float, str]]  #: score and key, best first


@dataclass(frozen=True)
class Outcome:
    key: str
    status: int

    def as_json(self) -> dict[str, Any]:
        failed = self.status >= 400
        message = "Document not found." if failed else None
        return {"key": self.key, "status": not failed, "errorMessage": message, "statusCode": self.status}


@dataclass(frozen=True)
class Page:
    total: int
    hits: list[tuple[float, Values]]
    more: bool


class Index:
    def __init__(self, schema: Schema, etag: str, synonyms: FindMap) -> None:
        self.schema = schema
        self._synonyms = synonyms
        self.etag = etag
        self.documents: dict[str, Values] = {}
        self._sizes: dict[str, int] = {}
        self._build()

    def replace_schema(self, schema: Schema, etag: str) -> None:
        """Only fields can have been added, so the documents stay and are indexed anew."""
        self.schema, self.etag = schema, etag
        self._build()
        for key, values in list(self.documents.items()):
            self._put(key, values)

    def _build(self) -> None:
        similarity = self.schema.definition.get("similarity") or {}
        k1, b = similarity.get("k1"), similarity.get("b")
        self._texts = TextIndex(
            self.schema.texts(),
            k1=1.2 if k1 is None else k1,
            b=0.75 if b is None else b,
            synonyms=self._synonyms,
        )
        self._vectors = {path: VectorIndex() for path in self.schema.vectors()}

    def apply(self, actions: Iterable[Action]) -> list[Outcome]:
        return [Outcome(action.key, self._apply(action)) for action in actions]

    def _apply(self, action: Action) -> int:
        known = action.key in self.documents
        if action.kind == "delete":
            self._remove(action.key)
            return 200
        if action.kind == "merge" and not known:
            return 404
        before = self.documents.get(action.key, {}) if action.kind != "upload" else {}
        self._put(action.key, {**before, **action.values})
        return 200 if known else 201

    def _put(self, key: str, values: Values) -> None:
        self.documents[key] = values
        self._sizes[key] = len(json.dumps(values, ensure_ascii=False))
        self._texts.put(key, values)
        for name, vectors in self._vectors.items():
            vectors.put(key, _at(name, values))

    def _remove(self, key: str) -> None:
        self.documents.pop(key, None)
        self._sizes.pop(key, None)
        self._texts.remove(key)
        for vectors in self._vectors.values():
            vectors.remove(key)

    def statistics(self) -> dict[str, int]:
        dimensions = {path: field.dimensions or 0 for path, field in self.schema.vectors().items()}
        return {
            "documentCount": len(self.documents),
            "storageSize": sum(self._sizes.values()),
            "vectorIndexSize": sum(
                len(vectors) * dimensions[name] * BYTES_PER_COMPONENT
                for name, vectors in self._vectors.items()
            ),
        }

    def shown(self, values: Mapping[str, Any], names: Iterable[str]) -> Values:
        empty: Values = {name: [] if self.schema.fields[name].collection else None for name in names}
        return {
            name: _retrievable(values.get(name, empty[name]), self.schema.fields[name])
            for name in self.schema.fields
            if name in empty
        }

    def search(self, request: SearchRequest) -> Page:
        allowed = self._allowed(request)
        ranked = self._ranked(request, allowed)
        hits = in_order([(score, self.documents[key]) for score, key in ranked], request.order)
        window = hits[request.skip : request.skip + request.top]
        return Page(
            total=len(hits),
            hits=[(score, self.shown(values, request.select)) for score, values in window],
            more=request.paged and len(hits) > request.skip + request.top,
        )

    def _allowed(self, request: SearchRequest) -> frozenset[str]:
        condition = request.filter
        return frozenset(
            key for key, values in self.documents.items() if condition is None or condition.holds(values)
        )

    def _ranked(self, request: SearchRequest, allowed: frozenset[str]) -> Ranking:
        rankings = [
            (query.weight, self._near(query, name, request, allowed))
            for query in request.vectors
            for name in query.fields
        ]
        if request.text is not None:
            rankings.append((1.0, self._matching(request, allowed)))
        return rankings[0][1] if len(rankings) == 1 else fuse(rankings)

    def _near(
        self, query: VectorQuery, name: str, request: SearchRequest, allowed: frozenset[str]
    ) -> Ranking:
        among = (key for key in self.documents if not request.filter_first or key in allowed)
        return [hit for hit in self._vectors[name].nearest(query.vector, query.k, among) if hit[1] in allowed]

    def _matching(self, request: SearchRequest, allowed: frozenset[str]) -> Ranking:
        scores = self._texts.everything()
        if request.text != "*":
            parse = parse_full if request.full else parse_query
            query = parse(request.text or "", every=request.every)
            scores = self._texts.search(query, request.weights, every=request.every) if query else {}
        found = [
            (score * boosted(request.boosts, self.documents[key]), key)
            for key, score in scores.items()
            if key in allowed
        ]
        return sorted(found, key=lambda hit: -hit[0])


def _at(path: str, values: Values) -> list[Any]:
    """The vectors under a path."""
    name, _, part = path.partition("/")
    found = [element.get(part) for element in values.get(name) or ()] if part else [values.get(name)]
    return [vector for vector in found if vector is not None]


def _retrievable(value: Any, field: Field) -> Any:
    shown = [part.name for part in field.parts.values() if part.retrievable]
    return [{name: element.get(name) for name in shown} for element in value] if field.parts else value


def fuse(rankings: Iterable[tuple[float, Ranking]]) -> Ranking:
    fused: dict[str, float] = {}
    for weight, ranking in rankings:
        for rank, (_, key) in enumerate(ranking):
            fused[key] = fused.get(key, 0.0) + weight / (RRF_K + rank)
    return sorted(((score, key) for key, score in fused.items()), key=lambda hit: -hit[0])


def describe(index: Index) -> Mapping[str, Any]:
    return {"@odata.etag": index.etag, **index.schema.definition}
