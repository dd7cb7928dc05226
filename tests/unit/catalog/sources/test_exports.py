"""What other systems export: Shopify's CSV, feeds for Meta and Google, JSON."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from shared.stock import Stock
from tests.support.catalogues import read, written

SHOPIFY = """Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,Image Src,Status
abaya,عباية سوداء,<p>قماش <b>كريب</b></p><script>x()</script><ul><li>مريحة</li></ul>,Dar,Abayas,"new, black",TRUE,Size,S,Color,أسود / Black,AB-S,shopify,3,deny,25.000,30.000,https://cdn.example/1.jpg,active
abaya,,,,,,,,M,,أسود / Black,AB-M,shopify,-2,deny,25.000,30.000,,
abaya,,,,,,,,L,,أسود / Black,AB-L,shopify,0,continue,27.500,,,
abaya,,,,,,,,,,,,,,,,,https://cdn.example/2.jpg,
gift-box,Gift box,,,,,FALSE,Title,Default Title,,,,,,deny,5,,,draft
abaya,,,,,,,,S,,أسود / Black,AB-S,shopify,1,deny,25.000,,,
bad,Bad,,,,,TRUE,Title,Default Title,,,,,,deny,minus,,,active
"""


def test_shopifys_rows_of_one_handle_are_one_product(tmp_path: Path) -> None:
    found = read(written(tmp_path, SHOPIFY))
    box, abaya = found.products
    assert (abaya.sku, abaya.name_ar, abaya.category, abaya.tags) == ("abaya", "عباية سوداء", "Abayas", ("new", "black"))  # fmt: skip
    assert abaya.description_ar == "قماش كريب\n- مريحة"
    assert (abaya.price, abaya.compare_at) == (Decimal(25), Decimal(30))
    assert abaya.images == ("https://cdn.example/1.jpg", "https://cdn.example/2.jpg")
    assert [(one.variant_id, one.size, one.color_en, one.price, one.stock, one.count) for one in abaya.variants] == [
        ("AB-S", "S", "Black", None, Stock.COUNTED, 3),
        ("AB-M", "M", "Black", None, Stock.COUNTED, 0),
        ("AB-L", "L", "Black", Decimal("27.5"), Stock.MADE_TO_ORDER, None),
    ]  # fmt: skip
    assert (box.active, box.variants[0].stock, box.sizes) == (False, Stock.AVAILABLE, ())
    assert found.places == [(7, "Variant SKU"), (8, "Variant Price")]
    assert "row 2 has it already" in found.faults[0].expected
    assert found.file.ignored == ()  # "Vendor": an export has many columns that nobody needs


def test_shopifys_newer_names_of_columns_are_known(tmp_path: Path) -> None:
    rows = (
        "Title,URL handle,Description,Status,Option1 name,Option1 value,SKU,Price,Inventory tracker,Inventory quantity,Product image URL\n"
        "Shirt,shirt,<p>Soft</p>,Active,Size,M,SH-M,9.5,shopify,4,https://cdn.example/s.jpg\n"
    )
    found = read(written(tmp_path, rows))
    (shirt,) = found.products
    assert found.faults == []
    assert (shirt.sku, shirt.description_en, shirt.sizes, shirt.stock_count) == ("shirt", "Soft", ("M",), 4)


COLUMNS = ("id", "title", "description", "availability", "price", "sale_price", "item_group_id", "size", "color", "image_link", "additional_image_link")  # fmt: skip
ITEMS = [
    ("R-38", "حذاء جلد - 38", "جلد طبيعي", "in stock", "25.000 JOD", "20.000 JOD", "R", "38", "أحمر", "https://x.example/1.jpg", "https://x.example/2.jpg,https://x.example/3.jpg"),
    ("H-1", "Hat", "Straw", "out of stock", "12.500 JOD", "", "", "", "", "", ""),
    ("R-39", "حذاء جلد - 39", "", "preorder", "25.000 JOD", "", "R", "39", "أحمر", "", ""),
    ("R-39", "حذاء جلد - 39", "", "in stock", "25.000 JOD", "", "R", "39", "أحمر", "", ""),
    ("X-1", "Old", "", "discontinued", "1,500.00 USD", "", "", "", "", "", ""),
    ("Y-1", "Odd", "", "5", "1.000 JOD", "", "", "", "", "", ""),
]  # fmt: skip


def as_xml(root: str, item: str, attributes: str) -> str:
    """Title and description in the feed's own namespace, everything else in Google's, each picture in its own tag."""
    items = "".join(f"<{item}>{''.join(tags(row))}</{item}>" for row in ITEMS)
    return (
        f'<?xml version="1.0"?><{root} {attributes} xmlns:g="http://base.google.com/ns/1.0">{items}</{root}>'
    )


def tags(row: Sequence[str]) -> Iterator[str]:
    for column, value in zip(COLUMNS, row, strict=True):
        name = column if column in {"title", "description"} else f"g:{column}"
        for part in value.split(",") if column == "additional_image_link" else [value]:
            if part:
                yield f"<{name}>{part}</{name}>"


def as_table(separator: str) -> str:
    return "\n".join(separator.join(f'"{one}"' for one in row) for row in [COLUMNS, *ITEMS])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(as_table(","), id="CSV"),
        pytest.param(as_table("\t"), id="TSV"),
        pytest.param(as_xml("rss", "item", 'version="2.0"'), id="RSS"),
        pytest.param(as_xml("feed", "entry", 'xmlns="http://www.w3.org/2005/Atom"'), id="Atom"),
        pytest.param(
            "\n".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in ITEMS), id="JSON lines"
        ),
        pytest.param(json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in ITEMS]), id="JSON list"),
    ],
)
def test_a_feed_says_the_same_in_every_form(tmp_path: Path, content: str) -> None:
    found = read(written(tmp_path, content))
    products = {product.sku: product for product in found.products}
    shoe = products["R"]
    assert (shoe.name_ar, shoe.description_ar) == ("حذاء جلد", "جلد طبيعي")
    assert (shoe.price, shoe.compare_at, shoe.currency) == (Decimal(20), Decimal(25), "JOD")
    assert shoe.images == tuple(f"https://x.example/{n}.jpg" for n in (1, 2, 3))
    assert [(one.variant_id, one.size, one.color_ar, one.price, one.stock) for one in shoe.variants] == [
        ("R-38", "38", "أحمر", None, Stock.AVAILABLE),
        ("R-39", "39", "أحمر", Decimal(25), Stock.MADE_TO_ORDER),
    ]
    assert products["H-1"].stock is Stock.SOLD_OUT
    assert (products["X-1"].active, products["X-1"].price, products["X-1"].currency) == (
        False, Decimal(1500), "USD",
    )  # fmt: skip
    first = found.faults[0].row - 4  # a table's header is its first row
    assert [(fault.row - first, fault.value) for fault in found.faults] == [(4, "R-39"), (6, "5")]


def test_a_whole_product_of_ours_is_taken_as_it_is(tmp_path: Path) -> None:
    whole = {
        "sku": "A", "name_ar": "قميص", "price": "10", "tags": ["new"], "media_ids": ["17"],
        "variants": [{"variant_id": "A-S", "size": "S", "stock": "counted", "count": 2}],
    }  # fmt: skip
    broken = {**whole, "sku": "B", "price": -1}
    found = read(written(tmp_path, json.dumps([whole, broken])))
    (shirt,) = found.products
    assert (shirt.currency, shirt.media_ids, shirt.stock_count) == ("JOD", ("17",), 2)
    assert found.places == [(2, "price")]
