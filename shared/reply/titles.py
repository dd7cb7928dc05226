"""Titles: one line each, short enough, and told apart."""

from collections.abc import Iterable, Iterator
from itertools import count

from shared.reply.graphemes import graphemes
from shared.reply.limits import Limit

ELLIPSIS = "…"
#: Between titles that must serve as a text: it says the same in every language.
BETWEEN = " · "


def one_line(text: str) -> str:
    """Without line ends, and without blanks at its ends or side by side."""
    kept: list[str] = []
    for letter in graphemes(text):
        if not letter.isspace():
            kept.append(letter)
        elif kept and kept[-1] != " ":
            kept.append(" ")
    return "".join(kept[:-1] if kept and kept[-1] == " " else kept)


def shorten(text: str, limit: Limit, ending: str = "") -> str:
    """As many whole letters as fit, with an ellipsis for the rest; the ending is kept whole.

    Of a first letter that alone is too large, as many code points as fit.
    """
    if limit.holds(text + ending):
        return text + ending
    tail = ELLIPSIS + ending
    room = limit.most - limit.counted(tail)
    return (_start(graphemes(text), room, limit) or _start(text, room, limit)).rstrip(" ") + tail


def distinct(titles: Iterable[str], limit: Limit) -> list[str]:
    """Shortened so that no two read the same.

    What would read like an earlier one is shortened in its middle, for it may differ at its end, and else numbered.
    """
    taken: list[str] = []
    for title in titles:
        taken.append(next(one for one in _shortenings(title, limit) if one not in taken))
    return taken


def _shortenings(title: str, limit: Limit) -> Iterator[str]:
    yield shorten(title, limit)
    if not limit.holds(title):
        end = _start(reversed(graphemes(title)), limit.most // 2, limit)
        yield shorten(title, limit, "".join(reversed(graphemes(end))))
    for number in count(2):
        yield shorten(title, limit, f" {number}")


def _start(pieces: Iterable[str], room: int, limit: Limit) -> str:
    kept = ""
    for piece in pieces:
        room -= limit.counted(piece)
        if room < 0:
            break
        kept += piece
    return kept
