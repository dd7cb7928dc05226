"""One size as shops may have written it: «لارج» is L, 2XL is XXL, «٣٨» is 38, «6 سنين» is «6 سنوات».

The words are in sizes.json. A size that is none of them is what was typed, in capitals.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from shared.language.normalise import normalise

_YEARS = re.compile(r"(\d{1,2})(?: ?(\D+))?")
_INTRODUCED = re.compile(r"^(?:(?:ال)?مقاس|size|نمره|نمرة|قياس)\s+", re.IGNORECASE)


def written_sizes(text: str) -> tuple[str, ...]:
    """Each spelling that the catalogue may have, the likeliest first."""
    bare = _INTRODUCED.sub("", text.strip())
    typed = "".join(str(int(char)) if char.isdecimal() else char for char in bare).upper()
    return tuple(dict.fromkeys([typed, *_spellings(normalise(bare))]))


def is_size_word(phrase: str) -> bool:
    """Whether a normalised phrase, its words joined by `_`, can be nothing but a size once one is announced."""
    data = _data()
    bare = phrase.replace("_", " ")
    years = _YEARS.fullmatch(bare)
    return (
        phrase in data["by_word"]
        or phrase in data["one_size_words"].split()
        or bool(years and years[2] in {None, *data["years"].split()})
    )


def _spellings(word: str) -> list[str]:
    data = _data()
    if letter := data["by_word"].get(word.replace(" ", "_")):
        return [letter, *([data["numbered"][letter]] if letter in data["numbered"] else [])]
    if word.replace(" ", "_") in data["one_size_words"].split():
        return list(data["one_size"])
    years = _YEARS.fullmatch(word)
    if years and years[2] in {None, *data["years"].split()} and int(years[1]) <= 18:
        return [form.format(years[1]) for form in data["years_written"]]
    return []


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_name("sizes.json").read_text("utf-8"))
    by_word = {word: letter for letter, words in data["letters"].items() for word in words.split()}
    return {**data, "by_word": by_word}
