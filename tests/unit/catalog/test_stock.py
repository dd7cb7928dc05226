"""What can be bought of a product: one stock for all sizes, or each size its own, and what may be said of the whole."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from catalog.rows import Product
from shared.stock import Stock, Variant, variant_ids
from tests.support.goods import goods

RED = {"ar": "أحمر", "en": "red"}
S3, M0 = {"size": "S", "stock": 3}, {"size": "M", "stock": 0}
L, XL, GONE = ({"size": size, "stock": word} for size, word in (("L", "available"), ("XL", "made_to_order"), ("O", "sold_out")))  # fmt: skip


@pytest.mark.parametrize(
    ("row", "stock", "count", "in_stock"),
    [
        ({"stock": 4}, Stock.COUNTED, 4, True),
        ({"stock": 0}, Stock.SOLD_OUT, 0, False),
        ({"stock": "available"}, Stock.AVAILABLE, None, True),
        ({"stock": "made_to_order"}, Stock.MADE_TO_ORDER, None, False),
        ({"stock": "sold_out"}, Stock.SOLD_OUT, 0, False),
        ({"stock": 4, "sizes": ["S", "M"]}, Stock.COUNTED, 4, True),
        ({"stock": 0, "sizes": ["S", "M"]}, Stock.SOLD_OUT, 0, False),
        ({"stock": "available", "sizes": ["S", "M"]}, Stock.AVAILABLE, None, True),
        ({"variants": [S3, M0]}, Stock.COUNTED, 3, True),
        ({"variants": [S3, GONE]}, Stock.COUNTED, 3, True),
        ({"variants": [S3, L]}, Stock.AVAILABLE, None, True),
        ({"variants": [S3, XL]}, Stock.AVAILABLE, None, True),
        ({"variants": [M0, XL]}, Stock.MADE_TO_ORDER, None, False),
        ({"variants": [M0, GONE]}, Stock.SOLD_OUT, 0, False),
    ],
)
def test_what_may_be_said_of_a_products_stock(
    row: dict[str, Any],
    stock: Stock,
    count: int | None,
    in_stock: bool,  # noqa: FBT001  # the table's
) -> None:
    product = goods("P", **row)
    assert (product.stock, product.stock_count, product.in_stock) == (stock, count, in_stock)


def test_one_stock_for_all_sizes_and_colours_is_each_in_each_and_counted_together() -> None:
    product = goods("P", sizes=["S", " ", "S", "M"], colors=[RED, {"ar": "أسود"}], stock=2)
    assert [(v.variant_id, v.size, v.color_ar, v.color_en) for v in product.variants] == [
        ("P/S/red", "S", "أحمر", "red"), ("P/S/أسود", "S", "أسود", ""),
        ("P/M/red", "M", "أحمر", "red"), ("P/M/أسود", "M", "أسود", ""),
    ]  # fmt: skip
    assert {v.stock for v in product.variants} == {Stock.AVAILABLE}
    assert (product.sizes, product.colors_ar, product.colors_en) == (("S", "M"), ("أحمر", "أسود"), ("red",))


def test_without_sizes_a_product_is_its_own_variant() -> None:
    (only,) = goods("P", stock=2).variants
    assert only == Variant(variant_id="P", stock=Stock.COUNTED, count=2)


TEXT = st.text(st.characters(codec="utf-8"), max_size=99)


@given(TEXT.filter(bool), st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=12))
def test_every_variant_has_an_id_of_its_own_that_the_table_holds(
    sku: str, kinds: list[tuple[str, str, str]]
) -> None:
    ids = variant_ids(sku, kinds)
    assert len(set(ids)) == len(ids) == len(kinds)
    assert all(1 <= len(own) <= 100 for own in ids)


def refused(make: Any) -> str:
    with pytest.raises(ValidationError) as error:
        make()
    (fault,) = error.value.errors()
    return f"{'.'.join(map(str, fault['loc']))}: {fault['msg'].removeprefix('Value error, ')}"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"name_ar": " ", "name_en": ""}, ": name_ar, name_en: at least one of them must not be empty"),
        ({"compare_at": "5"}, ": compare_at is the price before, and must be above price (5)"),
        ({"compare_at": "4.5"}, ": compare_at is the price before, and must be above price (5)"),
        ({"compare_at_price": "-1"}, "compare_at"),
        ({"images": ["http://shop.example/1.png"]}, "images.0: an image is an address that begins with https://"),
        ({"images": ["https://"]}, "images.0: an image is an address that begins with https://"),
        ({"images": ["https://[bad/1.png"]}, "images.0: an image is an address that begins with https://"),
        ({"images": ["https://shop.example/1.png"] * 11}, "images: "),
        ({"description_ar": "و" * 10_001}, "description_ar: "),
        ({"price": "1234567890.1"}, "price: "),
        ({"stock": "many"}, "stock: should be a whole number from 0 on, or available, sold_out or made_to_order"),
        ({"stock": "counted"}, "stock: should be a whole number"),
        ({"stock": True}, "stock: should be a whole number"),
        ({"stock": 1.5}, "stock: should be a whole number"),
        ({"variants": []}, ": variants must hold at least one"),
        ({"variants": [S3], "sizes": ["S"]}, ": sizes is told by each of the variants"),
        ({"variants": [S3], "stock": 1}, ": stock is told by each of the variants"),
        ({"variants": [S3 | {"id": "1"}, M0 | {"id": "1"}]}, ": variants: variant_id '1' is there twice"),
        ({"variants": [{"size": "S"}]}, "variants.0.stock: Field required"),
        ({"variants": [S3 | {"stock": -1}]}, "variants.0.stock: should be"),
        ({"variants": [S3 | {"price": "free"}]}, "variants.0.price: "),
        ({"variants": [S3 | {"colour": "red"}]}, "variants.0.colour: Extra inputs"),
        ({"variants": [S3 | {"color": {"en": " "}}]}, "variants.0.color: a colour needs ar, en or both"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_told_by_its_field(row: dict[str, Any], fault: str) -> None:
    assert refused(lambda: goods("P", **row)).startswith(fault)


def test_a_row_without_any_stock_is_asked_for_it() -> None:
    row = {"sku": "P", "name_en": "P", "price": 5, "currency": "JOD"}
    from catalog.product_rows import ProductRow

    assert refused(lambda: ProductRow.model_validate(row)) == ": stock is needed, or variants"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"variants": ()}, ": variants: a product has at least one"),
        ({"count_together": 1}, ": count_together is for variants of which none is counted by itself"),
        ({"variants": [{"variant_id": "P", "stock": "available"}], "count_together": 0}, ": count_together (0) must agree"),
        ({"variants": [{"variant_id": "P", "stock": "counted"}]}, "variants.0: count is needed where stock is counted"),
        ({"variants": [{"variant_id": "P", "stock": "available", "count": 2}]}, "variants.0: count belongs to stock that is counted, and this is available"),
        ({"variants": [{"variant_id": "", "stock": "available"}]}, "variants.0.variant_id: "),
        ({"variants": [{"variant_id": "a\0", "stock": "available"}]}, "variants.0.variant_id: "),
        ({"variants": [{"variant_id": "P", "stock": "some"}]}, "variants.0.stock: "),
    ],
)  # fmt: skip
def test_a_product_made_by_a_reader_is_judged_alike(change: dict[str, Any], fault: str) -> None:
    made = goods("P", stock=2).model_dump()
    assert refused(lambda: Product.model_validate(made | change)).startswith(fault)
