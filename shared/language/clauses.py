"""A text in its sentences, clauses and pieces: what stands near a word, and how near.

A line, an item of a list and a question are sentences; a comma or a dash ends a clause, an "and" a piece. Points and
commas between digits end nothing.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

_SENTENCE_END = re.compile(r"[\n!?؟•]+|\.(?=\s|$)")
_CLAUSE_END = re.compile(r"[؛;|—–()]|(?<!\d)[,،]|[,،](?!\d)|(?<=\s)-(?=\s)")
_PIECE_END = re.compile(r"\s(?=و\w|(?:and|but|w|و|بس|لكن)\s)")

Span = tuple[int, int]


@dataclass(frozen=True)
class Divided:
    text: str

    def around(self, place: int) -> tuple[Span, Span, Span]:
        """The piece, the clause and the sentence that this place is in."""
        return (_at(self._pieces, place), _at(self.clauses, place), _at(self.sentences, place))

    def before(self, sentence: Span) -> Span:
        """The sentence before this one that has a word in it; empty where there is none."""
        earlier = self.sentences[: bisect_right(self.sentences, sentence) - 1]
        return next((span for span in reversed(earlier) if self.text[slice(*span)].strip()), (0, 0))

    @cached_property
    def sentences(self) -> list[Span]:
        return _parted(_SENTENCE_END, self.text, [(0, len(self.text))])

    @cached_property
    def clauses(self) -> list[Span]:
        return _parted(_CLAUSE_END, self.text, self.sentences)

    @cached_property
    def _pieces(self) -> list[Span]:
        return _parted(_PIECE_END, self.text, self.clauses)


def _parted(end: re.Pattern[str], text: str, spans: list[Span]) -> list[Span]:
    """Each span in turn, cut behind what ends a part of it; together they are still the whole text."""
    found: list[Span] = []
    for start, stop in spans:
        since = start
        for match in end.finditer(text, start, stop):
            found.append((since, match.end()))
            since = match.end()
        found.append((since, stop))
    return found


def _at(spans: list[Span], place: int) -> Span:
    return spans[bisect_right(spans, place, key=lambda span: span[0]) - 1]
