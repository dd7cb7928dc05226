"""Deterministic embeddings that carry a little meaning: 1536 numbers, unit length, well under a millisecond.

Each word gives hashed features: the concept it names, its stem, its consonants and its letter triples. Concepts are
shared by Arabic, Arabizi and English, so "red dress", «فستان أحمر» and "fustan a7mar" lie near each other. This is
nothing like a learnt embedding; it only keeps the same promises about what is near.
"""

import math
from array import array
from collections.abc import Iterator
from functools import lru_cache
from zlib import crc32

from local.model.arabizi import skeleton
from local.model.lexicon import Concept
from local.model.reading import read, spelling, stem

DIMENSIONS = 1536

_CONCEPT, _STEM, _SOUND, _TRIPLES = 1.0, 0.5, 0.35, 0.3

#: A word the tables know as mere grammar says little about what a text is about.
_GRAMMAR = 0.1

Feature = tuple[int, float]


def embed(text: str, dimensions: int = DIMENSIONS) -> "array[float]":
    """Shorter vectors are the head of the full one, normalised again, as the platform shortens them."""
    vector = array("d", bytes(8 * DIMENSIONS))
    for at, weight in _features(text):
        vector[at] += weight
    vector = vector[:dimensions]
    length = math.hypot(*vector)
    if length == 0.0:
        # No usable feature is left; still a valid unit vector, near to nothing in particular.
        vector[crc32(text.encode()) % dimensions] = length = 1.0
    return array("f", (component / length for component in vector))


def _features(text: str) -> Iterator[Feature]:
    for piece in read(text):
        if isinstance(piece.meaning, Concept):
            yield _hashed(f"concept {piece.meaning.name}", _CONCEPT)
        weight = 1.0 if piece.meaning is None or isinstance(piece.meaning, Concept) else _GRAMMAR
        for word in piece.words:
            yield from ((at, weight * value) for at, value in _word_features(spelling(word)))


@lru_cache(maxsize=16_384)
def _word_features(word: str) -> tuple[Feature, ...]:
    sound = skeleton(word)
    bounded = f"<{word}>"
    triples = [bounded[at : at + 3] for at in range(len(bounded) - 2)]
    return (
        _hashed(f"stem {stem(word)}", _STEM),
        *([_hashed(f"sound {sound}", _SOUND)] if len(sound) > 1 else []),
        *(_hashed(f"letters {triple}", _TRIPLES / math.sqrt(len(triples))) for triple in triples),
    )


def _hashed(feature: str, weight: float) -> Feature:
    digest = crc32(feature.encode())
    return digest % DIMENSIONS, weight if digest & 0x8000_0000 else -weight
