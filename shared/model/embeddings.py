"""Vectors of what customers search for, kept in the process: the same words are embedded once.

A vector is a function of the words and the model and of nobody's shop, so all tenants share them. Kept under a digest of
the words in the one spelling, never under the words. They are not kept across processes: reading one from the database
would cost the round trip that it saves.
"""

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from typing import Protocol

from shared.language.normalise import normalise

#: 12 kB each.
MOST = 500


class Embeds(Protocol):
    async def embed(self, texts: Sequence[str]) -> list[list[float]]: ...


class Embeddings:
    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, array[float]] = OrderedDict()

    async def of(self, model: Embeds, text: str) -> tuple[Sequence[float], bool]:
        """The vector, and whether it was there already. Raises what the model raises, and keeps nothing of that."""
        key = blake2b((normalise(text) or text).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return kept, True
        (vector,) = await model.embed([text])
        self._kept[key] = array("d", vector)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return vector, False
