"""In which encoding a text file is, found from all of its bytes, and refused rather than guessed.

UTF-8 and UTF-16 prove themselves. Windows-1256 gives a letter to every byte, so it is taken only when the file is Arabic in it:
no word mixes Arabic letters with what other encodings would have put there. A UTF-8 file with a few broken bytes stays
UTF-8, and its rows that hold one are told.
"""

import codecs
import re
from pathlib import Path
from typing import BinaryIO

from catalog.sources.faults import Unusable

_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a]")
#: An Arabic letter beside a sign or a letter with an accent: the file is in another encoding.
_MIXED = re.compile("[\u0621-\u064a][^\x00-\x7f\u0600-\u06ff\u200c-\u200f«»…–—‘’“”\xa0]|[^\x00-\x7f\u0600-\u06ff\u200c-\u200f«»…–—‘’“”\xa0×÷][\u0621-\u064a]")  # fmt: skip
_SAVE = "a file in UTF-8: in Excel, save as «CSV UTF-8»"


def encoding_of(path: Path) -> str:
    """Raises Unusable for a file in none that is sure."""
    with path.open("rb") as file:
        head = file.read(4)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        if plain := _utf16_without_mark(head):
            return plain
        file.seek(0)
        broken, whole = _utf8(file)
        if not broken or whole > 20 * broken:
            return "utf-8"
        file.seek(0)
        if _is_arabic_windows(file):
            return "cp1256"
    raise Unusable.file(path.name, _SAVE)


def _utf16_without_mark(head: bytes) -> str | None:
    """A header begins with Latin or Arabic letters, whose other halves are 0 or 6: in no text of single bytes are such."""
    halves = {0, 6}
    if len(head) == 4 and {head[1], head[3]} <= halves and not {head[0], head[2]} <= halves:
        return "utf-16-le"
    if len(head) == 4 and {head[0], head[2]} <= halves and not {head[1], head[3]} <= halves:
        return "utf-16-be"
    return None


def _utf8(file: BinaryIO) -> tuple[int, int]:
    """How many places are no UTF-8, and how many letters beyond ASCII are."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    broken = whole = 0
    while chunk := file.read(_CHUNK):
        text = decoder.decode(chunk)
        bad = text.count("\ufffd") - chunk.count("\ufffd".encode())
        broken += max(bad, 0)
        whole += 0 if text.isascii() else sum(char > "\x7f" for char in text) - bad
    return broken + len(decoder.decode(b"", final=True)), whole


def _is_arabic_windows(file: BinaryIO) -> bool:
    arabic = False
    while chunk := file.read(_CHUNK):
        text = chunk.decode("cp1256")
        if "\x00" in text or _MIXED.search(text):
            return False
        arabic = arabic or bool(_ARABIC.search(text))
    return arabic
