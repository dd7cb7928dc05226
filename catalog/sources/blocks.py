"""What every source comes down to: its title, and headings and paragraphs in the order they are read."""

import re
from dataclasses import dataclass

from shared.errors import SourceUnusable

#: Characters; a shop's terms are a tenth of it. A catalogue of goods is no knowledge.
MOST_TEXT = 400_000
#: A million empty paragraphs are long as well.
_BESIDE = 20


@dataclass(frozen=True, slots=True)
class Block:
    text: str
    level: int = 0  #: of a heading, 1 is the highest; 0 is a paragraph
    page: int | None = None  #: from 1 on, where the source has pages


@dataclass(frozen=True, slots=True)
class Reading:
    title: str  #: empty when the source has none
    blocks: tuple[Block, ...]


_HEADING = re.compile(r"(#{1,6})[ \t]+(\S[^\n]*)")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff\ud800-\udfff]")


def read_text(text: str) -> Reading:
    """What somebody has typed: an empty line ends a paragraph, and a line of its own that begins with # is a heading."""
    blocks = []
    for piece in re.split(r"\n\s*\n|(?=^#{1,6}[ \t])|(?<=\n)(?=#)", cleaned(text), flags=re.MULTILINE):
        rest = piece.strip()
        if heading := _HEADING.match(rest):
            blocks.append(Block(heading[2].strip(), level=len(heading[1])))
            rest = rest[heading.end() :].strip()
        if rest:
            blocks.append(Block(rest))
    return readable(Reading("", tuple(blocks)))


def cleaned(text: str) -> str:
    """Without what cannot be seen, among it NUL, which PostgreSQL cannot keep."""
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def readable(reading: Reading) -> Reading:
    """The same, when there is something to read and not too much. Raises SourceUnusable."""
    length = sum(len(block.text) + _BESIDE for block in reading.blocks)
    if not any(letter.isalpha() for block in reading.blocks for letter in block.text):
        raise SourceUnusable("no_text", "there is no text in it")
    if length > MOST_TEXT:
        raise SourceUnusable("too_long", f"its text is longer than {MOST_TEXT} characters")
    return reading
