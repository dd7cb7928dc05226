"""What a stretch of text speaks of: delivery, an exchange, a return, a discount, a price or a total. The words are in topics.json.

"Within 7 days of delivery" speaks of a moment, and not of how long a delivery takes.
"""

import re
from collections.abc import Mapping
from functools import cache

from shared.language.clauses import Divided, Span
from shared.language.folded import fold, folded_data
from shared.language.phrases import said
from shared.language.promises import negations

Topics = frozenset[str]
NO_TOPICS: Topics = frozenset()
DURATIONS: Topics = frozenset({"delivery", "exchange", "return"})

_TOPICS = (*sorted(DURATIONS), "discount", "price", "total")
#: So many words before a number may still call it something.
_NEAR = 3
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"(?<!\w)\d[\d.,]*(?!\w)")
_PARTICLE = "(?:[وفبلع]|ال|وال|فال|بال|لل|عال)?"


class Spoken:
    """Of one text, asked at the places of its numbers; each stretch is read once."""

    def __init__(self, divided: Divided) -> None:
        self._divided = divided
        self._read: dict[Span, Topics] = {}

    def near(self, place: int) -> Topics:
        """Of its piece, else of its clause."""
        piece, clause, _ = self._divided.around(place)
        return self._of(piece) or self._of(clause)

    def duration(self, place: int) -> Topics:
        """What lasts: the nearest that is spoken of in the sentence."""
        topics = (self._of(span) & DURATIONS for span in self._divided.around(place))
        return next(filter(None, topics), NO_TOPICS)

    def named(self, place: int) -> str | None:
        """What the words right before a number call it: «التوصيل 3», "a discount of 10". None after "without" and its like."""
        (start, _), _, _ = self._divided.around(place)
        words = _WORD.findall(_NUMBER.split(fold(self._divided.text[start:place]).text)[-1])[-_NEAR:]
        for at in range(len(words) - 1, -1, -1):
            calls_the_price = said("price is").fullmatch(words[at]) and words[at + 1 : at + 2] != ["by"]
            if not calls_the_price and (topics := topics_in(words[at])):
                left_out = at > 0 and words[at - 1].removeprefix("و") in _left_out()
                return None if left_out else min(topics)
        return None

    def _of(self, span: Span) -> Topics:
        if span not in self._read:
            self._read[span] = topics_in(self._divided.text[slice(*span)])
        return self._read[span]


def topics_in(text: str) -> Topics:
    folded = fold(text).text
    return frozenset(name for name, words in _words().items() if words.search(folded))


@cache
def _left_out() -> frozenset[str]:
    return negations() | frozenset(folded_data("topics.json")["only_a_moment"].split())


@cache
def _words() -> Mapping[str, re.Pattern[str]]:
    data = folded_data("topics.json")
    before = "".join(rf"(?<!\b{word} )" for word in data["only_a_moment"].split())
    return {name: _any_of(data[name], before) for name in _TOPICS}


def _any_of(words: str, before: str) -> re.Pattern[str]:
    some = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words.split())
    return re.compile(rf"(?<!\w){before}{_PARTICLE}(?:{some})(?!\w)")
