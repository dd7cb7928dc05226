"""OData filters from values, never from text: a customer's words cannot become a condition."""

from dataclasses import dataclass
from decimal import Decimal
from functools import reduce


@dataclass(frozen=True, slots=True)
class Filter:
    odata: str

    def __and__(self, other: "Filter") -> "Filter":
        return Filter(f"{self.odata} and {other.odata}")

    @staticmethod
    def equal(field: str, value: str | bool) -> "Filter":  # noqa: FBT001  # the value of the field, not a switch
        return Filter(f"{field} eq {_literal(value)}")

    @staticmethod
    def at_least(field: str, value: Decimal) -> "Filter":
        return Filter(f"{field} ge {_literal(value)}")

    @staticmethod
    def at_most(field: str, value: Decimal) -> "Filter":
        return Filter(f"{field} le {_literal(value)}")

    @staticmethod
    def after(field: str, value: str) -> "Filter":
        """Behind the value in the order of their code points; a document without one is not."""
        return Filter(f"{field} gt {_literal(value)}")

    @staticmethod
    def missing(field: str) -> "Filter":
        return Filter(f"{field} eq null")

    @staticmethod
    def contains(collection: str, *values: str) -> "Filter":
        """At least one of the values."""
        wanted = " or ".join(f"x eq {_literal(value)}" for value in values)
        return Filter(f"{collection}/any(x: {wanted})")

    @staticmethod
    def any_with(collection: str, field: str, value: str) -> "Filter":
        """At least one element whose field has the value."""
        return Filter(f"{collection}/any(x: x/{field} eq {_literal(value)})")

    @staticmethod
    def all(*filters: "Filter | None") -> "Filter":
        """All of those that are given; at least one must be."""
        return reduce(lambda one, other: one & other, (f for f in filters if f is not None))


def _literal(value: str | bool | Decimal) -> str:  # noqa: FBT001  # as above
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    escaped = value.replace("'", "''")
    return f"'{escaped}'"
