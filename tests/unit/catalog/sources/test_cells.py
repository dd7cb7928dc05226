"""What shops write into cells: amounts, stock, lists, colours, addresses. What can be read in two ways is read in none."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.sources.cells import Unreadable, addresses, amount, colour, flag, listed, stock
from catalog.sources.html import plain
from shared.stock import Stock


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("12.5", "12.5", None),
        ("12,5", "12.5", None),
        ("12,50", "12.5", None),
        ("0,125", "0.125", None),
        (".5", "0.5", None),
        ("JD.25", "25", "JOD"),
        ("25.000", "25", None),
        ("25.000 JOD", "25", "JOD"),
        ("JOD 25", "25", "JOD"),
        ("25JD", "25", "JOD"),
        ("٢٥٫٥", "25.5", None),
        ("٢٥٫٥ د.أ", "25.5", "JOD"),
        ("۲۵ دينار أردني", "25", "JOD"),
        ("السعر: 25 دنانير فقط", "25", "JOD"),
        ("$1,250.00", "1250", "USD"),
        ("1.250,00 €", "1250", "EUR"),
        ("1 250 000", "1250000", None),
        ("1,250,000", "1250000", None),
        ("١٬٢٥٠٫٥٠٠", "1250.5", None),
        ("1.250", "1.25", None),
        ("0", "0", None),
        ("100", "100", None),
        ("٢٥ ريال", "25", "SAR"),
    ],
)
def test_an_amount(text: str, value: str, currency: str | None) -> None:
    assert amount(text) == (Decimal(value), currency)
    assert f"{amount(text).value:f}" == value


@pytest.mark.parametrize(
    "text",
    ["", "free", "مجاناً", "1,250", "12,500 JD", "-5", "−5", "(5)", "5-", "1.2.3", "1,2,3", "10-12", "10/12", "12 dinars 50", "1.2345", "9999999999", "25 bananas", "1e5", "٢٥ ٣٠", "25%"],
)  # fmt: skip
def test_what_is_no_one_amount_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        amount(text)


@given(st.text())
def test_no_text_makes_the_reading_of_a_cell_fail(text: str) -> None:
    for read in (amount, stock, flag, listed, addresses, colour, plain):
        with suppress(Unreadable):
            read(text)


@given(st.decimals(min_value=0, max_value=10**8, places=3))
def test_every_price_is_read_as_it_was_written(price: Decimal) -> None:
    assert amount(f"{price:f}").value == amount(f"{price:f} JOD").value == price


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", (Stock.AVAILABLE, None)),
        ("12", (Stock.COUNTED, 12)),
        ("١٢", (Stock.COUNTED, 12)),
        ("3.0", (Stock.COUNTED, 3)),
        ("0", (Stock.COUNTED, 0)),
        ("1,000", (Stock.COUNTED, 1000)),
        ("In stock", (Stock.AVAILABLE, None)),
        ("متوفّر", (Stock.AVAILABLE, None)),
        ("نفذت", (Stock.SOLD_OUT, None)),
        ("غير متوفر", (Stock.SOLD_OUT, None)),
        ("out_of_stock", (Stock.SOLD_OUT, None)),
        ("حسب الطلب", (Stock.MADE_TO_ORDER, None)),
        ("available for order", (Stock.MADE_TO_ORDER, None)),
        ("pre-order", (Stock.MADE_TO_ORDER, None)),
    ],
)
def test_stock(text: str, read: tuple[Stock, int | None]) -> None:
    assert stock(text) == read


@pytest.mark.parametrize("text", ["a few", "1.5", "-1", "1,5", "5 left"])
def test_what_is_no_stock_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="whole number"):
        stock(text)


def test_lists_and_pairs() -> None:
    assert listed("38, 39،40 ؛ 41|38\n42") == ("38", "39", "40", "41", "42")
    assert colour("أحمر / Dark  red") == ("أحمر", "Dark  red")
    assert colour("Red/أحمر") == ("أحمر", "Red")
    assert colour("black/white") == ("", "black/white")
    assert colour("كحلي") == ("كحلي", "")
    one, two = "https://x.example/w_300,h_200/a.jpg", "https://x.example/b.jpg"
    for between in (",", ", ", " ", "|", "\n", "; ", "،"):
        assert addresses(f"{one}{between}{two}") == (one, two)
    assert addresses(f"https://x.example/my dress, red.jpg , {two}") == (
        "https://x.example/my dress, red.jpg",
        two,
    )


def test_html_is_read_for_its_words() -> None:
    html = "<style>p{}</style><p>Soft&nbsp;&amp; warm</p><ul><li>One</li><li>Two</li></ul><script>alert(1)</script>"
    assert plain(html) == "Soft & warm\n- One\n- Two"
    assert plain("  a < b, 3 > 2 & so on ") == "a < b, 3 > 2 & so on"
