"""The text of a PDF, page by page: lines by where letters stand, paragraphs by their distance, headings by their size.

Marks above and below Arabic letters are left out: where they stand does not tell whose they are, and search looks past
them. A page in columns is read in the order in which it was written.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import hypot
from statistics import median_low
from typing import TYPE_CHECKING
from unicodedata import combining

from catalog.sources.blocks import MOST_TEXT, Block, Reading, cleaned, readable
from catalog.sources.visual import logical, reads_from_the_right
from shared.errors import SourceUnusable

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MOST_PAGES = 300
_LAM = "ل"
_PASSWORD = 4  # FPDF_ERR_PASSWORD
#: Room between letters, in their size: with less there is no blank, with more there is one.
_LITTLE, _MUCH = 0.08, 0.14
#: Lines so much farther apart than most are of two paragraphs, and letters so much larger are a heading's.
_PARAGRAPH, _LARGER = 1.25, 1.15
#: A line of so many signs, and of that share of the longest, goes on in the next one; shorter ones are rows of a table or a list.
_WRAPPED, _FULL = 45, 0.8


@dataclass(frozen=True, slots=True)
class _Sign:
    text: str
    word: int  #: as the library tells words apart
    x: float
    right: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    y: float
    size: float
    page: int


def read_pdf(content: bytes) -> Reading:
    """Raises SourceUnusable."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        if len(document) > MOST_PAGES:
            raise SourceUnusable("too_long", f"it has more than {MOST_PAGES} pages")
        lines = list(_lines(document))
        title = document.get_metadata_value("Title")
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise SourceUnusable("password", "it can be opened with a password only") from None
        raise SourceUnusable("unreadable", "it is no PDF, or a damaged one") from None
    if not lines:
        raise SourceUnusable("no_text", "its pages are pictures: there is no text in it that can be read")
    rtl = reads_from_the_right("".join(line.text for line in lines))
    read = [replace(line, text=logical(line.text, rtl=rtl)) for line in lines]
    return readable(Reading(" ".join(cleaned(title).split())[:200], tuple(_blocks(read))))


def _lines(document: "PdfDocument") -> Iterator[_Line]:
    length = 0
    for number in range(len(document)):
        for signs in _rows(document[number]):
            text = _spaced(signs)
            length += len(text)
            if length > MOST_TEXT:
                raise SourceUnusable("too_long", f"its text is longer than {MOST_TEXT} characters")
            yield _Line(text, signs[0].y, median_low(sign.size for sign in signs), number + 1)


def _rows(page: "PdfPage") -> Iterator[list[_Sign]]:
    """The signs of each line, from left to right."""
    row: list[_Sign] = []
    for sign in _signs(page):
        if row and abs(sign.y - row[-1].y) > sign.size / 2:
            yield _sorted(row)
            row = []
        row.append(sign)
    if row:
        yield _sorted(row)


def _signs(page: "PdfPage") -> Iterator[_Sign]:
    from pypdfium2 import raw

    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix, box, word = raw.FS_MATRIX(), raw.FS_RECTF(), 0
    for index in range(text.count_chars()):
        sign = cleaned(chr(raw.FPDFText_GetUnicode(text, index)))
        word += not sign.strip()
        if not sign.strip() or combining(sign):
            continue
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        raw.FPDFText_GetLooseCharBox(text, index, box)
        raw.FPDFText_GetMatrix(text, index, matrix)
        # Some programs write every letter in size 1 and enlarge it.
        size = raw.FPDFText_GetFontSize(text, index) * hypot(matrix.c, matrix.d)
        yield _Sign(sign, word, x.value, box.right, y.value, max(round(size, 1), 1.0))


def _sorted(row: list[_Sign]) -> list[_Sign]:
    """Signs of one ligature stand at one place: lam comes before its alef, others are in the order of what is around them."""
    ordered: list[_Sign] = []
    before: float | None = None
    for x, same in groupby(row, key=lambda sign: sign.x):
        signs = list(same)
        if len(signs) == 2 and _LAM in {sign.text for sign in signs}:
            signs.sort(key=lambda sign: sign.text == _LAM)
        elif before is None or before > x:
            signs.reverse()
        ordered += signs
        before = x
    return sorted(ordered, key=lambda sign: sign.x)


def _spaced(row: list[_Sign]) -> str:
    """A blank has no place of its own: it is where the library ends a word and there is room, or where there is much."""
    text, before = "", row[0]
    for sign in row:
        room = (sign.x - before.right) / sign.size
        text += " " * (room > (_LITTLE if sign.word != before.word else _MUCH)) + sign.text
        before = sign
    return text


def _blocks(lines: list[_Line]) -> Iterator[Block]:
    usual = median_low(line.size for line in lines for _ in line.text)
    larger = sorted({line.size for line in lines if line.size > usual * _LARGER}, reverse=True)
    gaps = [gap for before, line in pairwise(lines) if (gap := _gap(before, line)) is not None]
    apart = median_low(gaps) * _PARAGRAPH if gaps else 0.0
    said: list[_Line] = []
    for line in lines:
        gap = _gap(said[-1], line) if said else None
        if said and (gap is None or gap > apart):
            yield _block(said, larger)
            said = []
        said.append(line)
    yield _block(said, larger)


def _gap(before: _Line, line: _Line) -> float | None:
    """How far below; None for what cannot be one paragraph with it."""
    down = before.y - line.y
    return down if (before.page, before.size) == (line.page, line.size) and down >= 0 else None


def _block(lines: list[_Line], larger: list[float]) -> Block:
    size = lines[0].size
    level = min(larger.index(size) + 1, 6) if size in larger else 0
    full = max(_WRAPPED, max(len(line.text) for line in lines) * _FULL)
    text = "".join(line.text + (" " if len(line.text) >= full else "\n") for line in lines)
    return Block(text.strip(), level, lines[0].page)
