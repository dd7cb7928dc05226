"""Colours meet by one name, whatever the language, the gender and the spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.shop.catalogue import load_products
from shared.language.colors import color_names, colors_in, is_of_color, wanted_colors
from shared.language.folded import folded_data
from shared.language.tokens import tokens


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("فستان أسود", ("black",)),
        ("عباية سوداء", ("black",)),
        ("السودا", ("black",)),
        ("shanta 7amra", ("red",)),
        ("sky blue shirt", ("sky_blue",)),
        ("off-white dress", ("off_white",)),
        ("وردي غامق", ("rose",)),
        ("navy or black", ("navy", "black")),
        ("كحليييي", ("navy",)),
        ("brown suede bag", ("brown",)),
        ("big bag", ()),
        ("فستان مش أسود", ()),
        ("not black", ()),
        ("بدي فستان", ()),
        ("", ()),
    ],
)
def test_a_colour_is_heard_by_its_name(text: str, names: tuple[str, ...]) -> None:
    assert colors_in(tokens(text)).names == names


def test_what_a_shop_writes_in_two_languages_is_one_name_or_itself() -> None:
    assert color_names(["أسود", "black", "Off-White", "أوف وايت"]) == ["black", "off_white"]
    assert color_names(["لون الغروب", ""]) == ["لون_الغروب"]
    for product in load_products():
        for color in product.colors:
            arabic, english = color_names([color.ar]), color_names([color.en])
            assert arabic == english or english[0] in {"clear", "wood", "clay"}, color


def test_who_asks_for_blue_may_mean_the_sky() -> None:
    assert set(wanted_colors(["blue"])) == {"blue", "sky_blue", "denim"}
    assert wanted_colors(["black"]) == ("black",)


def test_no_word_is_two_colours() -> None:
    words = [word for some in folded_data("colors.json")["colors"].values() for word in set(some.split())]
    assert len(words) == len(set(words))


@given(st.text())
def test_no_text_makes_the_reading_fail(text: str) -> None:
    some = tokens(text)
    assert colors_in(some).said <= set(range(len(some)))


@pytest.mark.parametrize(
    ("asked", "ar", "en"),
    [
        ("blue", "كحلي", "navy blue"),
        ("أزرق", "أزرق سماوي", "sky blue"),
        ("light blue", "سماوي", "sky blue"),
        ("الأسود", "أسود", "black"),
        ("aswad", "أسود", "black"),
        ("سودا", "", "black"),
        ("باللون الأحمر", "أحمر", ""),
        ("dark red", "أحمر", "red"),
        ("red", "خمري", "dark red"),
        ("أسود أو أحمر", "أحمر", "red"),
        ("مرجاني", "مرجاني", "coral"),
        ("coral", "مرجاني فاتح", "coral pink"),
        ("coral pink", "مرجاني", "coral"),
    ],
)
def test_a_shops_colour_is_asked_for_by_its_name_or_a_word_of_it(asked: str, ar: str, en: str) -> None:
    assert is_of_color(asked, [ar, en])


@pytest.mark.parametrize(
    ("asked", "ar", "en"),
    [
        ("navy blue", "أزرق", "blue"),
        ("dark red", "أخضر غامق", "dark green"),
        ("مش أسود", "أسود", "black"),
        ("not black", "أسود", "black"),
        ("green", "", ""),
        ("coral", "أحمر", "red"),
    ],
)
def test_and_not_by_another(asked: str, ar: str, en: str) -> None:
    assert not is_of_color(asked, [ar, en])
