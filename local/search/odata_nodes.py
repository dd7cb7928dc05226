"""A parsed filter, and what it says about one document.

Null follows the service: it equals only null, and no range holds for it. What may stand inside `any` and `all` is
restricted as in the service, whose inverted index cannot answer the rest.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from local.search.errors import bad_expression
from local.search.odata_tokens import FILTER

Scope = Mapping[str, Any]  #: values by field name, or the range variable alone inside a lambda

RANGES: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
OPERATORS = frozenset({"eq", "ne", *RANGES})


class Node(Protocol):
    def holds(self, scope: Scope) -> bool: ...


@dataclass(frozen=True)
class Compare:
    name: str
    operator: str
    constant: Any

    def holds(self, scope: Scope) -> bool:
        value = scope.get(self.name)
        if self.operator == "eq":
            return bool(value == self.constant)
        if self.operator == "ne":
            return bool(value != self.constant)
        return value is not None and RANGES[self.operator](value, self.constant)


@dataclass(frozen=True)
class In:
    name: str
    values: frozenset[str]

    def holds(self, scope: Scope) -> bool:
        return scope.get(self.name) in self.values


@dataclass(frozen=True)
class Truth:
    """A Boolean field standing alone."""

    name: str

    def holds(self, scope: Scope) -> bool:
        return scope.get(self.name) is True


@dataclass(frozen=True)
class Constant:
    value: bool

    def holds(self, scope: Scope) -> bool:
        del scope
        return self.value


@dataclass(frozen=True)
class Not:
    body: Node

    def holds(self, scope: Scope) -> bool:
        return not self.body.holds(scope)


@dataclass(frozen=True)
class And:
    left: Node
    right: Node

    def holds(self, scope: Scope) -> bool:
        return self.left.holds(scope) and self.right.holds(scope)


@dataclass(frozen=True)
class Or:
    left: Node
    right: Node

    def holds(self, scope: Scope) -> bool:
        return self.left.holds(scope) or self.right.holds(scope)


@dataclass(frozen=True)
class Lambda:
    """`field/any(x: …)` or `field/all(x: …)`; `any()` without a body asks whether there is an element."""

    name: str
    every: bool
    variable: str
    body: Node

    def holds(self, scope: Scope) -> bool:
        elements = scope.get(self.name) or ()
        # The fields of an object are looked up by their own names.
        scopes = (one if isinstance(one, dict) else {self.variable: one} for one in elements)
        results = (self.body.holds(one) for one in scopes)
        return all(results) if self.every else any(results)


def check_string_lambda(body: Node, *, every: bool) -> None:
    """`any` takes equality joined by `or`, `all` takes inequality joined by `and`: the service's own rule."""
    joint, allowed = (And, _is_inequality) if every else (Or, _is_equality)
    if isinstance(body, joint):
        check_string_lambda(body.left, every=every)
        check_string_lambda(body.right, every=every)
    elif not allowed(body):
        raise bad_expression(
            "Invalid lambda expression. Found a test for equality or inequality where the opposite was expected in a "
            "lambda expression that iterates over a field of type Collection(Edm.String). For 'any', please use "
            "expressions of the form 'x eq y' or 'search.in(...)'. For 'all', please use expressions of the form "
            "'x ne y', 'not (x eq y)', or 'not search.in(...)'.",
            FILTER,
        )


def _is_equality(node: Node) -> bool:
    return isinstance(node, In) or (isinstance(node, Compare) and node.operator == "eq")


def _is_inequality(node: Node) -> bool:
    if isinstance(node, Not):
        return _is_equality(node.body)
    return isinstance(node, Compare) and node.operator == "ne"
