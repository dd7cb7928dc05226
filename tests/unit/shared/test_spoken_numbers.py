"""What is written is read as exactly that number, up to 9999 and in every form in which people write one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.numbers import Number, numbers_in
from tests.support.spoken_numbers import CURRENCIES, FORMS

WHOLE = st.integers(1, 9999)
CURRENCY = st.sampled_from(CURRENCIES)


def only(text: str) -> Number:
    found = numbers_in(text)
    assert len(found) == 1, (text, found)
    return found[0]


@pytest.mark.parametrize("form", FORMS)
@given(WHOLE, CURRENCY)
def test_it_is_that_many_dinars(form: str, whole: int, currency: str) -> None:
    text = f"{FORMS[form](whole)} {currency}"
    number = only(text)
    assert (number.amount, number.unit.name) == (Decimal(whole), "jod"), text


@pytest.mark.parametrize("form", FORMS)
@given(WHOLE, st.sampled_from(["فلس", "fils"]))
def test_or_that_many_fils(form: str, whole: int, coins: str) -> None:
    assert only(f"{FORMS[form](whole)} {coins}").amount == Decimal(whole) / 1000


@pytest.mark.parametrize("form", FORMS)
@given(st.integers(3, 99))
def test_or_that_many_percent(form: str, whole: int) -> None:
    number = only(f"{FORMS[form](whole)} بالمية")
    assert (number.value, number.unit.kind) == (Decimal(whole), "percent")


@pytest.mark.parametrize("form", FORMS)
@given(
    WHOLE, CURRENCY, st.sampled_from(["سعره {}.", "والله حقها {} بس 🌷", "it is {}!", "عنا بـ{}، وفي غيره"])
)
def test_a_sentence_around_it_changes_nothing(form: str, whole: int, currency: str, sentence: str) -> None:
    number = only(sentence.format(f" {FORMS[form](whole)} {currency}"))
    assert number.amount == Decimal(whole)


@pytest.mark.parametrize(
    "form", [form for form in FORMS if "one by one" not in form and "letter o" not in form]
)
@given(WHOLE, st.sampled_from([("ونص", "0.5"), ("وربع", "0.25"), ("w nos", "0.5"), ("and a half", "0.5")]))
def test_a_fraction_behind_it_is_added(form: str, whole: int, fraction: tuple[str, str]) -> None:
    said, worth = fraction
    text = f"{FORMS[form](whole)} {said} دينار"
    assert only(text).amount == whole + Decimal(worth), text
