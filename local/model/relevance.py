"""Which of the tool's results are about what was asked.

Hybrid search always returns its nearest documents, so a question for a laptop brings dresses; a language model would
not offer them, and neither does this one.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from local.model.intents import Search
from local.model.lexicon import Concept, Kind
from local.model.reading import read, spelling, stem

Product = Mapping[str, Any]
Passage = Mapping[str, Any]

#: Wishes that any product may fulfil: the shop's own ranking decides.
_GENERIC = frozenset({"gift", "clothes", "jewellery"})

_TOPIC_IN_TITLE, _TOPIC_IN_TEXT, _PLACE, _WORD = 4.0, 1.0, 3.0, 0.5


def ideas(texts: Iterable[str]) -> frozenset[str]:
    """Concepts by name, and stems of words without one: comparable across languages as far as the lexicon goes."""
    found = set()
    for text in texts:
        for piece in read(text or ""):
            if isinstance(piece.meaning, Concept):
                found.add(piece.meaning.name)
            elif piece.meaning is None:
                found |= {stem(spelling(word)) for word in piece.words}
    return frozenset(found)


def about(products: list[Product], search: Search) -> list[Product]:
    """The products that fit, best first: only those in the wanted colour, unless there is none."""
    same = [product for product in products if search.product in {product["name_ar"], product["name_en"]}]
    if search.product and same:
        return same[:1]
    wanted = ideas(search.nouns)
    fitting = [product for product in products if not wanted or wanted & (_GENERIC | _all_ideas(product))]
    in_name = [product for product in fitting if wanted & ideas([product["name_ar"], product["name_en"]])]
    chosen = fitting if wanted & _GENERIC else in_name or fitting
    return [product for product in chosen if in_color(product, search)] or chosen


def satisfies(products: list[Product], search: Search) -> bool:
    """Whether the customer's very wish is among them, colour included."""
    return any(in_color(product, search) for product in about(products, search))


def in_color(product: Product, search: Search) -> bool:
    wanted = ideas(search.colors)
    texts = [product["name_ar"], product["name_en"], *product["colors_ar"], *product["colors_en"]]
    return not wanted or bool(wanted & ideas(texts))


def _all_ideas(product: Product) -> frozenset[str]:
    names = ("name_ar", "name_en", "description_ar", "description_en")
    return ideas(product.get(name) or "" for name in names)


def answering(passages: list[Passage], question: str, most: int = 2) -> list[Passage]:
    """The best passage for each subject of the question; none when nothing is in common."""
    places = frozenset(_named(question, Kind.PLACE))
    subjects = [frozenset({topic}) for topic in _named(question, Kind.TOPIC)] or [frozenset()]
    chosen: list[Passage] = []
    for subject in subjects:
        scored = [(_score(passage, subject, places, question), passage) for passage in passages]
        score, best = max(scored, key=lambda one: one[0], default=(0.0, {}))
        if score > 0 and best not in chosen:
            chosen.append(best)
    return chosen[:most]


def _named(question: str, kind: Kind) -> list[str]:
    concepts = (piece.meaning for piece in read(question) if isinstance(piece.meaning, Concept))
    return [concept.name for concept in concepts if concept.kind is kind]


def _score(passage: Passage, subject: frozenset[str], places: frozenset[str], question: str) -> float:
    title = ideas([passage["title_ar"], passage["title_en"]])
    body = ideas([passage["text_ar"], passage["text_en"]])
    words = ideas([question]) - subject - places
    return (
        _TOPIC_IN_TITLE * bool(subject & title)
        + _TOPIC_IN_TEXT * bool(subject & body)
        + _PLACE * len(places & (title | body)) * (not subject or bool(subject & (title | body)))
        + _WORD * len(words & (title | body))
    )
