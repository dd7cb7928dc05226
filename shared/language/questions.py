"""Whether a comment asks something: by its mark, or by a word that only questions have. They are in questions.json.

Most comments praise or greet, and are to be left alone; who asks for a price rarely types a question mark.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from shared.language.arabizi import in_arabic
from shared.language.normalise import normalise

_MARKS = ("?", "؟")


def is_question(text: str) -> bool:
    return any(mark in text for mark in _MARKS) or mentions(text, _asking())


def mentions(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of these, normalised, stands in the text as whole words, be it in Arabizi."""
    said = (f" {normalise(text)} ", f" {in_arabic(text)} ")
    return any(f" {phrase} " in form for phrase in phrases if phrase for form in said)


@cache
def _asking() -> tuple[str, ...]:
    words: str = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))["words"]
    return tuple(normalise(phrase) for phrase in words.split("،"))
