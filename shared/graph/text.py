"""Instagram takes 1000 bytes of UTF-8 a message: about 500 Arabic letters, far fewer than 1000 characters.

Source: Meta, "Send a text message". Cut at the end of a line, a sentence or a word, never inside a code point.
"""

import re

MAX_BYTES = 1000
_SEAMS = (re.compile(r"\n+"), re.compile(r"(?<=[.!?؟…])\s+"), re.compile(r"\s+"))


def reads_the_same(one: str, other: str) -> bool:
    """Whether Instagram may show one as the other: it trims and joins white space, and changes nothing else."""
    return one.split() == other.split()


def split_text(text: str, limit: int = MAX_BYTES) -> list[str]:
    """The text in order, in as few messages as its seams allow."""
    text = text.strip()
    parts: list[str] = []
    while len(text.encode()) > limit:
        head = text.encode()[:limit].decode("utf-8", "ignore")
        cut = _last_seam(head, text) or len(head)
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text] if text else parts


def _last_seam(head: str, text: str) -> int | None:
    """Where to cut: the best kind of seam in the second half of what fits, else any blank."""
    # One character more may be the blank that ends the last word.
    window = text[: len(head) + 1]
    for seam in _SEAMS:
        cuts = [found.start() for found in seam.finditer(window) if found.start() >= len(head) // 2]
        if cuts:
            return cuts[-1]
    blanks = [found.start() for found in _SEAMS[-1].finditer(window) if found.start() > 0]
    return blanks[-1] if blanks else None
