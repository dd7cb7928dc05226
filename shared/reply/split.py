"""A long text as several messages, cut where a reader would pause.

At the end of a line, else of a sentence, else of a word; never inside what a reader takes for one letter. A blank behind a
digit comes last of all, for it may stand inside a phone number or before a unit. Codes and links have no blanks and so
stay whole when they fit at all. What has no seam is cut between letters, and a letter that alone is larger than a
message (a hostile pile of marks) between code points: nothing is ever lost but the blanks at a seam, and messages
that would show nothing.
"""

from collections.abc import Iterator

from shared.reply.graphemes import graphemes, shows
from shared.reply.limits import TEXT, Limit

_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")
_SENTENCE_ENDS = frozenset(".!?؟…۔")
_CLOSING = frozenset("\"'»”’)]}")
#: No-break spaces, which ask for what is tried last anyway.
_GLUE = frozenset("\u00a0\u202f\u2007")


def split_text(text: str, limit: Limit = TEXT) -> list[str]:
    """The text in order, in as few messages as its seams allow."""
    pieces = _pieces(text, limit)
    sizes = [limit.counted(piece) for piece in pieces]
    parts: list[str] = []
    start, end = _skip_blanks(pieces, 0), len(pieces)
    while start < end:
        fits = _fitting(sizes, limit.most, start)
        cut = end if fits == end else _cut(pieces, start, fits)
        parts.append("".join(_without_end_blanks(pieces[start:cut])))
        start = _skip_blanks(pieces, cut)
    return [part for part in parts if shows(part)]


def _pieces(text: str, limit: Limit) -> list[str]:
    """Letters, and code points of those letters that no message could hold."""
    letters = graphemes(text)
    return [piece for letter in letters for piece in ([letter] if limit.holds(letter) else letter)]


def _fitting(sizes: list[int], most: int, start: int) -> int:
    """Where the longest run of pieces from `start` ends that is no larger than `most`."""
    total, at = 0, start
    while at < len(sizes) and (total := total + sizes[at]) <= most:
        at += 1
    return at


def _cut(pieces: list[str], start: int, fits: int) -> int:
    """Behind a line or a sentence if that is in the second half of what fits, else between words, else at any blank."""
    seams = list(_seams(pieces, start, fits))
    middle = start + (fits - start) // 2
    for kind in ("line", "sentence"):
        late = [at for at, kinds in seams if kind in kinds and at >= middle]
        if late:
            return late[-1]
    for kind in ("word", "blank"):
        anywhere = [at for at, kinds in seams if kind in kinds]
        if anywhere:
            return anywhere[-1]
    return fits


def _seams(pieces: list[str], start: int, fits: int) -> Iterator[tuple[int, set[str]]]:
    """Each run of blanks by its first place. One that begins just behind what fits counts: it is not sent."""
    at = start + 1
    while at <= fits:
        end = _skip_blanks(pieces, at)
        if end > at:
            yield at, _kinds(pieces, at, end)
        at = end + 1


def _kinds(pieces: list[str], at: int, end: int) -> set[str]:
    """What the blanks from `at` to `end` part."""
    before, blanks = pieces[at - 1], pieces[at:end]
    if any(_LINE_ENDS.intersection(blank) for blank in blanks):
        return {"line", "word", "blank"}
    last = pieces[at - 2] if before in _CLOSING and at > 1 else before
    if last in _SENTENCE_ENDS:
        return {"sentence", "word", "blank"}
    inside_number = before[-1].isdecimal() or before == ")"
    return {"blank"} if inside_number or _GLUE.issuperset(blanks) else {"word", "blank"}


def _skip_blanks(pieces: list[str], at: int) -> int:
    while at < len(pieces) and pieces[at].isspace():
        at += 1
    return at


def _without_end_blanks(pieces: list[str]) -> list[str]:
    while pieces and pieces[-1].isspace():
        pieces.pop()
    return pieces
