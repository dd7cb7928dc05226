"""A slip in a file of the sample shop is named with its file, entry and field."""

import json
from copy import deepcopy

import pytest

from local.shop.catalogue import (
    FOLDER,
    InvalidCatalogueError,
    load_knowledge,
    load_posts,
    load_products,
    load_shop,
)
from shared.hours import DAYS, read_hours

GOOD = json.loads((FOLDER / "products.json").read_text(encoding="utf-8"))[0]
SPOILT = [
    ({"price": 64.9}, "price: a text"),
    ({"price": "64.9"}, "price: '64.9' is not of the form"),
    ({"price": "-1.000"}, "price"),
    ({"compare_at_price": "60.000"}, "compare_at_price: it must be above the price"),
    ({"name_ar": "  "}, "name_ar: a text"),
    ({"description_en": None}, "description_en"),
    ({"sku": "dress 1"}, "sku"),
    ({"image": "../keys.png"}, "image"),
    ({"stock": -1}, "stock: a whole number"),
    ({"stock": True}, "stock: a whole number"),
    ({"sizes": []}, "sizes: a list"),
    ({"sizes": ["M", "M"]}, "sizes: an item stands there twice"),
    ({"colors": []}, "colors: a list"),
    ({"colors": [{"ar": "أحمر", "en": "red", "hex": "red"}]}, "colors: hex"),
    ({"colors": [{"ar": "أحمر", "hex": "#C3202F"}]}, "colors: en"),
    ({"colors": ["أحمر"]}, "an object was expected"),
    ({"discount": "10%"}, "unknown fields discount"),
]


@pytest.mark.parametrize(("change", "complaint"), SPOILT, ids=[complaint for _, complaint in SPOILT])
def test_a_slip_is_named(tmp_path, change, complaint):
    file = tmp_path / "products.json"
    file.write_text(json.dumps([GOOD, {**deepcopy(GOOD), "sku": "DR-999", **change}]), encoding="utf-8")
    with pytest.raises(InvalidCatalogueError) as raised:
        load_products(file)
    assert "products.json, entry 2" in str(raised.value)
    assert complaint in str(raised.value)


@pytest.mark.parametrize(
    ("load", "key"), [(load_products, "DR-101"), (load_knowledge, "delivery")], ids=["products", "knowledge"]
)
def test_nothing_stands_there_twice(tmp_path, load, key):
    name = "products.json" if load is load_products else "knowledge.json"
    first = json.loads((FOLDER / name).read_text(encoding="utf-8"))[0]
    file = tmp_path / name
    file.write_text(json.dumps([first, first]), encoding="utf-8")
    with pytest.raises(InvalidCatalogueError, match=f"more than once: {key}"):
        load(file)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"id": "1"}, "id: '1' is not of the form"),
        ({"kind": "STORY"}, "kind: 'STORY' is not of the form"),
        ({"posted_at": "yesterday"}, "posted_at: 'yesterday' is not of the form"),
        ({"pictures": []}, "pictures: a list"),
        ({"pictures": [{"look": "dress 1"}]}, "pictures: look"),
        ({"pictures": [{"look": "DR-102", "hex": "#000000"}]}, "unknown fields hex"),
        ({"price": "34.000"}, "unknown fields price"),
    ],
)
def test_a_slip_in_a_post_is_named(tmp_path, change, complaint):
    good = json.loads((FOLDER / "posts.json").read_text(encoding="utf-8"))[0]
    file = tmp_path / "posts.json"
    file.write_text(json.dumps([good, {**good, "id": "17920000000000999", **change}]), encoding="utf-8")
    with pytest.raises(InvalidCatalogueError) as raised:
        load_posts(file)
    assert "posts.json, entry 2" in str(raised.value)
    assert complaint in str(raised.value)


def test_a_shop_without_a_greeting_is_refused(tmp_path):
    shop = json.loads((FOLDER / "shop.json").read_text(encoding="utf-8"))
    del shop["greeting_ar"]
    file = tmp_path / "shop.json"
    file.write_text(json.dumps(shop), encoding="utf-8")
    with pytest.raises(InvalidCatalogueError, match=r"shop\.json: greeting_ar"):
        load_shop(file)


def test_the_shops_hours_are_hours():
    shop = load_shop()
    assert set(read_hours(shop.hours, shop.time_zone).week) == set(DAYS)
