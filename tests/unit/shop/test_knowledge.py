"""What the sample shop says of itself: every governorate with one fee, and the same figures in both languages."""

import re

import pytest

from local.shop.catalogue import load_knowledge, load_products, load_shop

ENTRIES = {entry.id: entry for entry in load_knowledge()}
SHOP = load_shop()
ARABIC = re.compile(r"[\u0600-\u06ff]")

#: Each governorate with the entry that tells its fee and days.
GOVERNORATES = {
    ("عمّان", "Amman"): "delivery-amman",
    ("الزرقاء", "Zarqa"): "delivery-central",
    ("البلقاء", "Balqa"): "delivery-central",
    ("مادبا", "Madaba"): "delivery-central",
    ("إربد", "Irbid"): "delivery-north",
    ("جرش", "Jerash"): "delivery-north",
    ("عجلون", "Ajloun"): "delivery-north",
    ("المفرق", "Mafraq"): "delivery-north",
    ("الكرك", "Karak"): "delivery-south",
    ("الطفيلة", "Tafilah"): "delivery-south",
    ("معان", "Ma'an"): "delivery-south",
    ("العقبة", "Aqaba"): "delivery-aqaba",
}
FEE_AR = re.compile(r"(\d+(?:\.\d+)?) (?:دينار|دنانير)")
FEE_EN = re.compile(r"(\d+(?:\.\d+)?) JOD")


def test_there_is_enough_to_answer_from():
    assert len(ENTRIES) >= 20
    assert len(GOVERNORATES) == 12


@pytest.mark.parametrize(("names", "entry_id"), GOVERNORATES.items(), ids=str)
def test_a_governorate_has_one_fee_wherever_it_is_told(names, entry_id):
    arabic, english = names
    own, overview = ENTRIES[entry_id], ENTRIES["delivery"]
    assert arabic.removeprefix("ال") in own.text_ar
    assert english in own.text_en
    (fee,) = FEE_EN.findall(own.text_en)
    assert FEE_AR.findall(own.text_ar) == [fee]
    assert _fee_in(overview.text_ar, arabic, FEE_AR) == _fee_in(overview.text_en, english, FEE_EN) == fee
    assert len(re.findall(r"\d working days?", own.text_en)) == 1


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=lambda entry: entry.id)
def test_an_entry_is_told_in_both_languages_with_the_same_figures(entry):
    assert ARABIC.search(entry.title_ar)
    assert ARABIC.search(entry.text_ar)
    assert not ARABIC.search(entry.title_en + entry.text_en)
    figures = re.compile(r"\d+(?:\.\d+)?")
    assert set(figures.findall(entry.text_ar)) <= set(figures.findall(entry.text_en))


@pytest.mark.parametrize(
    ("entry_id", "words"),
    [
        ("free-delivery", ("50 دينار",)),
        ("payment", ("عند الاستلام", "CliQ", "بالبطاقة")),
        ("hours", ("الجمعة",)),
        ("ramadan-hours", ("رمضان",)),
        ("silver-warranty", ("925", "أشهر")),
        ("tatreez-orders", ("21 يوم",)),
        ("not-returnable", ("البونيه", "الحلق")),
        ("international", ("الخليج",)),
    ],
)
def test_the_usual_questions_have_their_answer(entry_id, words):
    assert all(word in ENTRIES[entry_id].text_ar for word in words)


def test_what_takes_days_takes_as_many_in_the_catalogue():
    described = {product.sku: product.description_en for product in load_products()}
    assert "21 days" in described["TZ-140"]
    assert "21 days" in ENTRIES["tatreez-orders"].text_en
    assert "7 days" in described["JW-905"]
    assert "ready in 7 days" in ENTRIES["custom-names"].text_en


def test_nobody_can_be_reached_by_mistake():
    assert SHOP.phone == "+962 7 0000 0000"
    assert SHOP.email.endswith(".example")
    assert SHOP.instagram.endswith(".demo")
    assert re.fullmatch(r"[a-z0-9._]{1,30}", SHOP.instagram)
    assert SHOP.phone in ENTRIES["contact"].text_en
    assert SHOP.email in ENTRIES["contact"].text_ar


def _fee_in(overview: str, name: str, pattern: re.Pattern[str]) -> str:
    (sentence,) = [part for part in re.split(r"\.(?:\s|$)", overview) if name.removeprefix("ال") in part]
    found = pattern.search(sentence)
    assert found
    return str(found[1])
