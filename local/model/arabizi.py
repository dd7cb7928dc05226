"""Arabic written in Latin letters and digits: recognising it, and one sound for both scripts.

`skeleton` reduces a word of either script to its consonants, so that «فستان» and "fustan" meet without a dictionary.
`to_arabic` spells an unknown Arabizi word in Arabic letters, as a model would before it searches an Arabic catalogue.
It shares nothing with the product's own reading of Arabizi: with that it would agree whatever is wrong.
"""

import re

from local.search.arabic import fold

#: A digit that stands for a letter: a7mar, 3ndkom, sa3a. Sizes such as 2xl and prices such as 20jd are not meant.
_DIGIT_LETTER = re.compile(r"[a-z]+'?[235-9]|[235-9]'?[a-z]{3}")
_NOT_A_WORD = re.compile(r"\d*x*[sml]|\d+(?:jd|jod|jds|st|nd|rd|th|pm|am)?|x+l")

_SPELLINGS = [
    *{
        "3'": "غ",
        "sh": "ش",
        "kh": "خ",
        "gh": "غ",
        "th": "ث",
        "dh": "ذ",
        "aa": "ا",
        "oo": "و",
        "ou": "و",
    }.items(),
    *{
        "ee": "ي",
        "ei": "ي",
        "ai": "ي",
        "2": "ق",
        "3": "ع",
        "5": "خ",
        "6": "ط",
        "7": "ح",
        "8": "ق",
        "9": "ص",
    }.items(),
    *dict(zip("bptjgdrzsfvqkclmnhwy", "ببتججدرزسففقككلمنهوي", strict=True)).items(),
]
_ENDINGS = {"a": "ة", "e": "ة", "i": "ي", "o": "و", "u": "و"}

#: One sign for sounds that one of the two scripts does not tell apart; vowels and half-vowels vanish.
_FROM_ARABIC = str.maketrans(
    dict(zip("بتطثجحخدضذزظرسصشغفقكلمن", "bttTjhxddzzzrss$gfkklmn", strict=True)) | dict.fromkeys("اويءعه", "")
)
_FROM_LATIN = {"sh": "$", "kh": "x", "gh": "g", "th": "T", "3'": "g"} | dict(
    zip("bptj6drzsfvqkclmn7598g", "bbtjtdrzsffkkklmnhxskj", strict=True)
)
_LATIN_TOKEN = re.compile(r"sh|kh|gh|th|3'|.")


def is_arabic(word: str) -> bool:
    return any("\u0600" <= char <= "\u06ff" for char in word)


def has_digit_letters(word: str) -> bool:
    lowered = word.lower()
    return bool(_DIGIT_LETTER.match(lowered)) and not _NOT_A_WORD.fullmatch(lowered)


def to_arabic(word: str) -> str:
    """A guess at the Arabic spelling: long vowels written, short ones left out."""
    rest = word.lower()
    letters: list[str] = []
    while rest:
        latin, arabic = next(
            ((latin, arabic) for latin, arabic in _SPELLINGS if rest.startswith(latin)), (rest[0], "")
        )
        rest = rest[len(latin) :]
        if not arabic:
            arabic = _vowel(latin, first=not letters, last=not rest)
        letters.append(arabic)
    return "".join(letters)


def _vowel(letter: str, *, first: bool, last: bool) -> str:
    if first:
        return "ا"
    if last:
        return _ENDINGS.get(letter, "")
    return "ا" if letter == "a" else ""


def skeleton(word: str) -> str:
    if is_arabic(word):
        return fold(word).removeprefix("ال").translate(_FROM_ARABIC)
    return "".join(_FROM_LATIN.get(sound, "") for sound in _LATIN_TOKEN.findall(word.lower()))
