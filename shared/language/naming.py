"""Which products a sentence names, by the words of their names in Arabic or English.

Words that fit more than one product name none for certain, and neither does one lone word that is not what the product
is («فستان», "dress") and has no article: "for the office" names no office dress. The words are in naming.json.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from shared.language.folded import fold, folded_data
from shared.language.promises import negations

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
_WITHIN = re.compile(r"[ *_\"'«»-]*(?:\d{1,3} |(?:of|the|من) )?")


class Token(NamedTuple):
    word: str
    start: int
    end: int


class Mention(NamedTuple):
    start: int
    end: int
    product: str | None  #: None when it is not certain which


class _Known(NamedTuple):
    """A word of a name in a sentence."""

    word: str
    token: Token
    definite: bool
    a_use: bool  #: «للدوام», "for the office"
    begins: bool  #: with an "and" of its own


@dataclass(frozen=True, slots=True)
class Product:
    sku: str
    wholes: frozenset[tuple[str, ...]]  #: its names, word for word
    name: frozenset[str]
    heads: frozenset[str]  #: what it is, in one word
    words: frozenset[str]  #: of all its texts

    @classmethod
    def of(cls, sku: str, names: Sequence[str], texts: Iterable[str]) -> "Product":
        named = [list(map(_bare, _words(name))) for name in names]
        arabic = {words[0] for words in named if words and not words[0].isascii()}
        english = {words[-1] for words in named if words and words[-1].isascii()}
        name = frozenset(word for words in named for word in words)
        wholes = frozenset(tuple(token.word for token in tokens(name)) for name in names) - {()}
        words = name | set(map(_bare, _words("\n".join(texts))))
        return cls(sku, wholes, name, frozenset(arabic | english), words)


def tokens(text: str) -> list[Token]:
    """Of a text, folded, with their places in the text as it is."""
    folded = fold(text)
    return [
        Token(match[0], *folded.span(match.start(), match.end())) for match in _TOKEN.finditer(folded.text)
    ]


def mentions(text: str, sentence: Sequence[Token], products: Sequence[Product]) -> list[Mention]:
    """In the order of the sentence, whose words these are."""
    found: list[Mention] = []
    last: Product | None = None
    vocabulary = frozenset().union(*(product.name for product in products))
    for stretch, whole in _stretches(sentence, products):
        if whole:
            last = whole
            found.append(Mention(stretch[0].start, stretch[-1].end, last.sku))
            continue
        for run in _runs(text, stretch, vocabulary):
            words = {known.word for known in run}
            last = _named(run, words, products) or _once_more(run[0], words, last, products)
            found.append(Mention(run[0].token.start, run[-1].token.end, last.sku if last else None))
    return found


def _stretches(
    sentence: Sequence[Token], products: Sequence[Product]
) -> Iterator[tuple[Sequence[Token], Product | None]]:
    """Whole names with their product, and what stands between them."""
    wholes = {
        whole: product for product in products for whole in product.wholes if _is_own(product, products)
    }
    longest_first = sorted(wholes, key=len, reverse=True)
    since = at = 0
    while at < len(sentence):
        whole = next((one for one in longest_first if _begins_with(sentence, at, one)), None)
        if whole is None:
            at += 1
            continue
        yield sentence[since:at], None
        yield sentence[at : at + len(whole)], wholes[whole]
        since = at = at + len(whole)
    yield sentence[since:], None


def _is_own(product: Product, products: Sequence[Product]) -> bool:
    """Not if its whole name may be short for another's."""
    return not any(product.name <= other.name for other in products if other is not product)


def _begins_with(sentence: Sequence[Token], at: int, whole: tuple[str, ...]) -> bool:
    """The first word may have a particle in front: «وفستان», «بالشنطة»."""
    if at + len(whole) > len(sentence) or not sentence[at].word.endswith(whole[0]):
        return False
    if any(sentence[at + n].word != whole[n] for n in range(1, len(whole))):
        return False
    rest = sentence[at].word.removesuffix(whole[0])
    return not rest or (len(whole) > 1 and rest in _said()["particles"])


def _runs(text: str, sentence: Sequence[Token], vocabulary: frozenset[str]) -> list[list[_Known]]:
    """Words of names that stand together."""
    runs: list[list[_Known]] = []
    article, use, about, counted = False, False, False, False
    for token in sentence:
        found = _known(token, vocabulary)
        if found and about:  # «بالنسبة للقميص»
            found = found._replace(definite=True, a_use=False)
        about = token.word in _said()["about"]
        known = found and found._replace(definite=found.definite or article, a_use=found.a_use or use)
        article = token.word in _said()["articles"]
        use = token.word in _said()["before_a_use"] or (use and article)
        if counted and token.word in _said()["of"]:  # "a handful of the cups"
            use = False
        counted = token.word in _said()["counted"] or token.word.isdigit()
        if known is None:
            continue
        follows = runs and not known.begins
        if follows and _WITHIN.fullmatch(text[runs[-1][-1].token.end : token.start].casefold()):
            runs[-1].append(known)
        else:
            runs.append([known])
    return runs


def _known(token: Token, vocabulary: frozenset[str]) -> _Known | None:
    """With the particles that Arabic writes in one with the word."""
    forms = [(token.word, False)]
    if token.word.isascii() and token.word.endswith("s"):
        forms += [(token.word[:-1], False), (token.word.removesuffix("es"), False)]
    if token.word[0] in "وف":
        forms.append((token.word[1:], True))
    for word, begins in forms:
        if word in vocabulary:
            return _Known(word, token, definite=False, a_use=False, begins=begins)
        for prefix in (*_said()["articles"], *_said()["for_something"]):
            if word.startswith(prefix) and (rest := word.removeprefix(prefix)) in vocabulary:
                definite = prefix in _said()["articles"]
                return _Known(rest, token, definite, a_use=not definite, begins=begins)
    return None


def _named(run: Sequence[_Known], words: set[str], products: Sequence[Product]) -> Product | None:
    fitting = [product for product in products if words <= product.name]
    if len(fitting) != 1 or any(words <= product.words for product in products if product not in fitting):
        return None
    (product,) = fitting
    return product if len(words) > 1 or _is_the_thing(run[0], product) else None


def _once_more(
    known: _Known, words: set[str], last: Product | None, products: Sequence[Product]
) -> Product | None:
    """The product that was named before, with an article or in words that no other has."""
    if last is None or not words <= last.name:
        return None
    others = any(words <= other.words for other in products if other is not last)
    return None if others and not known.definite else last


def _is_the_thing(known: _Known, product: Product) -> bool:
    return not known.a_use and (known.definite or known.word in product.heads)


def _words(text: str) -> list[str]:
    return [
        word
        for token in tokens(text)
        if (word := token.word) not in _said()["in_no_name"] and not word.isdigit()
    ]


def _bare(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def loosens(word: str) -> bool:
    """Whether it speaks of another piece, of one that is gone or not there, or of what goes with one."""
    forms = {word, word.removeprefix("و")}
    return any(not forms.isdisjoint(_said()[kind]) for kind in ("another", "beside", "gone")) or not (
        forms.isdisjoint(negations())
    )


def tells_of_it(word: str) -> bool:
    """Whether a line that begins so goes on about what the line before it named."""
    return (
        word.isdigit() or word in _said()["tells_of_it"] or word.removeprefix("و") in _said()["tells_of_it"]
    )


@cache
def _said() -> Mapping[str, Mapping[str, None]]:
    """Ordered, since of prefixes the longer come first."""
    return {kind: dict.fromkeys(words.split()) for kind, words in folded_data("naming.json").items()}
