"""Readings of texts that come again in turn after turn, kept for a while: of short ones, as nobody bounds a long one."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

R = TypeVar("R")

SHORT = 500


def kept(most: int) -> Callable[[Callable[[str], R]], Callable[[str], R]]:
    """Of so many texts; longer ones are read anew each time."""

    def of(read: Callable[[str], R]) -> Callable[[str], R]:
        again = lru_cache(most)(read)

        @wraps(read)
        def read_or_kept(text: str) -> R:
            return again(text) if len(text) <= SHORT else read(text)

        return read_or_kept

    return of
