"""Reads what of a Bicep file the agreement tests ask about: its parameters, variables and resources.

Objects, arrays and plain literals become Python's; anything that is computed stays text, as an Expression. A `for` becomes
what it repeats. It reads the subset that infra/ is written in and raises where it meets something else; whether a
file is valid Bicep is the compiler's business.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

CLOSING = {"{": "}", "[": "]", "(": ")"}
KEYWORDS = ("targetScope", "param", "var", "func", "resource", "module", "output")
STATEMENT = re.compile(rf"^({'|'.join(KEYWORDS)})\b", re.MULTILINE)
DECLARED = re.compile(r"resource (\w+) '([\w./]+)@([\w-]+)'( existing)? = ", re.DOTALL)
NAMED = re.compile(r"(?:param|var|output|module) (\w+)")


class Unreadable(ValueError):
    pass


class Expression(str):
    """What only a deployment knows."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Resource:
    symbol: str
    type: str
    version: str
    existing: bool
    body: dict[str, Any]


@dataclass(slots=True)
class Module:
    params: dict[str, str | None] = field(default_factory=dict)  #: default as it is written
    variables: dict[str, Any] = field(default_factory=dict)
    resources: list[Resource] = field(default_factory=list)

    def of_type(self, kind: str) -> list[Resource]:
        return [one for one in self.resources if one.type == kind]


def read(text: str) -> Module:
    module = Module()
    for statement in _statements(_without_comments(text)):
        kind, name = statement.split(None, 1)[0], NAMED.match(statement)
        head, _, value = statement.partition(" = ")
        if kind == "param" and name:
            module.params[name[1]] = value.strip() or None
        elif kind == "var" and name:
            module.variables[name[1]] = value_of(value)
        elif declared := DECLARED.match(statement):
            symbol, type_, version, existing = declared.groups()
            body = value_of(statement[declared.end() :])
            if not isinstance(body, dict):
                raise Unreadable(f"resource {symbol} has no body: {head}")
            module.resources.append(Resource(symbol, type_, version, bool(existing), body))
    return module


def value_of(text: str) -> Any:
    text = text.strip()
    inside = _inside(text)
    if inside is not None and text[0] == "{":
        return dict(_members(inside))
    if inside is not None and text[0] == "[":
        return (
            _repeated(inside)
            if inside.strip().startswith("for ")
            else [value_of(one) for one in _parts(inside)]
        )
    if condition := re.match(r"if \(", text):
        return value_of(text[_end_of(text, condition.end() - 1) + 1 :])
    if re.fullmatch(r"'(?:[^'\\$]|\\.|\$(?!\{))*'", text):
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return {"true": True, "false": False, "null": None}.get(text, Expression(text))


def _repeated(loop: str) -> Any:
    colon = re.search(r"\bin\b", loop)
    if colon is None:
        raise Unreadable(loop)
    at = next(at for at, sign in _outside_of_brackets(loop) if sign == ":" and at > colon.end())
    return value_of(loop[at + 1 :])


def _members(text: str) -> Iterator[tuple[str, Any]]:
    for part in _parts(text):
        at = next((at for at, sign in _outside_of_brackets(part) if sign == ":"), None)
        if at is None:
            raise Unreadable(part)
        yield part[:at].strip().strip("'"), value_of(part[at + 1 :])


def _parts(text: str) -> list[str]:
    """Divided by the commas and line ends that stand in no bracket."""
    cuts = [-1, *(at for at, sign in _outside_of_brackets(text) if sign in ",\n"), len(text)]
    parts = [text[start + 1 : end].strip() for start, end in itertools.pairwise(cuts)]
    return [part for part in parts if part]


def _inside(text: str) -> str | None:
    """What one pair of brackets holds, when the whole text is that pair."""
    return text[1:-1] if text[:1] in CLOSING and _end_of(text, 0) == len(text) - 1 else None


def _end_of(text: str, start: int) -> int:
    after = (start + at for at, sign in _outside_of_brackets(text[start:]) if sign == CLOSING[text[start]])
    return next(after, -1)


def _outside_of_brackets(text: str) -> Iterator[tuple[int, str]]:
    """Each sign that stands in no bracket and no string; of a bracket its end."""
    depth, at = 0, 0
    while at < len(text):
        sign = text[at]
        if sign == "'":
            at = _after_string(text, at)
            continue
        depth += sign in "{[("
        depth -= sign in "}])"
        if depth == 0:
            yield at, sign
        at += 1


def _after_string(text: str, start: int) -> int:
    at = start + 1
    while at < len(text) and text[at] != "'":
        if text.startswith("${", at):
            at = at + 1 + _end_of(text[at + 1 :], 0)
        at += 2 if text[at] == "\\" else 1
    return at + 1


def _without_comments(text: str) -> str:
    return "\n".join("" if line.strip().startswith("//") else line for line in text.splitlines())


def _statements(text: str) -> Iterator[str]:
    starts = [found.start() for found in STATEMENT.finditer(text)] + [len(text)]
    for start, end in itertools.pairwise(starts):
        yield re.split(r"\n@", text[start:end])[0].strip()
