"""The smallest pieces of numbers in a folded text: groups of digits, number words, and words with a unit of their own.

Digits are read with decimal points and commas, thousands in commas, points or blanks, as telephone numbers and as times
of day, one by one ("2 0 JOD"), with a letter for the zero and with a k for thousands. Three digits behind a comma are thousands or, in dinars,
fils: "12,500 JOD" may mean twelve and a half. In
Arabizi a digit inside a word is a letter, and so are two of the same: `7ilu` is no seven, `mola55as` no 55. A size such as 2XL is a number all the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from shared.language.number_words import Word, vocabulary, word
from shared.language.units import Unit, phrase, units

_TOKEN = re.compile(
    r"(?P<phone>(?<![\w.,])(?:\+ ?\d(?:[ -]?\d){7,13}|0\d(?:[ -]?\d){7,12})(?!\d))"
    r"|(?P<clock>(?<![\d:.,])[012]?\d:[0-5]\d(?![\d:]))"
    r"|(?P<lettered>(?<![\w.,])\d[\do]*o[\do]*(?!\w))"
    r"|(?P<apart>(?<![\w.,])\d(?: \d)+(?![\w]|[.,]\d))"
    r"|(?P<size>(?<!\w)\d+(?=x+l(?!\w)))"
    r"|(?P<currency>(?<!\w)(?:jod|jds|jd|usd|eur|ils|nis|el|bel|lel|[bwl])(?=\d+(?:k(?!\w)|(?![a-z\d]))))"
    r"|(?P<thousands>(?<![\d.,])\d{1,3}(?:(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})(?![\d]|[.,]\d))"
    r"|(?P<spaced>(?<![\d.,])[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d+)?(?![\d]|[.,]\d))"
    r"|(?P<comma>(?<![\d.,])\d+,\d+(?![\d]|[.,]\d))"
    r"|(?P<kilo>(?<![\d.,])\d{1,3}(?:\.\d+)?[kك](?!\w))"
    r"|(?P<arabizi>(?<!\w)(?=[2-9']*[a-z])(?:[a-z']|[2356789](?=[a-z'])|(?<=[a-z'])[2356789](?!\d)"
    r"|(?<=[a-z'][a-z'])(?:22|33|55|66|77|88|99)(?=[a-z'])(?!j|usd|eur|dinar|dananeer|lera|lira))+)"
    r"|(?P<digits>\d+(?:\.\d+)?|(?<!\w)\.\d+)"
    r"|(?P<letters>[^\W\d_]+)"
)
_DIGITS = re.compile(r"\d+")
_PAIR = re.compile(r"[^\W\d_]+ [^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Atom:
    worth: Decimal
    shown: str
    start: int
    end: int
    words: bool = False
    weak: bool = False
    fraction: bool = False
    linked: bool = False
    priced: bool = False
    dozen: bool = False
    unit: Unit | None = None
    parts: tuple["Atom", ...] = ()


def atoms(text: str) -> Iterator[Atom]:
    skipped = _idioms(text)
    place = 0
    while match := _TOKEN.search(text, place):
        place = match.end()
        kind = match.lastgroup
        if match.start() in skipped:
            place = max(place, skipped[match.start()])
        elif kind in {"letters", "arabizi"}:
            atom = _of_words(text, match)
            if atom:
                place = max(place, atom.end)
                yield atom
        elif kind != "currency":
            yield _of_digits(str(kind), match[0], match.start())


def _idioms(text: str) -> dict[int, int]:
    """Where «مية بالمية» and its like stand: they say no number."""
    places: dict[int, int] = {}
    for idiom in vocabulary().idioms:
        start = text.find(idiom)
        while start >= 0:
            places[start] = start + len(idiom)
            start = text.find(idiom, start + 1)
    return places


def _of_digits(kind: str, shown: str, start: int) -> Atom:
    end = start + len(shown)
    if kind == "clock":
        hour, minute = shown.split(":")
        return Atom(int(hour) % 12 + Decimal(minute) / 60, shown, start, end, unit=Unit("clock"))
    if kind == "kilo":
        return Atom(Decimal(shown[:-1]) * 1000, shown, start, end)
    if kind == "phone":
        bare = "".join(_DIGITS.findall(shown))
        local = bare.removeprefix("00").removeprefix("962").lstrip("0")
        return Atom(Decimal(local or 0), bare, start, end, unit=Unit("phone"))
    bare = shown.replace(" ", "")
    parts: tuple[Atom, ...] = ()
    if kind == "thousands":
        european = bare.rfind(",") > bare.rfind(".") >= 0 or bare.count(".") > 1
        if bare.count(",") == 1 and "." not in bare:
            parts = (Atom(Decimal(bare.replace(",", ".")), bare, start, end),)
        bare = bare.replace(".", "").replace(",", ".") if european else bare.replace(",", "")
    elif kind == "lettered":
        bare = bare.replace("o", "0")
    elif kind in {"spaced", "comma", "apart"}:
        bare = bare.replace(",", ".")
        parts = tuple(_of_digits("digits", one[0], start + one.start()) for one in _DIGITS.finditer(shown))
    return Atom(Decimal(bare), bare, start, end, parts=parts)


def _of_words(text: str, match: re.Match[str]) -> Atom | None:
    token, start, end = match[0], match.start(), match.end()
    if alone := units().alone.match(text, start):
        worth, unit = units().worth_of[phrase(alone[1])]
        linked = alone[0][0] in {"و", "w"} and alone.start(1) > start
        return Atom(Decimal(worth), alone[0], start, alone.end(), words=True, linked=linked, unit=unit)
    if token in units().singles and (one := units().just_before(text, start)):
        return Atom(Decimal(1), token, start, end, words=True, unit=one[0])
    if (digits := _DIGITS.match(token)) and token[digits.end() :] in units().by_phrase:
        return Atom(Decimal(digits[0]), digits[0], start, start + digits.end())
    if (pair := _PAIR.match(text, start)) and (both := vocabulary().word(phrase(pair[0]))):
        return _atom(both, pair[0], start)
    said = word(token)
    return _atom(said, token, start) if said else None


def _atom(word: Word, token: str, start: int) -> Atom:
    return Atom(
        word.worth, token, start, start + len(token),
        words=True, weak=word.weak, fraction=word.fraction, linked=word.linked, priced=word.priced, dozen=word.dozen,
    )  # fmt: skip
