"""Sizes and colours that a reply says are there, of a product of which not all were shown, and that are none of the shown.

Those that a customer asks for come first among the shown, so what is named beyond them was asked for by nobody and is a guess.
A question, a denial and "if" guess nothing.
"""

from collections.abc import Iterator

from process.claims import Reading
from process.facts import Facts
from process.which import NONE, Names
from process.whose import products_of, told_of_one
from shared.language.colors import colors_in
from shared.language.folded import fold
from shared.language.phrases import said
from shared.language.promises import negations
from shared.language.size_words import size_in
from shared.language.sizes import written_sizes
from shared.language.tokens import tokens


def guessed(reply: Reading, facts: Facts) -> list[str]:
    """Each as it was written."""
    if not facts.left_out:
        return []
    of_one = dict(told_of_one(reply.divided, products_of(facts.words)))
    return list(
        dict.fromkeys(
            text
            for sentence, clause in _statements(reply)
            for text, names in _named(clause)
            if names and _is_guessed(names, of_one.get(sentence), facts)
        )
    )


def _statements(reply: Reading) -> Iterator[tuple[str, str]]:
    """Clauses with their sentences."""
    text = reply.text
    for start, end in reply.divided.sentences:
        sentence = text[start:end]
        if sentence.rstrip().endswith(("?", "؟")):
            continue
        for first, last in reply.divided.clauses:
            clause = text[first:last]
            if start <= first < end and not _leaves_open(clause):
                yield sentence, clause


def _leaves_open(clause: str) -> bool:
    folded = fold(clause).text
    denied = not negations().isdisjoint(word.word for word in tokens(clause))
    return denied or said("not so").search(folded) is not None


def _named(clause: str) -> Iterator[tuple[str, Names]]:
    size = size_in(clause).size
    if size:
        yield size, frozenset(f"size:{one}" for one in written_sizes(size))
    for color in colors_in(tokens(clause)).names:
        yield color, frozenset({f"color:{color}"})


def _is_guessed(names: Names, product: str | None, facts: Facts) -> bool:
    meant = facts.shown if product is None else {product: facts.shown.get(product, NONE)}
    kind = next(iter(names)).partition(":")[0]
    if not any(kind in facts.left_out.get(sku, ()) for sku in meant):
        return False
    return names.isdisjoint(NONE.union(*meant.values(), *(_in_its_words(sku, facts) for sku in meant)))


def _in_its_words(product: str, facts: Facts) -> Names:
    """A silver ring is called so in whatever colour."""
    texts = [text for some in facts.words.get(product, {}).values() for text in some]
    return frozenset(f"color:{color}" for text in texts for color in colors_in(tokens(text)).names)
