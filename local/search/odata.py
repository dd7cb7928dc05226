"""The OData filter language, as far as a shop's filters go.

`parse_filter` turns text into a condition on documents or refuses it. Names and types are checked against the index
while parsing, so that a misspelt field is an error and not an empty result. Functions other than `search.in` are
refused as not supported here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.search.errors import RequestError, bad_expression, unsupported
from local.search.odata_nodes import (
    OPERATORS,
    And,
    Compare,
    Constant,
    In,
    Lambda,
    Node,
    Not,
    Or,
    Truth,
    check_string_lambda,
)
from local.search.odata_tokens import FILTER, Kind, Token, syntax_error, tokens
from local.search.schema import BOOLEAN, NUMBERS, STRING, Field

_MIRRORED = {"eq": "eq", "ne": "ne", "gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}
_KINDS = {
    "eq": "Equal",
    "ne": "NotEqual",
    "gt": "GreaterThan",
    "ge": "GreaterThanOrEqual",
    "lt": "LessThan",
    "le": "LessThanOrEqual",
}
_CONSTANTS = {"true": True, "false": False, "null": None}


def parse_filter(expression: str, fields: Mapping[str, Field]) -> Node:
    parser = _Parser(expression, tokens(expression), fields)
    node = parser.either()
    if parser.next.kind is not Kind.END:
        raise syntax_error(expression, parser.next.at)
    return node


@dataclass(frozen=True)
class _Variable:
    """What a name stands for: a field, or the element a lambda is looking at."""

    name: str
    type: str
    collection: bool = False
    parts: Mapping[str, Field] = field(default_factory=dict)  #: of an object


@dataclass
class _Parser:
    expression: str
    tokens: list[Token]
    fields: Mapping[str, Field]
    position: int = 0
    element: _Variable | None = field(default=None)

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        token = self.next
        self.position += 1
        return token

    def took(self, kind: Kind, value: str) -> bool:
        if self.next.is_(kind, value):
            self.position += 1
            return True
        return False

    def expect(self, mark: str) -> None:
        if not self.took(Kind.MARK, mark):
            raise syntax_error(self.expression, self.next.at)

    def either(self) -> Node:
        node = self.both()
        while self.took(Kind.NAME, "or"):
            node = Or(node, self.both())
        return node

    def both(self) -> Node:
        node = self.negation()
        while self.took(Kind.NAME, "and"):
            node = And(node, self.negation())
        return node

    def negation(self) -> Node:
        if not self.took(Kind.NAME, "not"):
            return self.primary()
        # `not` binds tighter than a comparison: `not price gt 5` negates the price.
        return Not(self.primary(comparisons=False))

    def primary(self, *, comparisons: bool = True) -> Node:
        if self.took(Kind.MARK, "("):
            node = self.either()
            self.expect(")")
            return node
        if self.next.is_(Kind.NAME, "search.in"):
            return self.search_in()
        if self.next.kind is Kind.NAME and self.tokens[self.position + 1].is_(Kind.MARK, "("):
            raise unsupported(f"the filter function '{self.next.value}'")
        if self.next.kind is Kind.NAME and self.next.value not in _CONSTANTS:
            return self.about_a_field(comparisons=comparisons)
        return self.constant_first()

    def about_a_field(self, *, comparisons: bool) -> Node:
        variable = self.variable()
        if self.took(Kind.MARK, "/"):
            return self.over_elements(variable)
        if comparisons and self.next.value in OPERATORS:
            operation = self.take().value
            return self.comparison(variable, operation, self.constant())
        if variable.type != BOOLEAN or variable.collection:
            raise bad_expression(
                f"A unary operator with an incompatible type was detected. Found operand type '{variable.type}' for "
                "operator kind 'Not'."
                if not comparisons
                else "The $filter expression must evaluate to a single boolean value.",
                FILTER,
            )
        return Truth(variable.name)

    def constant_first(self) -> Node:
        constant = self.constant()
        if isinstance(constant, bool) and self.next.value not in OPERATORS:
            return Constant(constant)
        if self.next.value not in OPERATORS:
            raise syntax_error(self.expression, self.next.at)
        operation = _MIRRORED[self.take().value]
        return self.comparison(self.variable(), operation, constant)

    def variable(self) -> _Variable:
        token = self.take()
        if token.kind is not Kind.NAME:
            raise syntax_error(self.expression, token.at)
        if self.element is not None:
            return self._bound(token)
        if token.value not in self.fields:
            raise bad_expression(
                f"Could not find a property named '{token.value}' on type 'search.document'.", FILTER
            )
        named = self.fields[token.value]
        if not named.filterable:
            raise bad_expression(
                f"'{named.name}' is not a filterable field. Only filterable fields can be used in filter expressions.",
                FILTER,
            )
        return _Variable(named.name, named.type, named.collection, named.parts)

    def _bound(self, token: Token) -> _Variable:
        if self.element is None or token.value != self.element.name:
            raise bad_expression(
                f"'{token.value}' is not bound to the range variable. Only bound field references are supported inside "
                "lambda expressions ('any' or 'all').",
                FILTER,
            )
        if not self.element.parts:
            return self.element
        self.expect("/")
        part = self.take()
        if part.value not in self.element.parts:
            raise bad_expression(
                f"Could not find a property named '{part.value}' on type 'search.complex'.", FILTER
            )
        named = self.element.parts[part.value]
        if not named.filterable:
            raise bad_expression(f"'{named.name}' is not a filterable field.", FILTER)
        return _Variable(named.name, named.type, named.collection)

    def constant(self) -> Any:
        token = self.take()
        if token.kind in {Kind.STRING, Kind.NUMBER}:
            return token.value
        if token.kind is Kind.NAME and token.value in _CONSTANTS:
            return _CONSTANTS[token.value]
        raise syntax_error(self.expression, token.at)

    def comparison(self, variable: _Variable, operation: str, constant: Any) -> Node:
        if variable.collection or not _comparable(variable.type, operation, constant):
            raise _incompatible(variable, operation, constant)
        return Compare(variable.name, operation, constant)

    def over_elements(self, variable: _Variable) -> Node:
        every = self.next.is_(Kind.NAME, "all")
        if self.take().value not in {"any", "all"} or not variable.collection or self.element:
            raise bad_expression("'any' and 'all' apply to a collection field, and do not nest here.", FILTER)
        self.expect("(")
        if not every and self.took(Kind.MARK, ")"):
            return Lambda(variable.name, every=False, variable="", body=Constant(value=True))
        name = self.take()
        self.expect(":")
        self.element = _Variable(name.value, variable.type, parts=variable.parts)
        body = self.either()
        self.element = None
        self.expect(")")
        if variable.type == STRING:
            check_string_lambda(body, every=every)
        return Lambda(variable.name, every, name.value, body)

    def search_in(self) -> Node:
        self.take()
        self.expect("(")
        variable = self.variable()
        self.expect(",")
        listed = self.constant()
        delimiters = self.constant() if self.took(Kind.MARK, ",") else " ,"
        self.expect(")")
        if variable.type != STRING or variable.collection or not isinstance(listed, str):
            raise bad_expression("search.in takes a field of type Edm.String and a list in a string.", FILTER)
        for delimiter in delimiters[1:]:
            listed = listed.replace(delimiter, delimiters[0])
        return In(variable.name, frozenset(filter(None, listed.split(delimiters[0]))))


def _comparable(edm: str, operation: str, constant: Any) -> bool:
    if constant is None:
        return operation in {"eq", "ne"}
    if isinstance(constant, bool):
        return edm == BOOLEAN and operation in {"eq", "ne"}
    return edm == STRING if isinstance(constant, str) else edm in NUMBERS


def _incompatible(variable: _Variable, operation: str, constant: Any) -> RequestError:
    left = f"Collection({variable.type})" if variable.collection else variable.type
    names = {
        bool: "Edm.Boolean",
        str: "Edm.String",
        int: "Edm.Int32",
        float: "Edm.Double",
        type(None): "<null>",
    }
    return bad_expression(
        f"A binary operator with incompatible types was detected. Found operand types '{left}' and "
        f"'{names[type(constant)]}' for operator kind '{_KINDS[operation]}'.",
        FILTER,
    )
