"""The register a customer writes in: Arabic letters, Arabizi (Arabic in Latin letters and digits), English, or a mixture.

Sizes, codes, prices, addresses and words that all three share say nothing; a brand in Latin letters among Arabic words,
or an English noun in an Arabizi sentence, changes nothing. Where nothing is said, what was said before decides. The words
are in registers.json: grammar carries a sentence, so it weighs more than what is named.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from shared.language.folded import fold


class Register(StrEnum):
    ARABIC = "arabic"
    ARABIZI = "arabizi"
    ENGLISH = "english"
    MIXED = "mixed"


_GRAMMAR, _NAMED, _DIGIT_LETTER, _SHAPE = 2.0, 1.0, 1.5, 0.5
#: So much English is a sentence; less may be a loan word in any of the three.
_A_SENTENCE = 2.0
#: So many words of a second language make a mixture.
_A_PHRASE = 2

_SILENT = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|[@#][\w.]+|\[[^\]\n]*\]|\b[\w-]+\.(?:com|net|org|jo|shop)\b\S*"
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CODE = re.compile(
    r"[a-z]{1,8}\d{2,}[a-z]?|\d+(?:x*[sml]|jds?|jods?|d|k|kg|g|cm|mm|ml|m|h|hrs?|mins?|pcs?|st|nd|rd|th|[ap]m|x)|x+[sml]"
)
_ARABIC = re.compile(r"[\u0621-\u06d3]")
_LATIN = re.compile(r"[a-z]")
_DIGIT_FOR_LETTER = re.compile(r"[a-z']*[235679][a-z']*[a-z][\w']*|[a-z][\w']*[235679][\w']*")
_NO_VOWEL = re.compile(r"[bcdfghjklmnpqrstvwxz]{3,}")
_ARTICLES = ("wel", "bel", "lel", "el", "al", "il", "w", "b", "l")


@dataclass(slots=True)
class _Heard:
    """How much of each language a text has."""

    arabic: int = 0
    arabizi: float = 0
    english: float = 0
    grammar: int = 0  #: English words that only a sentence has
    arabizi_words: int = 0
    letters: bool = False

    def register(self) -> Register | None:
        """None when it may be any."""
        if self.arabic:
            return self._beside_arabic()
        if self.arabizi and self.arabizi >= self.english:
            return Register.ARABIZI
        return Register.ENGLISH if self.grammar or self.english > _A_SENTENCE else None

    def _beside_arabic(self) -> Register:
        if max(self.grammar, self.arabizi_words) < _A_PHRASE:
            return Register.ARABIC
        if self.arabic >= _A_PHRASE:
            return Register.MIXED
        return Register.ENGLISH if self.english > self.arabizi else Register.ARABIZI


def register_of(texts: Sequence[str], *, before: Sequence[str] = ()) -> Register:
    """Of texts that are one message, after what the same customer wrote `before`, oldest first."""
    now = _heard(texts)
    if found := now.register():
        return found
    for text in reversed(before):
        if found := _heard([text]).register():
            return found
    return Register.ENGLISH if now.letters or _heard(before).letters else Register.ARABIC


def without_addresses(text: str) -> str:
    """Nor names of accounts, nor what we write in brackets for a picture."""
    return _SILENT.sub(" ", text)


def says_nothing(word: str) -> bool:
    """Whether one folded word is English, a size or a code, so that it stands for no Arabic."""
    return word in _words().english or bool(_CODE.fullmatch(word))


def _heard(texts: Iterable[str]) -> _Heard:
    heard = _Heard()
    for word in _WORD.findall(without_addresses(fold("\n".join(texts)).text)):
        if _ARABIC.search(word):
            heard.arabic += 1
        elif not _CODE.fullmatch(word):
            _hear_latin(heard, word)
    return heard


def _hear_latin(heard: _Heard, word: str) -> None:
    known = _words()
    heard.letters = heard.letters or any(map(str.isalpha, word))
    if word in known.silent:
        return
    if word in known.english or word.removesuffix("'s") in known.english:
        grammar = word in known.grammar
        heard.english += _GRAMMAR if grammar else _NAMED
        heard.grammar += grammar
    elif weight := _arabizi(word):
        heard.arabizi += weight
        heard.arabizi_words += weight >= _NAMED


def _arabizi(word: str) -> float:
    known = _words()
    forms = [word, *(word.removeprefix(part) for part in _ARTICLES if word.startswith(part))]
    for form in forms:
        if form in known.arabizi:
            return known.arabizi[form]
    if _DIGIT_FOR_LETTER.fullmatch(word):
        return _DIGIT_LETTER
    return _SHAPE if _NO_VOWEL.fullmatch(word) else 0.0


@dataclass(frozen=True, slots=True)
class _Words:
    english: frozenset[str]
    grammar: frozenset[str]
    arabizi: dict[str, float]
    silent: frozenset[str]


@cache
def _words() -> _Words:
    data = json.loads(Path(__file__).with_name("registers.json").read_text("utf-8"))
    english = {name: frozenset(some.split()) for name, some in data["english"].items()}
    arabizi = dict.fromkeys(data["arabizi"]["words"].split(), _NAMED)
    arabizi |= dict.fromkeys(data["arabizi"]["grammar"].split(), _GRAMMAR)
    silent = frozenset(f"{data['shared']} {data['not_arabizi']}".split())
    return _Words(english["grammar"] | english["words"], english["grammar"], arabizi, silent)
