"""A delimited text file as records that each fit into memory, whatever is in it.

The csv module would put together a line or a quoted field of any size before it complained; here a record that grows past
its limit is passed over to its end, and told. Quotes are followed as RFC 4180 has them, so that a line break inside a cell
ends no record.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.sources.encodings import encoding_of
from catalog.sources.faults import Unusable

#: Of characters: two descriptions of 10,000 and everything else beside them, several times over; the csv module's own limit
#: for a cell is 131,072.
MOST_IN_RECORD = 120_000
_PIECE = 1 << 16
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TooLong:
    """Stands in place of a record that has been passed over."""

    beginning: str


def records(path: Path, delimiter: str, encoding: str) -> Iterator[list[str] | TooLong]:
    """In the file's order, blank ones included: the first is row 1."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        for record in _whole(iter(lambda: file.readline(_PIECE), ""), delimiter):
            if isinstance(record, TooLong):
                yield record
            elif not _SEPARATOR_LINE.fullmatch(record):
                yield _cells(record, delimiter)


def delimiter_of(path: Path, encoding: str) -> str:
    """The one that parts the first line into the most cells, unless Excel has named it there."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        line = file.readline(_PIECE)
        while line and not line.strip():
            line = file.readline(_PIECE)
    if named := _SEPARATOR_LINE.fullmatch(line):
        return named[1]
    return max(",;\t|", key=lambda delimiter: len(_cells(line, delimiter)))


def text_of(path: Path) -> str:
    """The encoding. Raises Unusable for an empty file as well."""
    if not path.stat().st_size:
        raise Unusable.file(path.name, "a file that is not empty")
    return encoding_of(path)


def _cells(record: str, delimiter: str) -> list[str]:
    return next(csv.reader([record], delimiter=delimiter), [])


def _whole(pieces: Iterator[str], delimiter: str) -> Iterator[str | TooLong]:
    opening = re.compile(rf'(?:^|{re.escape(delimiter)})"')
    held: list[str] = []
    size, quoted = 0, False
    for piece in pieces:
        quoted = _ends_quoted(piece, opening, quoted=quoted)
        size += len(piece)
        if size <= MOST_IN_RECORD:
            held.append(piece)
        if piece.endswith(("\n", "\r")) and not quoted:
            yield _record(held, size)
            held, size = [], 0
    if held:
        yield _record(held, size)


def _record(held: list[str], size: int) -> str | TooLong:
    return "".join(held) if size <= MOST_IN_RECORD else TooLong(held[0][:200])


def _ends_quoted(piece: str, opening: re.Pattern[str], *, quoted: bool) -> bool:
    """Whether the text is inside quotes where this piece ends."""
    at = 0
    while True:
        if quoted:
            at = piece.find('"', at) + 1
            if not at:
                return True
            quoted = piece.startswith('"', at)  # two are one that belongs to the text
            at += quoted
        else:
            found = opening.search(piece, at)
            if not found:
                return False
            at, quoted = found.end(), True
