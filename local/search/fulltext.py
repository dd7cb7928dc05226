"""The full Lucene syntax as far as the product uses it: words with escaped signs, and `word~1`.

Whatever else has a meaning there is refused: a query that quietly means less here than in the service is worse than none.
"""

import re

from local.search.errors import unsupported
from local.search.textquery import Joined, Near, Query, Words

_TERM = re.compile(r"(?P<text>(?:\\.|[^\\\s])+?)(?P<near>~1)?")
_SPECIAL = re.compile(r'[+\-&|!(){}\[\]^"~*?:/\\]')
_ESCAPED = re.compile(r"\\(.)")


def parse_full(text: str, *, every: bool) -> Query | None:
    parts = tuple(_part(term) for term in re.findall(r"(?:\\.|\S)+", text))
    return Joined(every, parts) if parts else None


def _part(term: str) -> Query:
    match = _TERM.fullmatch(term)
    if match is None or _SPECIAL.search(_ESCAPED.sub("", match["text"])) or term in {"AND", "OR", "NOT"}:
        raise unsupported(f"the Lucene syntax of '{term}'")
    word = _ESCAPED.sub(r"\1", match["text"])
    return Near(word) if match["near"] else Words(word)


def within_an_edit(one: str, other: str) -> bool:
    """As Lucene counts them: a letter more, less or other, or two neighbours that changed places."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])
