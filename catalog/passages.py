"""A source cut into passages that are found and read by themselves: by headings first, then by paragraphs.

A passage has one language, one heading and a bounded length. Only a paragraph that had to be cut is cut at sentences,
and then the last sentence is said once more. What a passage is called depends on its source and its words alone, so that
a source that is read again changes only what is different in it.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from catalog.rows import Entry
from catalog.sources.blocks import Block, Reading
from shared.errors import SourceUnusable

#: Characters: some 300 tokens of Arabic. Five such passages are what a question brings to the model.
MOST = 1_000
#: Of a sentence that is said once more.
MOST_AGAIN = 200
MOST_PASSAGES = 500
_TITLE = 200
_SENTENCE = re.compile(r"(?<=[.!?؟۔…])[»\"')\]]*\s+|\n")
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-z]")
Language = Literal["ar", "en"]


class Passage(Entry):
    """Stands among the shop's entries, with its place in its source."""

    page: int | None
    position: int


@dataclass(frozen=True, slots=True)
class _Piece:
    title: str
    text: str
    language: Language
    page: int | None


def passages_of(source_id: str, title: str, reading: Reading) -> list[Passage]:
    """In the order of the source. Raises SourceUnusable when they are too many."""
    pieces = list(_pieces(title, reading.blocks))
    if len(pieces) > MOST_PASSAGES:
        raise SourceUnusable("too_long", f"it has {len(pieces)} passages, and {MOST_PASSAGES} are the most")
    seen: Counter[str] = Counter()
    found = []
    for position, piece in enumerate(pieces, 1):
        words = f"{source_id}\0{piece.title}\0{piece.text}"
        seen[words] += 1
        digest = hashlib.sha256(f"{words}\0{seen[words]}".encode()).hexdigest()[:32]
        fields = {
            "entry_id": f"passage-{digest}",
            "page": piece.page,
            "position": position,
            f"title_{piece.language}": piece.title,
            f"text_{piece.language}": piece.text,
        }
        found.append(Passage.model_validate(fields))
    return found


def _pieces(title: str, blocks: Sequence[Block]) -> Iterator[_Piece]:
    headings: list[Block] = []
    waiting: list[Block] = []
    for block in blocks:
        if block.level:
            yield from _packed(title, headings, waiting)
            waiting = []
            headings = [above for above in headings if above.level < block.level] + [block]
        else:
            waiting.append(block)
    yield from _packed(title, headings, waiting)


def _packed(title: str, headings: Sequence[Block], paragraphs: Sequence[Block]) -> Iterator[_Piece]:
    """As many whole paragraphs of one language as there is room for."""
    heading = " – ".join(" ".join(one.text.split()) for one in headings)[-_TITLE:] or title[:_TITLE]
    texts: list[str] = []
    language, page = _language_of(heading) or "ar", None
    for block in paragraphs:
        own = _language_of(block.text) or language
        length = sum(len(text) + 1 for text in texts) + len(block.text)
        if texts and (own != language or length > MOST):
            yield _Piece(heading, "\n".join(texts), language, page)
            texts = []
        if not texts:
            language, page = own, block.page
        *whole, last = _cut(block.text)
        for text in whole:
            yield _Piece(heading, text, language, block.page)
        texts.append(last)
    if texts:
        yield _Piece(heading, "\n".join(texts), language, page)


def _cut(paragraph: str) -> list[str]:
    """Itself when it fits; else at the ends of sentences, and where one is too long, between words."""
    if len(paragraph) <= MOST:
        return [paragraph]
    cut: list[str] = []
    sentences: list[str] = []
    for sentence in _sentences(paragraph):
        if sentences and sum(len(one) + 1 for one in sentences) + len(sentence) > MOST:
            cut.append(" ".join(sentences))
            again = sentences[-1]
            sentences = [again] if len(again) <= min(MOST_AGAIN, MOST - len(sentence) - 1) else []
        sentences.append(sentence)
    return [*cut, " ".join(sentences)]


def _sentences(paragraph: str) -> Iterator[str]:
    start = 0
    for end in [*(match.end() for match in _SENTENCE.finditer(paragraph)), len(paragraph)]:
        sentence = paragraph[start:end].strip()
        start = end
        while len(sentence) > MOST:
            at = sentence.rfind(" ", 1, MOST)
            at = at if at > 0 else MOST
            yield sentence[:at].strip()
            sentence = sentence[at:].strip()
        if sentence:
            yield sentence


def _language_of(text: str) -> Language | None:
    """What most of its letters are of; None for one without letters, which is its neighbours'."""
    arabic, latin = len(_ARABIC.findall(text)), len(_LATIN.findall(text))
    if not arabic and not latin:
        return None
    return "ar" if arabic >= latin else "en"
