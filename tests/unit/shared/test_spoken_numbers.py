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


#: Of each as it is spelt in Jordan, in either letters.
TEENS = {
    11: "حداشر حدعشر حدعش احدعشر 7da3sh 7da3shar hda3sh",
    12: "اطنعش تنعش طنعشر اتناعشر اتناشر tna3sh etna3shar 6na3sh itna3esh",
    13: "تلتعش تلتطعش ثلطعش تلطعشر تلاتاشر tlatta3sh talatta3shar tlata3sh",
    14: "اربعتعش اربعطعش اربعطاشر اربعتعشر arba3ta3sh arba3ta3shar arb3ta3esh",
    15: "خمستعش خمستعشر خمسطعش خمسطعشر خمستاشر خمسطاشر khamsta3sh khamsta3shar 5amsta3sh 5msta3esh khamsta3sher khamstaashar",
    16: "ستعش ستعشر ستطعش سطعش سطعشر ستاشر سطاشر sitta3sh setta3shar sotta3esh",
    17: "سبعتعش سبعتعشر سبعطعش سبعطاشر sab3ta3sh saba3ta3shar sab3ata3sh",
    18: "تمنتعش ثمنتعشر ثمنطعش تمنطعشر تمنتاشر tmanta3sh tamanta3shar",
    19: "تسعتعش تسعتعشر تسعطعش تسعطاشر tes3ta3sh tis3ta3shar tes3ata3sh",
}  # fmt: skip


@pytest.mark.parametrize(("worth", "spelt"), [(worth, one) for worth, some in TEENS.items() for one in some.split()])  # fmt: skip
def test_the_teens_are_read_in_every_spelling(worth: int, spelt: str) -> None:
    for text in (f"{spelt} دينار", f"ب{spelt} ليرة" if not spelt.isascii() else f"b{spelt} lera"):
        assert only(text).amount == worth, text


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("25k", 25_000), ("JD25k", 25_000), ("$2.5k", 2_500), ("2k JOD", 2_000), ("٢٥ك دينار", 25_000), ("a dozen dinars", 12), ("two dozen", 24),
        ("درزن دنانير", 12), ("3 درزن", 36), ("درزنين", 24), ("half a dozen pieces", 6), ("نص درزن", 6), ("b darzan", 12), ("دزينة", 12),
    ],
)  # fmt: skip
def test_thousands_by_a_letter_and_dozens_are_read(text: str, worth: int) -> None:
    assert only(text).value == worth


@pytest.mark.parametrize(
    "text", ["twenty-odd dinars", "twenty-ish JOD", "عشرين وشوي دينار", "twenty something JD"]
)
def test_or_so_hides_no_currency(text: str) -> None:
    assert (only(text).amount, only(text).unit.name) == (Decimal(20), "jod")
