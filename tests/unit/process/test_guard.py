"""No number the shop did not say, in whatever digits and forms it is written."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from process.guard import Unsupported, unsupported
from shared.language.money import arabic, english

DRESS = json.dumps(
    {"products": [{"sku": "DR-100", "price": "12.5", "price_ar": "12.5 دينار", "sizes": ["38", "2XL"], "stock": 4}]},
    ensure_ascii=False,
)  # fmt: skip
DELIVERY = '{"passages":[{"text_ar":"التوصيل خلال يومين، ٣ دنانير","text_en":"Free above 1,250 JOD"}]}'


def wrong(reply: str, *customer: str) -> list[str]:
    return unsupported(reply, tool_results=[DRESS, DELIVERY], customer=customer).numbers


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("يا هلا! عنا فستان أحمر كثير حلو", id="no number at all"),
        pytest.param("", id="nothing"),
        pytest.param("سعره 12.5 دينار", id="the shop's own words"),
        pytest.param("سعره ١٢٫٥ دينار", id="Arabic-Indic digits and decimal point"),
        pytest.param("سعره ۱۲٫۵ دينار", id="Persian digits"),
        pytest.param("It is 12.500 JOD", id="with fils"),
        pytest.param("JOD 12.5", id="currency first"),
        pytest.param("12.5د.أ", id="the dinar abbreviated, without a blank"),
        pytest.param("مقاس 2XL موجود", id="a size with letters"),
        pytest.param("1. فستان بـ 12.5 دينار\n2) شنطة\n3\ufe0f\u20e3 عطر", id="the lines of a list, counted"),
        pytest.param("السعر 12.5.", id="at the end of a sentence"),
        pytest.param("التوصيل ٣ دنانير", id="of another tool's result"),
        pytest.param("free above 1250 dinars, or 1,250", id="with and without the thousands' comma"),
        pytest.param("12,5 دينار", id="with a decimal comma"),
        pytest.param("سعره اتناعش ونص", id="in Jordanian words"),
        pytest.param("twelve and a half dinars", id="in English words"),
        pytest.param("tna3sh dinar w nos", id="in Arabizi words"),
        pytest.param("12 دينار و500 فلس", id="in dinars and fils"),
        pytest.param("12 دينار و50 قرش", id="in dinars and piastres"),
        pytest.param("التوصيل تلات دنانير", id="a fee in words"),
        pytest.param("within two days, 48 hours", id="the same time in other units"),
        pytest.param("four pieces left", id="the stock in words"),
        pytest.param("تلات ألوان", id="colours that were counted"),
        pytest.param("واحد من فريقنا رح يرد عليك", id="a word that is no number here"),
        pytest.param("ألف مبروك! مية بالمية. ألف أهلا فيكم", id="numbers that say no number"),
        pytest.param("7elo kteer, 3ndna menno", id="Arabizi"),
        pytest.param("Size 38 - 12.5 JOD", id="a size beside a price"),
        pytest.param("المنتج DR-100", id="an article number"),
        pytest.param("12,500 د.أ", id="fils behind a comma"),
        pytest.param("ok 100%", id="a hundred percent that only agrees"),
        pytest.param("أكيد 100%", id="the same in Arabic"),
    ],
)
def test_what_a_tool_said_may_be_said(reply: str) -> None:
    assert wrong(reply) == []


@pytest.mark.parametrize(
    ("reply", "numbers"),
    [
        pytest.param("سعره 15 دينار", ["15"], id="another price"),
        pytest.param("بـ 4 دنانير", ["4"], id="the stock made a price"),
        pytest.param("38 دينار", ["38"], id="a size made a price"),
        pytest.param("100 JOD", ["100"], id="an article number made a price"),
        pytest.param("سعره ١٥ دينار", ["15"], id="in Arabic-Indic digits"),
        pytest.param("12.55 JOD", ["12.55"], id="a digit more"),
        pytest.param("12 JOD", ["12"], id="rounded"),
        pytest.param("خصم 20% ليصير 10", ["20", "10"], id="a discount"),
        pytest.param("التوصيل خلال 7 أيام", ["7"], id="a promise of days"),
        pytest.param("call 0791234567", ["0791234567"], id="a phone number"),
        pytest.param("12,7 دينار", ["12.7"], id="with a decimal comma"),
        pytest.param("سعره عشرين", ["عشرين"], id="a price in words, without a currency"),
        pytest.param("بخمسة وعشرين دينار", ["بخمسه وعشرين"], id="a price in Jordanian words"),
        pytest.param("b3eshreen dinar", ["b3eshreen"], id="a price in Arabizi"),
        pytest.param("it costs a hundred and fifty", ["hundred and fifty"], id="a price in English words"),
        pytest.param("دينارين", ["دينارين"], id="two dinars in one word"),
        pytest.param("12.5 دولار", ["12.5"], id="the true number in another currency"),
        pytest.param("$12.5", ["12.5"], id="in another currency, by its sign"),
        pytest.param("12.5%", ["12.5"], id="a price made a percentage"),
        pytest.param(
            "المجموع 15.5 دينار", ["15.5"], id="a total, even a right one, that no tool has computed"
        ),
        pytest.param("ضايل 3 حبات", ["3"], id="a false stock"),
        pytest.param("خلال ساعتين", ["ساعتين"], id="days made hours"),
        pytest.param("within a day", ["within a day"], id="a time without a numeral"),
        pytest.param("1️⃣5️⃣ دينار", ["15"], id="digits in keycaps"),
        pytest.param("1\u200f5 دينار", ["15"], id="digits with an invisible letter between"),
        pytest.param("4 0 دينار", ["40"], id="digits apart, each of which a tool said"),
        pytest.param("4O دينار", ["40"], id="a letter for a zero"),
        pytest.param("بـ 4оo JOD", ["400"], id="a Cyrillic letter for a zero"),
        pytest.param("12,500 فلس و12,500 دولار", ["12500"], id="fils behind a comma, of fils and of dollars"),
        pytest.param("ع ش ر ي ن دينار", ["عشرين"], id="a number in letters apart"),
        pytest.param("التوصيل دينار", ["التوصيل دينار"], id="a dinar without its one"),
        pytest.param("سعره ليرة ونص", ["سعره ليره ونص"], id="a dinar and a half without its one"),
        pytest.param("خصم 3 بالمية", ["3"], id="a single percent"),
        pytest.param("20. دينار", ["20"], id="a number that only looks like a list's"),
        pytest.param("طلبك رقم 5521", ["5521"], id="an order number"),
        pytest.param("２５ دينار", ["25"], id="full-width digits"),
        pytest.param("15 دينار أو 15 دينار", ["15"], id="named once, however often it is said"),
    ],
)
def test_what_no_tool_said_may_not_be_said(reply: str, numbers: list[str]) -> None:
    assert wrong(reply) == numbers


@pytest.mark.parametrize(
    ("reply", "customer"),
    [
        pytest.param("مقاس 40 مش موجود حاليا", "عندكم مقاس ٤٠؟", id="a size"),
        pytest.param("أكيد، 2 قطع", "بدي 2", id="a quantity"),
        pytest.param("مقاس 3XL مش موجود", "في 3xl?", id="a size with letters"),
        pytest.param("أكيد، قطعتين", "بدي 2", id="a quantity, in words"),
        pytest.param("لعمر 5 سنين", "بنتي عمرها 5", id="an age"),
        pytest.param("عنا أقل من 20 دينار", "معي 20 دينار", id="a budget in dinars"),
        pytest.param("سعره 12.5 دينار، يعني أقل من 20", "معي 20 دينار", id="a budget, not called a price"),
    ],
)
def test_the_customers_own_numbers_may_be_repeated(reply: str, customer: str) -> None:
    assert wrong(reply, customer) == []


@pytest.mark.parametrize(
    "price",
    [
        "20 دينار", "٢٠ دينار", "20 دنانير", "20دينار", "20 د.أ", "٢٠ د.ا", "20 د", "20 ليرة", "20 JOD", "20JD",
        "20 jds", "JD20", "JD 20", "20 dinars", "20 Jordanian dinars", "$20", "20$", "20 €", "₪20", "20 قرش",
        "20", "بـ 20", "خصم 20", "خصم 20%", "خصم ٢٠٪", "20 بالمئة", "20 percent off",
    ],
)  # fmt: skip
def test_but_they_never_become_a_price_or_a_discount(price: str) -> None:
    assert wrong(f"السعر {price}", "معي 20 دينار") == ["20"]


@pytest.mark.parametrize(
    "reply", ["خلال 20 يوم", "ضايل 20", "باقي 20 قطعة", "20 left", "20 ساعة", "الساعة 20"]
)
def test_nor_a_time_or_a_stock(reply: str) -> None:
    assert wrong(reply, "20؟") == ["20"]


@pytest.mark.parametrize(
    "reply", ["خلال 6 ساعات", "ضايل 6", "6 left", "within six days", "6%", "الساعة 6", "6 JOD"]
)
def test_a_number_in_a_products_name_is_no_time_and_no_stock(reply: str) -> None:
    cups = '{"products":[{"name_en":"Set of 6 coffee cups","price":"15","stock":8}]}'
    assert unsupported(reply, tool_results=[cups], customer=[]).numbers != []
    assert unsupported("a set of 6 cups", tool_results=[cups], customer=[]).numbers == []


@pytest.mark.parametrize(
    "reply", ["سعره عشرييين دينار", "بخمسطعشر ليرة", "بعشريين ليرة", "بليرة بس", "تلاااتين دينار"]
)
def test_a_stretched_number_and_a_lone_dinar_are_numbers(reply: str) -> None:
    assert wrong(reply) != []
    assert wrong("12.5 دينار بس، والسعر عنا بالدينار بس") == []


@pytest.mark.parametrize("customer", ["7ilu!", "3ndkom fostan a7mar?", "2adesh el7a2 ta3 7ad"])
def test_the_digits_of_arabizi_are_letters(customer: str) -> None:
    assert wrong("التوصيل خلال 7 أيام", customer) == ["7"]


@given(st.decimals(0, 10_000, places=3))
def test_a_price_is_supported_in_every_way_in_which_we_write_it(amount: Decimal) -> None:
    shown = [arabic(amount, "JOD"), english(amount, "JOD"), f"{amount:f}"]
    indic = shown[0].translate(str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫"))
    for reply in (*shown, indic):
        assert unsupported(reply, tool_results=[f'{{"price":"{amount:f}"}}'], customer=[]).numbers == []


@given(st.text("فستان الساتان والميدي dress the 1.5٫,\n•-ود ", max_size=60), st.integers(0, 10**60))
def test_no_text_about_products_makes_it_fail(reply: str, much: int) -> None:
    some = Path(__file__).with_name("products.json").read_text("utf-8")
    told = f"{reply} الساتان {much} {reply}"
    result = json.dumps({"products": json.loads(some)}, ensure_ascii=False)
    assert unsupported(told, tool_results=[result, told], customer=[]).promises == []


@given(st.text(), st.text())
def test_no_text_makes_the_guard_fail(reply: str, said: str) -> None:
    assert unsupported(reply, tool_results=[reply], customer=[said]) == Unsupported([], [])
    unsupported(reply, tool_results=[said], customer=[said])


def test_a_reply_that_repeats_itself_without_end_is_refused_unread() -> None:
    """Even of a true price: whoever reads a hundred of them is not served, and each costs time."""
    prices = "28.500 JOD\n"
    result = '{"sku": "A", "price": "28.500"}'
    assert not unsupported(prices * 100, tool_results=[result], customer=[]).numbers
    assert unsupported(prices * 101, tool_results=[result], customer=[]).numbers
