"""A line of print as it is read: a PDF knows where each letter stands, and not which comes first.

Arabic stands from right to left, with numbers and Latin words in it from left to right. What print does not show is
decided one way: in an Arabic line a number beside a Latin word comes before it («50 JOD»).
"""

import re
from collections import Counter
from unicodedata import bidirectional

_ARABIC = r"\u0590-\u08ff\ufb1d-\ufefc"
# Beside Arabic only these signs hold a number together: 2-3 is seen as 3-2, and 15% as %15 (Unicode Annex 9, W2 to W5).
_NUMBER = r"\d+(?:[.,:/\u066b\u066c]\d+)*"
_PERCENT_BEFORE = re.compile(rf"(?<![\w.,])([%٪])({_NUMBER})")
_WORD = rf"[^\W\d_{_ARABIC}][^\s{_ARABIC}]*"
# What keeps its direction inside Arabic: Latin words with what stands between them, and numbers.
_KEPT = re.compile(rf"{_WORD}(?:\s+(?:{_NUMBER}\s+)*{_WORD})*(?<=\w)|{_NUMBER}")
_ARABIC_RUN = re.compile(rf"[{_ARABIC}](?:[^A-Za-z]*[{_ARABIC}])?")
_STOP_BEFORE = re.compile(r"([.!?:،؟])\s*(\w.*)")
_BLANK_INSIDE = re.compile(r"(?<=\w)([(\[«]) ")
_BRACKETS = "()[]{}«»<>"
_MIRRORED = str.maketrans(_BRACKETS, ")(][}{»«><")


def reads_from_the_right(text: str) -> bool:
    directions = Counter(bidirectional(sign) for sign in text)
    return directions["AL"] + directions["R"] >= directions["L"] and directions["AL"] + directions["R"] > 0


def logical(line: str, *, rtl: bool) -> str:
    """`line` has its signs from left to right as they are seen; `rtl` says how the text around it runs."""
    if not _ARABIC_RUN.search(line):
        stop = _STOP_BEFORE.fullmatch(line) if rtl else None
        return f"{stop[2]}{stop[1]}" if stop else line
    if rtl or reads_from_the_right(line):
        return _turned(line)
    return _ARABIC_RUN.sub(lambda run: _turned(run[0]), line)


def _turned(visual: str) -> str:
    pieces, end = [], 0
    for run in _KEPT.finditer(visual):
        pieces += [visual[end : run.start()][::-1], run[0]]
        end = run.end()
    text = "".join(reversed([*pieces, visual[end:][::-1]]))
    text = text if _closes_what_it_opens(text) else text.translate(_MIRRORED)
    return _PERCENT_BEFORE.sub(r"\2\1", _BLANK_INSIDE.sub(r" \1", text))


def _closes_what_it_opens(text: str) -> bool:
    """Some programs write a bracket as it is seen, others as it is meant."""
    first = next((sign for sign in text if sign in _BRACKETS), "(")
    return _BRACKETS.index(first) % 2 == 0
