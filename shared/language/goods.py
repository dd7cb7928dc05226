"""What goods are, in every word for it: «الشنط», «حقيبة» and "bags" are one kind. The kinds are in content.json, one word of each."""

from collections.abc import Iterable
from functools import cache

from shared.language.folded import folded_data
from shared.language.search_words import names_of


def with_names(words: Iterable[str]) -> frozenset[str]:
    """With all that mean the same."""
    return frozenset(name for word in words for name in (word, *names_of(word)))


@cache
def kinds() -> frozenset[str]:
    return frozenset(folded_data("content.json")["goods"].split())
