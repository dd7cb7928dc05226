"""What a query asks of the service, made of words: no sign that was typed is a sign of its query language.

Words that nobody here knows may be mistyped, and are also looked for within one edit; that takes the full Lucene syntax,
in which every special sign of a word is escaped and no word is an operator. The semantic ranker reads the customer's own
sentence and takes the simple syntax, so with it words stand as they are.
"""

import re
from collections.abc import Sequence
from typing import Any

#: The name of the index's configuration for the semantic ranker.
SEMANTIC = "shop"
_SPECIAL = re.compile(r'[+\-&|!(){}\[\]^"~*?:\\/]')
_OPERATORS = frozenset({"AND", "OR", "NOT"})


def asked(
    text: str, *, doubtful: Sequence[str] = (), sentence: str = "", semantic: bool = False
) -> dict[str, Any]:
    """Parameters of the SDK's `search`. `sentence` is what a ranker reads that understands some."""
    if semantic:
        return {
            "search_text": _SPECIAL.sub(" ", text),
            "query_type": "semantic",
            "semantic_configuration_name": SEMANTIC,
            "semantic_query": sentence or text,
            "semantic_error_mode": "partial",  # when it is late or busy, the fused ranking stands
        }
    terms = [*map(term, text.split()), *(f"{term(word)}~1" for word in doubtful)]
    return {"search_text": " ".join(terms), "query_type": "full"}


def term(word: str) -> str:
    """One word of the full syntax, whatever is in it."""
    return word.lower() if word in _OPERATORS else _SPECIAL.sub(r"\\\g<0>", word)
