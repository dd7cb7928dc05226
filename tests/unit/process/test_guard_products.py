"""A true number beside the wrong product is false: prices and stock are those of the product that is named."""

import json
from pathlib import Path

import pytest

from process.guard import unsupported

PRODUCTS = json.loads(Path(__file__).with_name("products.json").read_text("utf-8"))
SATIN, MIDI, BAG, HEELS, CUPS = PRODUCTS
QUOTE = {
    "delivery": "served", "area_ar": "إربد", "area_en": "Irbid", "working_days_min": 1, "working_days_max": 2,
    "items": [
        {"sku": "DR-102", "name_ar": MIDI["name_ar"], "name_en": MIDI["name_en"], "quantity": 2, "price": "28.5", "line_total": "57"},
        {"sku": "BG-201", "name_ar": BAG["name_ar"], "name_en": BAG["name_en"], "quantity": 1, "price": "24", "line_total": "24"},
    ],
    "subtotal": "81", "fee": "3", "total": "84",
}  # fmt: skip


def wrong(reply: str, *results: object) -> list[str]:
    told = [json.dumps(result, ensure_ascii=False) for result in results or ({"products": PRODUCTS},)]
    found = unsupported(reply, tool_results=told, customer=[])
    return found.numbers + found.promises


@pytest.mark.parametrize(
    ("reply", "numbers"),
    [
        pytest.param("فستان الساتان بـ 28.5 دينار", ["28.5"], id="by its name"),
        pytest.param("فستان سهرة ساتان أحمر، حلو كثير للأعراس، سعره 28.5", ["28.5"], id="in another clause"),
        pytest.param("The red satin dress is 28.5 JOD", ["28.5"], id="in English"),
        pytest.param("el satin b 28.5 JD", ["28.5"], id="in Arabizi"),
        pytest.param("الفستان الميدي بأربعة وستين دينار و900 فلس", ["باربعه وستين دينار و900"], id="in words"),
        pytest.param("الساتان بـ 28.5 والميدي بـ 64.9 دينار", ["28.5", "64.9"], id="two prices changed about"),
        pytest.param("The midi dress is 64.9 JOD, and the satin one 28.5", ["64.9", "28.5"], id="changed about in English"),
        pytest.param("الشنطة 31.75، والكعب بيج 24", ["31.75", "24"], id="changed about, one a whole number and without a currency"),
        pytest.param("بالنسبة للشنطة، سعرها 28.5 دينار", ["28.5"], id="asked about with a particle"),
        pytest.param("64.9 JOD for the midi dress and 28.5 JOD for the satin dress", ["64.9", "28.5"], id="the price first"),
        pytest.param("• فستان سهرة ساتان أحمر — 28.5 دينار\n• فستان ميدي أحمر كلوش — 64.9 دينار", ["28.5", "64.9"], id="in a list"),
        pytest.param("1. **Red satin evening dress** – 28.5 JOD\n2. **Beige leather heels** – 31.75 JOD", ["28.5"], id="in a numbered list"),
        pytest.param("فستان ميدي أحمر كلوش\nالسعر: 64.9 دينار\nالمقاسات: S, M", ["64.9"], id="in the line below"),
        pytest.param("Red flared midi dress\nSizes: S, M\nPrice: 64.9 JOD", ["64.9"], id="two lines below"),
        pytest.param("فستان الساتان ضايل منه 9 حبات", ["9"], id="another's stock"),
        pytest.param("Only 12 left of the leather heels", ["12"], id="another's stock in English"),
        pytest.param("الشنطة بـ 15 دينار", ["15"], id="by one word that says what it is"),
        pytest.param("الساتان والميدي بـ 24 دينار", ["24"], id="of neither of two"),
        pytest.param("طقم 6 فناجين قهوة بـ 24 دينار", ["24"], id="whose name has a number"),
        pytest.param("آخر حبة من فستان الساتان", ["the last piece"], id="the last piece of another"),
        pytest.param("The beige heels are selling fast", ["few are left"], id="few of another"),
    ],
)  # fmt: skip
def test_anothers_price_or_stock_is_held_back(reply: str, numbers: list[str]) -> None:
    assert wrong(reply) == numbers


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("فستان الساتان بـ 64.9 دينار وضايل منه 4", id="its own"),
        pytest.param("الساتان بـ 64.9 والميدي بـ 28.5 دينار", id="each its own"),
        pytest.param("64.9 JOD for the satin dress and 28.5 for the midi", id="the price first"),
        pytest.param("عنا فساتين حمرا: ساتان بـ 64.9 وميدي بـ 28.5", id="without an article"),
        pytest.param("الفستان الميدي والساتان بـ 28.5 و64.9 دينار", id="two names, then two prices"),
        pytest.param("الفستان الأحمر بـ 28.5 دينار", id="a name that fits two"),
        pytest.param("فستان الساتان خلص، وعنا غيره بـ 28.5 دينار", id="another one"),
        pytest.param("الشنطة بتلبق مع فستان الساتان وسعرها 24 دينار", id="what goes with it"),
        pytest.param("الشنطة البنية بتلبق على الساتان، وهي بـ 24 دينار", id="two named, in one clause"),
        pytest.param("أرخص من فستان الساتان، بـ 28.5 دينار بس", id="cheaper than it"),
        pytest.param("We also have one like the satin dress for 28.5 JOD", id="one like it"),
        pytest.param("بيلبق للسهرة، بـ 28.5 دينار", id="for an occasion that is another's name"),
        pytest.param("perfect for the evening, at 28.5 JOD", id="for an occasion, in English"),
        pytest.param("The satin dress is lovely. It goes for 64.9 JOD", id="in the next sentence"),
        pytest.param("فستان الساتان حلو كثير.\nوعنا كمان اشي أرخص بـ 28.5", id="the next line is of another"),
        pytest.param("فستان سهرة ساتان أحمر\nوهاي الجزدان:\nسعرها 24 دينار", id="a word for it that no name has"),
        pytest.param("**شنطة كتف جلد بنية**\nبتلبق مع فستان الساتان\nالسعر: 24 دينار", id="what goes with it, in the line between"),
        pytest.param("طقم 6 فناجين قهوة بـ 15 دينار، والاسم عليهم بـ 2 دينار", id="what its description says"),
        pytest.param("الكندرة مقاس 39 موجودة بـ 31.75", id="a size and a price"),
        pytest.param("الشنطة البنية آخر حبة!", id="the last piece"),
    ],
)  # fmt: skip
def test_a_true_one_is_not_nor_one_that_is_left_open(reply: str) -> None:
    assert wrong(reply) == []


@pytest.mark.parametrize(
    ("reply", "numbers"),
    [
        ("فستانين ميدي بـ 57 دينار والشنطة بـ 24، التوصيل 3 والمجموع 84", []),
        ("Two midi dresses come to 57 JOD, the shoulder bag is 24 JOD, together 81 JOD; with delivery 84 JOD.", []),
        ("الشنطة بـ 28.5 دينار", ["28.5"]),
        ("The shoulder bag comes to 57 JOD", ["57"]),
        ("الفستان الميدي مع التوصيل المجموع 84 دينار", []),
    ],
)  # fmt: skip
def test_totals_and_fees_are_of_no_product_and_line_totals_are(reply: str, numbers: list[str]) -> None:
    assert wrong(reply, QUOTE) == numbers


def test_of_a_single_product_every_name_is_its_own() -> None:
    assert wrong("هالفستان بـ 24 دينار", {"products": [BAG]}) == []


def test_two_products_of_one_name_are_not_told_apart() -> None:
    twin = MIDI | {"sku": "DR-199", "price": "33", "price_ar": "33 دينار", "price_en": "33 JOD"}
    assert wrong("فستان ميدي أحمر كلوش بـ 33 دينار", {"products": [MIDI, twin, BAG]}) == []
    assert wrong("فستان ميدي أحمر كلوش بـ 24 دينار", {"products": [MIDI, twin, BAG]}) == []
