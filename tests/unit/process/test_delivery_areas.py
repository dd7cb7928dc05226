"""Which area a customer means, however it is written; and never one that was not named."""

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import local.shop
from catalog.files import read_delivery
from process.delivery_areas import DeliveryArea, areas_named

DELIVERY = read_delivery(Path(next(iter(local.shop.__path__))))
assert DELIVERY
AREAS = [
    DeliveryArea(**{field.name: getattr(area, field.name) for field in fields(DeliveryArea)})
    for area in DELIVERY.areas
]


def named(words: str) -> list[str]:
    return [area.area_id for area in areas_named(words, AREAS)]


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.area_id)
def test_an_area_is_known_by_its_own_names(area: DeliveryArea) -> None:
    assert named(area.name_ar) == named(area.name_en) == [area.area_id]
    for alias in area.aliases:
        assert area.area_id in named(alias), alias


@pytest.mark.parametrize(
    ("words", "area"),
    [
        ("إربد", "irbid"),
        ("اربد", "irbid"),
        ("لإربد", "irbid"),
        ("عإربد", "irbid"),
        ("التوصيل لإربد قديش؟", "irbid"),
        ("delivery to Irbid?", "irbid"),
        ("tawseel 3a irbid?", "irbid"),
        ("3airbid", "irbid"),
        ("la erbid", "irbid"),
        ("للزرقا", "zarqa"),
        ("عالزرقاء", "zarqa"),
        ("3al zar2a", "zarqa"),
        ("عُمّان", "amman"),
        ("3amman", "amman"),
        ("عمان قرب الدوار السابع", "amman"),
        ("معان", "maan"),
        ("لمعان", "maan"),
        ("لعمان", "amman"),
        ("وعالكرك", "karak"),
        ("ععبدون", "abdoun"),
        ("ma3an", "maan"),
        ("Ma'an", "maan"),
        ("العقبه", "aqaba"),
        ("3a2aba", "aqaba"),
        ("بالكرك", "karak"),
        ("الزرقا الجديده", "new-zarqa"),
        ("جبل عمان", "jabal-amman"),
        ("عمان، طبربور", "tabarbour"),
        ("إربد الحصن", "husn"),
        ("تلاع العلي عمان", "tlaa-ali"),
        ("الشونة الشمالية", "north-shuna"),
        ("الهاشمية الزرقاء", "hashimiya-zarqa"),
        ("البترا", "wadi-musa"),
        ("الرويشد", "ruwaished"),
    ],
)
def test_an_area_is_known_in_the_customers_words(words: str, area: str) -> None:
    assert named(words) == [area]


@pytest.mark.parametrize(
    ("words", "areas"),
    [
        ("الشونة", {"south-shuna", "north-shuna"}),
        ("shuna", {"south-shuna", "north-shuna"}),
        ("الهاشمي", {"hashmi-north", "hashmi-south"}),
        ("الهاشمية", {"hashimiya-zarqa", "hashimiya-ajloun"}),
        ("من عمان لإربد", {"amman", "irbid"}),
    ],
)
def test_words_that_leave_open_which_area_name_each(words: str, areas: set[str]) -> None:
    assert set(named(words)) == areas


@pytest.mark.parametrize(
    "words", ["", "؟", "دبي", "الرياض", "وسط البلد", "عند أمي", "far away", "ع", "إر بد"]
)
def test_what_names_no_area_is_unknown(words: str) -> None:
    assert named(words) == []


@given(st.text())
def test_no_words_break_the_matching(words: str) -> None:
    assert set(named(words)) <= {area.area_id for area in AREAS}
