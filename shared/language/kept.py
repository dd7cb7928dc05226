"""Remembering what was made of a text: short ones come again, long ones would fill the memory."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")

MOST_LETTERS = 600


def kept(most: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """For a pure function: its last `most` results on texts of at most 600 letters, which nobody may change."""

    def keeping(of: Callable[[str], T]) -> Callable[[str], T]:
        remembered = lru_cache(maxsize=most)(of)

        @wraps(of)
        def one(text: str) -> T:
            return remembered(text) if len(text) <= MOST_LETTERS else of(text)

        return one

    return keeping
