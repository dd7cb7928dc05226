from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.money import arabic, english, plain


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("12.500", "12.5"), ("12.50", "12.5"), ("12.555", "12.555"), ("12.000", "12"), ("100", "100"), ("1E+2", "100"),
     ("0.500", "0.5"), ("0", "0"), ("0.000", "0"), ("1000", "1000")],
)  # fmt: skip
def test_a_price_has_no_trailing_zeros(amount: str, shown: str) -> None:
    assert plain(Decimal(amount)) == shown


@given(st.decimals(0, 10**9, places=3))
def test_however_it_is_shown_it_is_the_same_price(amount: Decimal) -> None:
    shown = plain(amount)
    assert Decimal(shown) == amount
    assert "E" not in shown
    assert not ("." in shown and shown[-1] in "0.")


@pytest.mark.parametrize(
    ("currency", "in_arabic"), [("JOD", "12.5 دينار"), ("SAR", "12.5 ريال"), ("XYZ", "12.5 XYZ")]
)
def test_a_price_has_its_currency_in_both_languages(currency: str, in_arabic: str) -> None:
    assert arabic(Decimal("12.500"), currency) == in_arabic
    assert english(Decimal("12.500"), currency) == f"12.5 {currency}"
