"""The words of an OData filter: literals, names, operators and punctuation, each with its position.

Strings end at a single quote unless it is doubled; getting that wrong is how a product name with an apostrophe becomes
an injection.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

from local.search.errors import RequestError, bad_expression

FILTER = "$filter"


class Kind(Enum):
    STRING = "string"
    NUMBER = "number"
    NAME = "name"
    MARK = "mark"
    END = "end"


@dataclass(frozen=True)
class Token:
    kind: Kind
    value: Any
    at: int

    def is_(self, kind: Kind, value: str) -> bool:
        return self.kind is kind and self.value == value


_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>'(?:[^']|'')*')
      | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])
      | (?P<name>[A-Za-z_][\w.]*)
      | (?P<mark>[(),:/])
    """,
    re.VERBOSE,
)


def syntax_error(expression: str, at: int) -> RequestError:
    return bad_expression(f"Syntax error at position {at} in '{expression}'.", FILTER)


def tokens(expression: str) -> list[Token]:
    found, at = [], 0
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if not match or not match.lastgroup:
            raise syntax_error(expression, at)
        if match.lastgroup != "space":
            found.append(_token(match.lastgroup, match.group(), at))
        at = match.end()
    return [*found, Token(Kind.END, "", at)]


def _token(group: str, text: str, at: int) -> Token:
    if group == "string":
        return Token(Kind.STRING, text[1:-1].replace("''", "'"), at)
    if group == "number":
        return Token(Kind.NUMBER, float(text) if re.search(r"[.eE]", text) else int(text), at)
    return Token(Kind(group), text, at)
