"""Exact cosine similarity over a few hundred vectors, in pure Python.

Vectors are normalised once, at upload, and only their non-zero components are multiplied: a dense embedding costs what
it must, and the mostly empty ones of the local model a tenth of that. The service approximates (HNSW, quantisation);
being exact here is the one difference that cannot make a test fail on a lucky order.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter, mul

Components = Sequence[float]


class _Stored:
    def __init__(self, vector: Components) -> None:
        length = math.hypot(*vector) or 1.0
        positions = [at for at, component in enumerate(vector) if component] or [0]
        # itemgetter answers with a bare value for one position; a second one keeps it a tuple.
        positions = positions if len(positions) > 1 else [positions[0], (positions[0] + 1) % len(vector)]
        self._pick: Callable[[Components], tuple[float, ...]] = itemgetter(*positions)
        self._values = tuple(component / length for component in self._pick(vector))

    def dot(self, query: Components) -> float:
        return float(sum(map(mul, self._values, self._pick(query))))


class VectorIndex:
    def __init__(self) -> None:
        self._vectors: dict[str, list[_Stored]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._vectors.values()))

    def put(self, key: str, vectors: Iterable[Components]) -> None:
        """All of a document: one, or as many as its collection has."""
        self.remove(key)
        if stored := [_Stored(vector) for vector in vectors]:
            self._vectors[key] = stored

    def remove(self, key: str) -> None:
        self._vectors.pop(key, None)

    def nearest(self, query: Components, k: int, among: Iterable[str]) -> list[tuple[float, str]]:
        """The k best of these documents with the service's score, 1 / (1 + cosine distance), best first.

        Of several vectors the nearest stands for its document.
        """
        length = math.hypot(*query) or 1.0
        cosines = [
            (max(one.dot(query) for one in self._vectors[key]) / length, key)
            for key in among
            if key in self._vectors
        ]
        cosines.sort(key=lambda hit: -hit[0])
        return [(1 / (2 - cosine), key) for cosine, key in cosines[:k]]
