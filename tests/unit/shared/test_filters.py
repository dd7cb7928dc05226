"""A customer's words cannot become a condition."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.search.filters import Filter


def literals(odata: str) -> tuple[str, list[str]]:
    """An OData condition read as the service reads it: what stands outside of quotes, and the texts inside."""
    outside, texts, position = "", [], 0
    while position < len(odata):
        if odata[position] != "'":
            outside += odata[position]
            position += 1
            continue
        text, position = "", position + 1
        while odata[position : position + 1] != "'" or odata[position : position + 2] == "''":
            text += odata[position]
            position += 2 if odata[position] == "'" else 1
        texts.append(text)
        position += 1
    return outside, texts


@given(st.text() | st.text("' \\%\n"))
def test_every_text_stays_inside_its_quotes(value: str) -> None:
    assert literals(Filter.equal("name", value).odata) == ("name eq ", [value])
    assert literals(Filter.after("name", value).odata) == ("name gt ", [value])
    assert literals(Filter.contains("sizes", value).odata) == ("sizes/any(x: x eq )", [value])
    assert literals(Filter.any_with("parts", "of", value).odata) == ("parts/any(x: x/of eq )", [value])


@pytest.mark.parametrize(
    ("condition", "odata"),
    [
        (Filter.equal("kind", "product"), "kind eq 'product'"),
        (Filter.equal("name", "O'Neill"), "name eq 'O''Neill'"),
        (Filter.equal("name", "x' or tenant_id ne 'y"), "name eq 'x'' or tenant_id ne ''y'"),
        (Filter.equal("in_stock", value=True), "in_stock eq true"),
        (Filter.equal("in_stock", value=False), "in_stock eq false"),
        (Filter.missing("name"), "name eq null"),
        (Filter.at_least("price", Decimal(10)), "price ge 10"),
        (Filter.at_most("price", Decimal("1E+2")), "price le 100"),
        (Filter.at_most("price", Decimal("12.500")), "price le 12.500"),
        (Filter.contains("sizes", "XL"), "sizes/any(x: x eq 'XL')"),
        (Filter.equal("a", "1") & Filter.equal("b", "2"), "a eq '1' and b eq '2'"),
        (Filter.all(Filter.equal("a", "1"), None, Filter.equal("b", "2")), "a eq '1' and b eq '2'"),
        (Filter.all(None, Filter.equal("a", "1")), "a eq '1'"),
    ],
)
def test_conditions_as_the_service_reads_them(condition: Filter, odata: str) -> None:
    assert condition.odata == odata
