"""The same words are embedded once in a process, and no more are kept than are meant to be."""

from collections.abc import Sequence

import pytest

from shared.errors import ModelUnavailable
from shared.model.embeddings import Embeddings


class Counting:
    def __init__(self) -> None:
        self.asked: list[str] = []
        self.down = False

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        if self.down:
            raise ModelUnavailable("down")
        self.asked += texts
        return [[float(len(self.asked)), 0.1] for _ in texts]


async def test_words_in_another_spelling_are_the_same_words() -> None:
    model, embeddings = Counting(), Embeddings()
    first, known = await embeddings.of(model, "عباية سوداء")
    again, known_again = await embeddings.of(model, "عبايه  سودااااء!")
    assert (known, known_again) == (False, True)
    assert list(first) == list(again)
    assert model.asked == ["عباية سوداء"]
    await embeddings.of(model, "عباية")
    assert len(model.asked) == 2


async def test_signs_alone_are_told_apart() -> None:
    model, embeddings = Counting(), Embeddings()
    await embeddings.of(model, "🌹")
    assert (await embeddings.of(model, "?"))[1] is False
    assert (await embeddings.of(model, "\ud800"))[1] is False


async def test_what_was_asked_longest_ago_goes_first() -> None:
    model, embeddings = Counting(), Embeddings(most=2)
    for text in ("a", "b", "a", "c"):
        await embeddings.of(model, text)
    assert (await embeddings.of(model, "a"))[1] is True
    assert (await embeddings.of(model, "b"))[1] is False


async def test_an_outage_is_not_kept() -> None:
    model, embeddings = Counting(), Embeddings()
    model.down = True
    with pytest.raises(ModelUnavailable):
        await embeddings.of(model, "a")
    model.down = False
    assert (await embeddings.of(model, "a"))[1] is False
