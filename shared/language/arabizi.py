"""What an Arabizi word may be in Arabic letters, its ambiguities kept: `s` is س or ص, `t` ت or ط, and vowels may be unwritten.

Words that are known come first and alone; an unknown one is spelt in a bounded number of ways, the likeliest first. The
sounds and the words are in arabizi.json.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, islice, product
from pathlib import Path

from shared.language.kept import kept
from shared.language.normalise import normalise
from shared.language.register import says_nothing, without_addresses

MOST = 8
_MOST_STRAIN = 1  #: a reading that takes more than this beyond the likeliest is another word
_LONGEST = 20  #: no Arabic word has more letters; what is longer is no word
_LATIN = re.compile(r"[a-z'][a-z0-9']*|[2356789]'?[a-z][a-z0-9']*")
_NOTHING = "-"
_HEARD_ENDINGS = ("et", "it", "at")


@kept(4096)
def readings(word: str) -> tuple[str, ...]:
    """Of one normalised word; empty for what is not in Latin letters."""
    if len(word) > _LONGEST or not _LATIN.fullmatch(word):
        return ()
    if known := known_readings(word):
        return known
    spelt = dict.fromkeys(filter(None, _spellings(_sounds_of(word))))
    return tuple(islice(spelt, MOST))


@kept(4096)
def known_readings(word: str) -> tuple[str, ...]:
    """Words of the list that sound like it, with and without an article or preposition, the likeliest first.

    `ktan` is «كتان»; «قطن» would take three sounds another way.
    """
    if len(word) > _LONGEST or not _LATIN.fullmatch(word):
        return ()
    found: dict[str, int] = {}
    for form in _forms(word):
        choices = _sounds_of(form)
        pattern = "".join(map(_pattern, choices))
        for known in re.findall(rf"^{pattern}$", _tables().words, re.MULTILINE):
            found.setdefault(known, _strain(choices, known))
    likely = min(found.values(), default=0) + _MOST_STRAIN
    kept = (known for known in sorted(found, key=found.__getitem__) if found[known] <= likely)
    return tuple(islice(kept, MOST))


def _strain(choices: list[list[str]], word: str) -> int:
    """How far from the likeliest letters one must go to read the word."""
    reached = {0: 0}
    for some in choices:
        further: dict[int, int] = {}
        for place, strain in reached.items():
            for rank, letters in enumerate(some):
                written = letters.replace(_NOTHING, "")
                if word.startswith(written, place):
                    end = place + len(written)
                    further[end] = min(further.get(end, strain + rank), strain + rank)
        reached = further
    return reached.get(len(word), len(choices))


@cache
def known_words() -> frozenset[str]:
    """In Arabic letters."""
    return frozenset(_tables().words.split())


def in_arabic(text: str) -> str:
    """The normalised text, each word that is known Arabizi in Arabic letters; English stays, and addresses go."""
    return " ".join(arabic_of(word) for word in normalise(without_addresses(text)).split())


def arabic_of(word: str) -> str:
    return word if says_nothing(word) else next(iter(known_readings(word)), word)


def _forms(word: str) -> Iterator[str]:
    """«شنطة يد» is `shantet eed`: before what it belongs to, the ending is heard."""
    yield word
    if word.endswith(_HEARD_ENDINGS) and len(word) >= 5:
        yield word[:-2] + "a"
    for article in _tables().articles:
        if word.startswith(article) and len(word) - len(article) >= 3:
            yield word.removeprefix(article)


def _sounds_of(word: str) -> list[list[str]]:
    """For each sound the letters that may stand for it, the likeliest first."""
    tables, at, found = _tables(), 0, []
    while at < len(word):
        length = next(size for size in (2, 1) if word[at : at + size] in tables.sounds or size == 1)
        sound = word[at : at + length]
        choices = tables.sounds.get(sound, [sound])
        if word[at:] in tables.last:
            length, choices = len(word) - at, tables.last[word[at:]]
        elif at == 0 and sound in tables.first:
            choices = tables.first[sound]
        elif at and sound == word[at - 1]:
            choices = [_NOTHING, *choices]  # the second of two is a shadda
        found.append(choices)
        at += length
    return found


def _pattern(choices: list[str]) -> str:
    letters = [re.escape(choice) for choice in choices if choice != _NOTHING]
    return f"(?:{'|'.join(letters)}){'?' if _NOTHING in choices else ''}" if letters else ""


def _spellings(choices: list[list[str]]) -> Iterator[str]:
    """The likeliest spelling, then those that differ from it in one sound, then in two."""
    open_places = [at for at, some in enumerate(choices) if len(some) > 1]
    for changed in range(min(len(open_places), 2) + 1):
        for places in combinations(open_places, changed):
            for others in product(*(choices[at][1:] for at in places)):
                spelt = [some[0] for some in choices]
                for at, other in zip(places, others, strict=True):
                    spelt[at] = other
                yield "".join(letter for letter in spelt if letter != _NOTHING)


@dataclass(frozen=True, slots=True)
class _Tables:
    sounds: Mapping[str, list[str]]
    first: Mapping[str, list[str]]
    last: Mapping[str, list[str]]
    articles: tuple[str, ...]
    words: str  #: one on each line


@cache
def _tables() -> _Tables:
    data = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    sounds, first, last = (
        {sound: letters.split() for sound, letters in data[name].items()}
        for name in ("sounds", "first", "last")
    )
    words = "\n".join(dict.fromkeys(data["words"].split()))
    return _Tables(sounds, first, last, tuple(data["articles"].split()), words)
