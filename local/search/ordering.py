"""`orderby`: field names and `search.score()`, each with a direction; ties are broken by score."""

from collections.abc import Callable, Mapping
from typing import Any

from local.search.errors import bad_expression, unsupported
from local.search.schema import Schema

PARAMETER = "$orderby"
SCORE = "search.score()"

Hit = tuple[float, Mapping[str, Any]]  #: score and the document's values


def read_order(clauses: str | None, schema: Schema) -> list[tuple[str, bool]]:
    """Names with True for descending; empty when nothing was asked."""
    return [_clause(clause.split(), schema) for clause in (clauses or "").split(",") if clause.strip()]


def _clause(words: list[str], schema: Schema) -> tuple[str, bool]:
    name, direction = words[0], words[1] if len(words) > 1 else "asc"
    if len(words) > 2 or direction not in {"asc", "desc"}:
        raise bad_expression(f"Syntax error in '{' '.join(words)}'.", PARAMETER)
    if "(" in name and name != SCORE:
        raise unsupported(f"ordering by '{name}'")
    if name != SCORE and not schema.field(name, lambda problem: bad_expression(problem, PARAMETER)).sortable:
        raise bad_expression(
            f"'{name}' is not a sortable field. Only sortable fields can be used in orderby expressions.",
            PARAMETER,
        )
    return name, direction == "desc"


def in_order(hits: list[Hit], order: list[tuple[str, bool]]) -> list[Hit]:
    ordered = sorted(hits, key=lambda hit: -hit[0])
    for name, descending in reversed(order):
        ordered.sort(key=_sort_key(name), reverse=descending)
    return ordered


def _sort_key(name: str) -> Callable[[Hit], Any]:
    if name == SCORE:
        return lambda hit: hit[0]
    # Nulls come first in ascending order and last in descending.
    return lambda hit: ((value := hit[1].get(name)) is not None, value if value is not None else 0)
