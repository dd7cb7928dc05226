"""Letters that stand apart («م ج ا ن ي», "f.r.e.e") are one word: the signs between them are surplus.

Four letters or more with the same sign between: "S M L" are three sizes, and "U.S." two letters.
"""

import re
from collections.abc import Iterator

_APART = re.compile(r"(?<![^\W_])[^\W\d_]([ .\-_*·])[^\W\d_](?:\1[^\W\d_]){2,}(?![^\W_])")


def between_letters(text: str) -> Iterator[int]:
    """The places of those signs."""
    for word in _APART.finditer(text):
        yield from range(word.start() + 1, word.end(), 2)
