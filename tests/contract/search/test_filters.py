"""The filter language as tables: what holds for a document, and what is not a filter at all."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.search.errors import RequestError
from local.search.odata import parse_filter
from local.search.schema import Schema
from tests.contract.search.shop import shop_index

FIELDS = Schema.read(shop_index().as_dict()).fields

DRESS = {
    "kind": "product",
    "sku": "O'Neill, 1",
    "price": 20.0,
    "stock": 3,
    "in_stock": True,
    "sizes": ["S", "M"],
    "colors": [],
}


def holds(expression: str, document: dict[str, Any] = DRESS) -> bool:
    return parse_filter(expression, FIELDS).holds(document)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("kind eq 'product'", True),
        ("kind ne 'product'", False),
        ("kind eq 'Product'", False),
        ("sku eq 'O''Neill, 1'", True),
        ("price le 20", True),
        ("price lt 20.0", False),
        ("price gt -1e3", True),
        ("price ge 2E1", True),
        ("30 gt price", True),
        ("20 lt price", False),
        ("in_stock", True),
        ("not in_stock", False),
        ("in_stock eq false", False),
        ("in_stock ne false", True),
        ("tenant_id eq null", True),
        ("tenant_id ne null", False),
        ("tenant_id ne 'x'", True),
        ("tenant_id gt 'a'", False),
        ("null eq tenant_id", True),
        ("kind gt 'pro'", True),
        ("kind eq 'x' or price eq 20 and stock eq 3", True),
        ("(kind eq 'x' or price eq 20) and stock eq 4", False),
        ("not (kind eq 'x') and not (stock lt 3)", True),
        ("sizes/any(s: s eq 'M')", True),
        ("sizes/any(s: s eq 'L' or s eq 'S')", True),
        ("sizes/any(s: search.in(s, 'L,XL'))", False),
        ("sizes/all(s: s ne 'L' and not (s eq 'XL'))", True),
        ("sizes/all(s: not search.in(s, 'M'))", False),
        ("sizes/any()", True),
        ("not colors/any()", True),
        ("colors/all(c: c ne 'x')", True),
        ("search.in(kind, 'knowledge, product')", True),
        ("search.in(sku, 'a|O''Neill, 1', '|')", True),
        ("search.in(kind, '')", False),
        ("true", True),
        ("kind eq 'product' and false", False),
    ],
)
def test_a_filter_says_of_a_dress(expression: str, *, expected: bool):
    assert holds(expression) is expected


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", "Syntax error at position 0"),
        ("kind eq", "Syntax error at position 7"),
        ("kind eq 'x", "Syntax error at position 8"),
        ("kind eq 'x' kind", "Syntax error at position 12"),
        ("kind = 'x'", "Syntax error at position 5"),
        ("(kind eq 'x'", "Syntax error at position 12"),
        ("kind eq sku", "Syntax error at position 8"),
        ("'a' eq 'b'", "Syntax error at position 7"),
        ("5", "Syntax error"),
        ("price lt 20JOD", "Syntax error at position 9"),
        ("kind", "must evaluate to a single boolean"),
        ("not price gt 5", "for operator kind 'Not'"),
        ("price eq '20'", "'Edm.Double' and 'Edm.String' for operator kind 'Equal'"),
        ("kind gt 5", "'Edm.String' and 'Edm.Int32' for operator kind 'GreaterThan'"),
        ("in_stock gt true", "incompatible types"),
        ("price lt null", "incompatible types"),
        ("stock eq true", "'Edm.Int32' and 'Edm.Boolean'"),
        ("sizes eq 'M'", r"'Collection\(Edm.String\)'"),
        ("kind/any(k: k eq 'x')", "apply to a collection"),
        ("sizes/some(s: s eq 'M')", "apply to a collection"),
        ("sizes/any(s: kind eq 'M')", "not bound to the range variable"),
        ("sizes/any(s: s ne 'M')", "the opposite was expected"),
        ("sizes/any(s: s eq 'M' and s eq 'S')", "the opposite was expected"),
        ("sizes/all(s: s eq 'M')", "the opposite was expected"),
        ("sizes/all(s: s ne 'M' or s ne 'S')", "the opposite was expected"),
        ("sizes/all()", "Syntax error"),
        ("search.in(price, '1,2')", "search.in takes a field of type Edm.String"),
        ("search.in(kind, 5)", "search.in takes a field of type Edm.String"),
        ("search.ismatch('x')", "does not support the filter function 'search.ismatch'"),
        ("startswith(sku, 'x')", "does not support the filter function 'startswith'"),
        ("colour eq 'x'", "Could not find a property named 'colour'"),
        ("vector eq 1", "not a filterable field"),
    ],
)
def test_what_is_not_a_filter_says_why(expression: str, reason: str):
    with pytest.raises(RequestError, match=reason) as refused:
        parse_filter(expression, FIELDS)
    assert refused.value.status == 400


@given(st.text())
def test_any_string_survives_quoting_and_injects_nothing(text: str):
    quoted = "'" + text.replace("'", "''") + "'"
    node = parse_filter(f"sku eq {quoted} and stock eq 3", FIELDS)
    assert node.holds({**DRESS, "sku": text})
    assert not node.holds({**DRESS, "sku": text, "stock": 4})


@given(st.text(alphabet="sku eq'()andor not/:,.15 price", max_size=40))
def test_nothing_a_client_sends_breaks_the_parser(expression: str):
    with contextlib.suppress(RequestError):
        parse_filter(expression, FIELDS).holds(DRESS)
