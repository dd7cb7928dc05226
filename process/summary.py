"""What the person who takes over has to know, when the model did not say it: what was asked, shown last, and why we stopped.

In Arabic, or in English to whom English is written. It is kept with the conversation, and logged nowhere.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from process.history import Line, readable
from process.register import customers_register
from shared.language.register import Register
from shared.language.storable import storable
from shared.person_wanted import Reason

Language = Literal["arabic", "english"]

MOST_LETTERS = 600
_ASKED, _SAID, _PRODUCTS = 350, 120, 3


def summary_of(
    waiting: Sequence[Line],
    lines: Sequence[Line],
    found: Mapping[str, Mapping[str, Any]],
    reason: Reason,
) -> str:
    """`found` are the products of this turn's searches, by SKU."""
    english = customers_register(waiting, lines) is Register.ENGLISH
    language: Language = "english" if english else "arabic"
    asked = _cut(" / ".join(filter(None, map(readable, waiting))), _ASKED)
    told = [
        _part("asked", language, asked=f"«{asked}»") if asked else "",
        _last_shown(lines, found, language),
        _part("stopped", language, why=_words()["why"][reason.value][language]),
    ]
    return _cut(storable(". ".join(filter(None, told))), MOST_LETTERS)


def _last_shown(lines: Sequence[Line], found: Mapping[str, Mapping[str, Any]], language: Language) -> str:
    name = "name_en" if language == "english" else "name_ar"
    names = [str(product[name]) for product in islice(found.values(), _PRODUCTS)]
    if names:
        return _part("showed", language, showed=", ".join(names))
    ours = next((line.text for line in reversed(lines) if line.author == "us" and line.text), None)
    return _part("said", language, said=f"«{_cut(ours, _SAID)}»") if ours else ""


def _part(name: str, language: Language, **fields: str) -> str:
    return str(_words()[name][language]).format(**fields)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return words
