"""Which words make a number a limit of price, in every register."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.price_limits import Limits, limits_in
from shared.language.tokens import tokens, without

MOST = [
    ("تحت العشرين", 20), ("فساتين تحت ٢٠", 20), ("a7t el 20", 20), ("fasateen ta7t el 20", 20), ("under 20", 20), ("below 20 dinars", 20),
    ("less than 25 jd", 25), ("not more than 25", 25), ("no more than 25", 25), ("max 30", 30), ("up to 30 jd", 30), ("20 or less", 20),
    ("مش أغلى من 25", 25), ("ما تكون اغلى من ٢٠", 20), ("لا يزيد سعرها عن 25 ديناراً", 25), ("بأقل من عشرين ديناراً", 20),
    ("لا تتجاوز خمسة وعشرين", 25), ("ميزانيتي ٣٠ دينار", 30), ("لحد ١٥", 15), ("mish a3'la mn 20", 20), ("mish aghla min 20", 20),
    ("a2al mn 25 jd", 25), ("١٥ دينار وتحت", 15), ("under 12.5", "12.5"), ("تحت 500 فلس", "0.5"),
]  # fmt: skip
LEAST = [
    ("فوق ٣٠", 30),
    ("more than 30 jd", 30),
    ("over 30", 30),
    ("مش أقل من 20", 20),
    ("أكثر من ثلاثين", 30),
]
ABOUT = [("بحدود 20", 20), ("b7dood 20", 20), ("around 20 jd", 20), ("حوالي عشرين", 20)]
BETWEEN = [
    "بين ١٠ و ١٦",
    "بين 10 و16",
    "between 10 and 16 jd",
    "from 10 to 16",
    "من 10 ل 16 دينار",
    "ben 10 w 16",
    "بين ١٦ و ١٠",
]
NONE = [
    "مقاس 38",
    "size 38",
    "خصم 20%",
    "under 20$",
    "تحت ٢٠ دولار",
    "فستان ٤ سنين",
    "طقم 6 قطع",
    "20",
    "تحت الركبة",
    "under the knee",
    "",
    "under 99999999999999999999",
]


@pytest.mark.parametrize(("text", "most"), MOST)
def test_at_most(text: str, most: str) -> None:
    found = limits_in(text)
    assert (found.low, found.high) == (None, Decimal(most))


@pytest.mark.parametrize(("text", "least"), LEAST)
def test_at_least(text: str, least: int) -> None:
    found = limits_in(text)
    assert (found.low, found.high) == (Decimal(least), None)


@pytest.mark.parametrize(("text", "amount"), ABOUT)
def test_about_is_a_quarter_to_either_side(text: str, amount: int) -> None:
    found = limits_in(text)
    assert (found.low, found.high) == (amount * Decimal("0.75"), amount * Decimal("1.25"))


@pytest.mark.parametrize("text", BETWEEN)
def test_between(text: str) -> None:
    found = limits_in(text)
    assert (found.low, found.high) == (Decimal(10), Decimal(16))


@pytest.mark.parametrize("text", NONE)
def test_no_limit(text: str) -> None:
    assert limits_in(text) == Limits()


def test_the_last_of_several_limits_counts() -> None:
    assert limits_in("under 20, ok under 25").high == 25


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("شو في فساتين تحت العشرين", "شو في فساتين"),
        ("sky blue blouse below 20 dinars please", "sky blue blouse please"),
        ("حقيبة لا يزيد سعرها عن 25 ديناراً", "حقيبة"),
    ],
)
def test_what_said_the_limit_can_be_taken_out(text: str, left: str) -> None:
    assert without(tokens(text), limits_in(text).said) == left


@given(
    st.text()
    | st.lists(
        st.sampled_from(["تحت", "بين", "و", "20", "١٠", "مش", "max", "or", "less", "jd", "دينار"])
    ).map(" ".join)
)
def test_no_text_makes_the_reading_fail(text: str) -> None:
    found = limits_in(text)
    assert found.low is None or found.high is None or found.low <= found.high
    assert found.said <= set(range(len(tokens(text))))
