"""Phrases as the data files write them, made one pattern that is looked for in a folded text.

`*` stands for any letters, `$` for the clause's end, `{last final} piece` for either of the two, `{nice}? gift` for a word
that may be missing and `_` for a blank within braces. A particle that Arabic writes in one with a word may stand before
the first.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from shared.language.folded import folded_data

_NAMED = re.compile(r"@(\w+)")
_GROUP = re.compile(r"( ?\{[^}]*\}\??)")
_PARTICLE = "(?:[وفبلع]|ال|[وف]ال|بال|لل|عال)?"


@cache
def said(name: str) -> re.Pattern[str]:
    """What told.json has under this name."""
    data = folded_data("told.json")
    found = any_of(whole for phrase in data[name] for whole in _with_named(phrase, data))
    if found is None:
        raise ValueError(f"told.json has nothing under {name}")
    return found


def _with_named(phrase: str, data: Mapping[str, Sequence[str]]) -> list[str]:
    """`@each` stands for each of the phrases of that name."""
    named = _NAMED.search(phrase)
    if named is None:
        return [phrase]
    before, behind = phrase[: named.start()], phrase[named.end() :]
    return [f"{before}{one}{behind}" for one in data[named[1].replace("_", " ")]]


def any_of(phrases: Iterable[str]) -> re.Pattern[str] | None:
    some = [pattern(phrase) for phrase in phrases]
    return re.compile(rf"(?<!\w){_PARTICLE}(?:{'|'.join(some)})") if some else None


def pattern(phrase: str) -> str:
    """A group that may be missing takes the blank before it along."""
    parts = _GROUP.split(phrase.removesuffix("$"))
    bare = "".join(_group(part) if at % 2 else _plain(part) for at, part in enumerate(parts))
    return bare + (r"(?=\||$)" if phrase.endswith("$") else r"(?!\w)")


def _group(group: str) -> str:
    words, _, missing = group.lstrip().removeprefix("{").partition("}")
    some = "|".join(_plain(word).replace("_", " ") for word in words.split())
    blank = " " if group.startswith(" ") else ""
    return rf"(?:{blank}(?:{some}))?" if missing else rf"{blank}(?:{some})"


def _plain(phrase: str) -> str:
    return re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", " ")
