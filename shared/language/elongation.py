"""Letters that are drawn out for feeling: «حلووو» is «حلو», "helloooo" is "hello".

Three or more of a letter are one, or two in a word that has two («اللله», "coool"). A long vowel never ends a word
twice. Digits are left alone, and so are sizes.
"""

import re
from collections.abc import Iterator
from itertools import product

_RUN = re.compile(r"([^\W\d_])\1{2,}")
_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]*([^\W\d_])\1{2}[^\W\d_]*")
_LONG_VOWEL_TWICE = re.compile(r"(?<=[^\W\d_])([اوي])\1(?![^\W_])")
_SIZE = re.compile(r"x+[sml]")
_MOST_RUNS = 3


def surplus(text: str, doubles: frozenset[str]) -> Iterator[int]:
    """The places of the letters of a folded text that are too many; `doubles` are words with two of a letter."""
    for word in _WORD.finditer(text):
        if _SIZE.fullmatch(word[0]):
            continue
        runs = list(_RUN.finditer(word[0]))
        for run, kept in zip(runs, _kept(word[0], runs, doubles), strict=True):
            start = word.start() + run.start()
            if run[1] == "o" and start and text[start - 1].isdigit():
                continue  # "1ooo JOD" is meant for a thousand
            yield from range(start + kept, word.start() + run.end())
    for twice in _LONG_VOWEL_TWICE.finditer(text):
        yield twice.end() - 1


def _kept(word: str, runs: list[re.Match[str]], doubles: frozenset[str]) -> tuple[int, ...]:
    """How many of each run stay."""
    for some in product((2, 1), repeat=min(len(runs), _MOST_RUNS)):
        lengths = (*some, *[1] * (len(runs) - len(some)))
        if _with(word, lengths) in doubles:
            return lengths
    return (1,) * len(runs)


def _with(word: str, lengths: tuple[int, ...]) -> str:
    rest = iter(lengths)
    return _RUN.sub(lambda run: run[1] * next(rest), word)
