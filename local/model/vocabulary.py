"""Which Latin words are English and which are Arabizi; a word that is both tells nothing."""

from collections.abc import Iterable

from local.model.lexicon import CONCEPTS, Concept
from local.model.markers import PHRASES, Phrases
from local.model.reading import spelling, split_words


def _words(forms: Iterable[str]) -> frozenset[str]:
    return frozenset(spelling(word) for form in forms for word in split_words(form))


_KNOWN: list[Concept | Phrases] = [*CONCEPTS, *PHRASES.values()]
_ENGLISH = _words(form for known in _KNOWN for form in known.english)
_ARABIZI = _words(form for known in _KNOWN for form in known.arabizi)

ENGLISH_WORDS = _ENGLISH - _ARABIZI
ARABIZI_WORDS = _ARABIZI - _ENGLISH
