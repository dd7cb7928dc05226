"""What the sample shop sells: enough, in both languages, priced as in Jordan, and sane enough to be searched."""

import re
from collections import Counter
from decimal import Decimal

import pytest

from local.shop.catalogue import load_products
from local.shop.looks import LOOKS

PRODUCTS = load_products()
ARABIC = re.compile(r"[\u0600-\u06ff]")
NUMBER = re.compile(r"\d+(?:\.\d+)?")

CLOTHES = {"S", "M", "L", "XL", "XXL"}
SIZES = re.compile(r"مقاس واحد|\d{1,2} سنوات|\d+ (?:مل|غرام)|\d{2}-\d{2}|\d{2}×\d{2}|\d{2}")


def test_the_shelves_are_full():
    assert len(PRODUCTS) >= 64
    shelves = Counter(product.category for product in PRODUCTS)
    assert len(shelves) >= 14
    assert min(shelves.values()) >= 4


def test_there_are_red_dresses_for_several_purses():
    red = [
        product
        for product in PRODUCTS
        if product.category == "dresses" and "أحمر" in {color.ar for color in product.colors}
    ]
    assert len(red) >= 3
    assert len({product.price for product in red}) == len(red)
    assert all("أحمر" in product.name_ar and "red" in product.name_en.lower() for product in red)


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.sku)
def test_a_product_is_told_in_both_languages(product):
    for arabic in (product.name_ar, product.description_ar):
        assert ARABIC.search(arabic)
        assert not re.search(r"[a-z]{3,}", arabic)
    for english in (product.name_en, product.description_en):
        assert not ARABIC.search(english)
    for description in (product.description_ar, product.description_en):
        assert description.endswith(".")
        assert 1 <= len(re.findall(r"[.!?](?:\s|$)", description)) <= 3


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.sku)
def test_the_arabic_names_no_number_the_english_lacks(product):
    arabic = NUMBER.findall(f"{product.name_ar} {product.description_ar}")
    assert set(arabic) <= set(NUMBER.findall(f"{product.name_en} {product.description_en}"))


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.sku)
def test_a_price_is_a_price_in_dinars_and_fils(product):
    assert product.currency == "JOD"
    assert Decimal(2) <= product.price <= Decimal(150)
    assert product.price.as_tuple().exponent == -3
    assert product.price % Decimal("0.25") == 0 or product.price % Decimal("0.1") == 0


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.sku)
def test_sizes_and_colours_can_be_asked_for(product):
    assert all(size in CLOTHES or SIZES.fullmatch(size) for size in product.sizes)
    assert len({color.ar for color in product.colors}) == len(product.colors)
    assert len({color.hex for color in product.colors}) == len(product.colors)
    assert all(ARABIC.search(color.ar) and not ARABIC.search(color.en) for color in product.colors)


def test_a_colour_means_the_same_on_every_product():
    seen = {(color.ar, color.en, color.hex) for product in PRODUCTS for color in product.colors}
    for part in range(3):
        assert len({color[part] for color in seen}) == len(seen)


def test_no_two_products_are_described_alike():
    for texts in (
        [product.name_ar for product in PRODUCTS],
        [product.name_en for product in PRODUCTS],
        [product.description_ar for product in PRODUCTS],
        [product.description_en for product in PRODUCTS],
    ):
        assert len(set(texts)) == len(texts)


def test_stock_runs_out_somewhere_and_nearly_elsewhere():
    stocks = Counter(product.stock for product in PRODUCTS)
    assert stocks[0] >= 3
    assert stocks[1] >= 3
    assert any(product.compare_at_price for product in PRODUCTS)


def test_every_product_has_its_own_picture():
    assert {product.sku for product in PRODUCTS} == set(LOOKS)
    assert all(product.image == f"{product.sku}.png" for product in PRODUCTS)
