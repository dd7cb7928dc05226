"""The simple query syntax of full-text search: words, "phrases", prefix*, +, |, - and parentheses.

A customer's text reaches the service as it is typed, and these characters mean something there. Treating them as plain
text here would hide a surprise until the first deployment. Like the service, the parser never fails: what does not
parse is read as well as possible.
"""

from dataclasses import dataclass

_OPERATORS = "+|()"
_ENDS = _OPERATORS + '" \t\r\n'


@dataclass(frozen=True)
class Words:
    text: str


@dataclass(frozen=True)
class Phrase:
    text: str


@dataclass(frozen=True)
class Prefix:
    text: str


@dataclass(frozen=True)
class Without:
    body: "Query"


@dataclass(frozen=True)
class Joined:
    every: bool  #: all parts must match, or any may
    parts: tuple["Query", ...]


@dataclass(frozen=True)
class Near:
    """Not analysed; found with one letter more, less, other or changed places."""

    text: str


Query = Words | Phrase | Prefix | Near | Without | Joined


def parse_query(text: str, *, every: bool) -> Query | None:
    """None when nothing is left to look for. `every` is what stands between words without an operator."""
    return _Reader(text, every=every).group()


class _Reader:
    def __init__(self, text: str, *, every: bool) -> None:
        self._text = text
        self._every = every
        self._at = 0

    def group(self) -> Query | None:
        """Operators are taken from left to right; only parentheses bind tighter."""
        found: Query | None = None
        operation = self._every
        while (char := self._peek()) and char != ")":
            if char in "+|":
                operation = char == "+"
                self._at += 1
                continue
            part = self._part()
            if part is not None:
                found = part if found is None else _join(found, part, every=operation)
                operation = self._every
        return found

    def _peek(self) -> str:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
        return self._text[self._at : self._at + 1]

    def _part(self) -> Query | None:
        char = self._peek()
        if char == "-":
            self._at += 1
            body = self._part() if self._peek() else None
            return None if body is None else Without(body)
        if char == "(":
            self._at += 1
            inside = self.group()
            self._at += 1  # the closing parenthesis, or the end of the text
            return inside
        if char == '"':
            return self._phrase()
        return self._word()

    def _phrase(self) -> Query | None:
        end = self._text.find('"', self._at + 1)
        end = len(self._text) if end < 0 else end
        text = self._text[self._at + 1 : end]
        self._at = end + 1
        return Phrase(text) if text.strip() else None

    def _word(self) -> Query | None:
        letters = []
        while self._at < len(self._text) and self._text[self._at] not in _ENDS:
            self._at += self._text[self._at] == "\\"
            letters.append(self._text[self._at : self._at + 1])
            self._at += 1
        word = "".join(letters)
        if not letters:
            self._at += 1  # a stray closing mark
            return None
        return Prefix(word[:-1]) if len(word) > 1 and word.endswith("*") else Words(word)


def _join(left: Query, right: Query, *, every: bool) -> Query:
    if isinstance(left, Joined) and left.every == every:
        return Joined(every, (*left.parts, right))
    return Joined(every, (left, right))
