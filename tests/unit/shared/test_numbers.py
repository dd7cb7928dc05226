"""Every number is read, in every script and form; ordinary words are left alone."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.numbers import numbers_in

AMOUNTS = st.decimals(0, Decimal("9999.999"), places=3)
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def read(text: str) -> list[str]:
    """Numbers with their unit's kind; money in dinars unless it is another currency."""
    return [
        f"{number.amount.normalize():f} {number.unit.name if number.unit.kind == 'money' else number.unit.kind}"
        for number in numbers_in(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("سعره 12.5 دينار", ["12.5 jod"]), ("١٢٫٥ دينار", ["12.5 jod"]), ("12,5 JOD", ["12.5 jod"]), ("١٢،٥ دينار", ["12.5 jod"]),
        ("1,250 JOD", ["1250 jod"]), ("١٬٢٥٠", ["1250 bare"]), ("1 250 JOD", ["1250 jod"]), ("1.250,50 JOD", ["1250.5 jod"]),
        ("12½ JOD", ["12.5 jod"]), ("مقاس 36،38،40", ["36 bare", "38 bare", "40 bare"]), ("2XL", ["2 bare"]), ("1️⃣5️⃣ دينار", ["15 jod"]),
        ("JD20", ["20 jod"]), ("20JD", ["20 jod"]), ("12.5د.أ", ["12.5 jod"]), ("$20", ["20 usd"]), ("20 شيكل", ["20 ils"]),
        ("500 فلس", ["0.5 jod"]), ("50 قرش", ["0.5 jod"]), ("2 دينار و 500 فلس", ["2.5 jod"]), ("2 JOD and 500 fils", ["2.5 jod"]),
        ("+962 79 123 4567", ["791234567 phone"]), ("0791234567", ["791234567 phone"]), ("4:30 العصر", ["4.5 clock"]),
        ("20%", ["20 percent"]), ("٪٢٠", ["20 percent"]), ("عشرة بالمية", ["10 percent"]),
        ("2O دينار", ["20 jod"]), ("2ο0 JOD", ["200 jod"]), ("2 0 دينار", ["20 jod"]), ("1\u200b5 دينار", ["15 jod"]), ("1\u31645 JOD", ["15 jod"]),
    ],
)  # fmt: skip
def test_digits(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("تلات دنانير", ["3 jod"]), ("تلاتة", ["3 bare"]), ("أربعة", ["4 bare"]), ("نص دينار", ["0.5 jod"]), ("ربع ليرة", ["0.25 jod"]),
        ("خمسة وعشرين", ["25 bare"]), ("مية وخمسين", ["150 bare"]), ("ميتين", ["200 bare"]), ("ألف", ["1000 bare"]), ("دينارين", ["2 jod"]),
        ("دينار ونص", ["1.5 jod"]), ("دينارين وربع", ["2.25 jod"]), ("عشرين وربع", ["20.25 bare"]), ("3 دنانير ونص", ["3.5 jod"]),
        ("خمسة إلا ربع دينار", ["4.75 jod"]), ("خمسة عشر دينارا", ["15 jod"]), ("خمستعش", ["15 bare"]), ("3 آلاف", ["3000 bare"]),
        ("ألف ومية وخمسة وعشرين", ["1125 bare"]), ("خمسة وعشرة", ["5 bare", "10 bare"]), ("دينار واحد", ["1 jod"]), ("بدينار", ["1 jod"]),
        ("يومين", ["2880 time"]), ("يوم عمل واحد", ["1440 time"]), ("قطعتين", ["2 pieces"]), ("بعشرين", ["20 "]),
        ("tlat dananeer", ["3 jod"]), ("3ashara", ["10 bare"]), ("khamse w 3eshreen", ["25 bare"]), ("5amse w 3eshreen JD", ["25 jod"]),
        ("nos dinar", ["0.5 jod"]), ("miyye w khamseen", ["150 bare"]), ("dinar w nos", ["1.5 jod"]), ("b3eshreen", ["20 "]), ("3days", ["4320 time"]),
        ("twenty-five", ["25 bare"]), ("a hundred and fifty", ["150 bare"]), ("half a dinar", ["0.5 jod"]), ("two and a half dinars", ["2.5 jod"]),
        ("two thousand three hundred and forty-one", ["2341 bare"]), ("five hundred", ["500 bare"]), ("within a day", ["1440 time"]),
        ("مئة وأحد عشر دينارا", ["111 jod"]), ("3 بالمية", ["3 percent"]), ("fifteen hundred", ["1500 bare"]), ("التوصيل دينار", ["1 jod"]), ("سعره ليرة ونص", ["1.5 jod"]),
        ("delivery is a dinar", ["1 jod"]), ("el tawseel dinar", ["1 jod"]), ("sab3 liraat", ["7 jod"]),
    ],
)  # fmt: skip
def test_words(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 and 25 JOD", ["10 jod", "25 jod"]), ("بـ10 و25 و50 دينار", ["10 jod", "25 jod", "50 jod"]), ("2-3 working days", ["2880 time", "4320 time"]),
        ("10, 25 and 50 JOD", ["10 jod", "25 jod", "50 jod"]), ("مقاس 40، 12.5 دينار", ["40 bare", "12.5 jod"]), ("size 40 - 12.5 JOD", ["40 bare", "12.5 jod"]),
        ("السعر: 20", ["20 "]), ("it costs 20", ["20 "]), ("ضايل 5 حبات", ["5 left"]), ("5 left", ["5 left"]), ("خصم 10", ["10 off"]), ("لعمر 5 سنين", ["5 measure"]),
    ],
)  # fmt: skip
def test_the_words_around_say_what_a_number_is(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "واحد من فريقنا", "الست اللي بالمحل", "one of our team", "this one", "the two of them", "فستان نص كم", "ربع الناس", "ألف مبروك", "مية بالمية",
        "7elo kteer 3ndkom 2adesh", "hada el mola55as", "tfa99al", "your weight", "البحر الميت", "الشنطة بتسع كل إشي", "يوم الاثنين",
    ],
)  # fmt: skip
def test_ordinary_words_say_no_number(text: str) -> None:
    assert read(text) == []


def test_a_number_knows_its_place() -> None:
    text = "يعني 👗 خَمْسَة وعِشرين ديـنار، أو ١٢٫٥ JD"
    assert [text[number.start : number.end] for number in numbers_in(text)] == ["خَمْسَة وعِشرين", "١٢٫٥"]


@given(AMOUNTS, st.sampled_from([{}, ARABIC_INDIC, PERSIAN, FULL_WIDTH]), st.sampled_from([".", "٫"]))
def test_an_amount_in_digits_of_any_script_is_read_back(
    amount: Decimal, digits: dict[int, int], point: str
) -> None:
    written = f"{amount:f}".translate(digits).replace(".", point)
    (number,) = numbers_in(f"سعره {written} دينار")
    assert (number.amount, number.unit.name) == (amount, "jod")


@given(st.integers(1000, 9999), st.integers(0, 99), st.sampled_from([",", "٬"]))
def test_thousands_are_read_back(whole: int, hundredths: int, comma: str) -> None:
    written = f"{whole:,}".replace(",", comma) + f".{hundredths:02}"
    (number,) = numbers_in(f"{written} JOD")
    assert number.amount == Decimal(f"{whole}.{hundredths:02}")


@given(st.integers(0, 9999), st.integers(0, 99))
def test_a_decimal_comma_is_read_back(whole: int, hundredths: int) -> None:
    (number,) = numbers_in(f"{whole},{hundredths:02} دينار")
    assert number.amount == Decimal(f"{whole}.{hundredths:02}")


@given(st.text(), st.text("0123456789٠١٢٫٬،.,: +-وwدينارنصتلاتةJODba2357'"))
def test_no_text_makes_the_reading_fail(any_text: str, likely: str) -> None:
    for text in (any_text, likely):
        for number in numbers_in(text):
            assert 0 <= number.start < number.end <= len(text)
