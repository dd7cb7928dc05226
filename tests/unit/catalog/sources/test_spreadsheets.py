"""A shop's own sheet, as CSV or as a workbook: read as it is meant, whatever its encoding, separator and digits."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.stock import Stock
from tests.support.catalogues import read, workbook, written

SHEET = """رمز المنتج;الاسم;السعر;المقاسات;اللون;الكمية
AB-1;عباية سوداء;٢٥٫٥ د.أ;S، M؛ L;أسود / Black, بيج;3
AB-2;فستان;12,5;38, 39;أحمر;"3, 0"
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    sheet = SHEET
    if encoding == "cp1256":  # which has Western digits only
        sheet = sheet.replace("٢٥٫٥", "25.5")
    found = read(written(tmp_path, sheet.encode(encoding)))
    assert found.faults == []
    assert [product.name_ar for product in found.products] == ["عباية سوداء", "فستان"]
    assert found.products[0].price == Decimal("25.5")


@pytest.mark.parametrize("encoding", ["iso8859-6", "mac_arabic"])
def test_an_encoding_that_is_not_sure_is_refused_rather_than_guessed(tmp_path: Path, encoding: str) -> None:
    text = "sku,name,price\nA,طاولة صغيرة قطعة,3\n"
    found = read(written(tmp_path, text.encode(encoding)))
    assert found.products == []
    assert found.places == [(0, "file")]
    assert "UTF-8" in found.faults[0].expected


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    rows = [["sku", "name_en", "price", "stock"], ["A", '"Shirt, white; M"', "12.5", "4"]]
    found = read(written(tmp_path, "\r\n".join(separator.join(row) for row in rows)))
    assert found.faults == []
    assert (found.products[0].name_en, found.products[0].stock_count) == ("Shirt, white; M", 4)


def test_excels_own_line_names_the_separator(tmp_path: Path) -> None:
    found = read(written(tmp_path, "sep=|\nsku|name|price\nA|Shirt|-1\n"))
    assert found.places == [(2, "price")]


def test_each_size_and_colour_is_a_variant(tmp_path: Path) -> None:
    robe, dress = read(written(tmp_path, SHEET)).products
    assert [(one.size, one.color_ar, one.color_en) for one in robe.variants] == [
        (size, *colour) for size in "SML" for colour in (("أسود", "Black"), ("بيج", ""))
    ]
    assert robe.stock_count == 3
    assert [(one.size, one.count) for one in dress.variants] == [("38", 3), ("39", 0)]


def test_rows_of_one_code_are_one_product_wherever_they_stand(tmp_path: Path) -> None:
    rows = "sku,name,price,size,stock\nA,Shirt,10,S,1\nB,Hat,5,,2\nA,,,M,0\nA,Shirt,12,L,in stock\n"
    found = read(written(tmp_path, rows))
    assert found.faults == []
    shirt = next(product for product in found.products if product.sku == "A")
    assert [(one.variant_id, one.size, one.price, one.stock, one.count) for one in shirt.variants] == [
        ("A/S", "S", None, Stock.COUNTED, 1),
        ("A/M", "M", None, Stock.COUNTED, 0),
        ("A/L", "L", Decimal(12), Stock.AVAILABLE, None),
    ]


def test_a_title_above_the_header_and_blank_rows_keep_the_rows_of_the_spreadsheet(tmp_path: Path) -> None:
    found = read(written(tmp_path, "قائمة المنتجات,,\n,,\nsku,name,price\n,,\nA,Shirt,0.5\n\nB,Hat,free\n"))
    assert found.skus == ["A"]
    assert found.places == [(7, "price")]


def test_a_line_break_in_a_cell_ends_no_row(tmp_path: Path) -> None:
    found = read(
        written(tmp_path, 'sku,name,price,description\nA,Shirt,1,"first\n""second"", line"\nB,Hat,x,\n')
    )
    assert found.products[0].description_en == 'first\n"second", line'
    assert found.places == [(3, "price")]


def test_a_workbook_is_read_as_it_shows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["كود", "الاسم", "السعر", "المقاس", "الكمية", "صور"],
        ["A", "حذاء", 25, 38, 3, "https://shop.example/a.jpg"],
        [1002, "حذاء", 0.1 + 0.2, "39", "٤", None],
        ["C", "=1+1", "12.5", None, None, None],
    ]
    found = read(workbook(tmp_path, rows))
    first, second = found.products
    assert found.places == [(4, "الاسم")]  # a formula that nothing has ever reckoned shows nothing
    assert (first.price, first.sizes, first.stock_count) == (Decimal(25), ("38",), 3)
    assert (second.sku, second.price, second.stock_count) == ("1002", Decimal("0.3"), 4)


def test_a_date_that_excel_made_of_a_price_is_told_as_that(tmp_path: Path) -> None:
    day = datetime(2026, 2, 1, tzinfo=UTC).replace(tzinfo=None)
    found = read(workbook(tmp_path, [["sku", "name", "price"], ["A", "Shirt", day], ["B", "Hat", 5]]))
    assert found.skus == ["B"]
    (fault,) = found.faults
    assert (fault.row, fault.column, fault.value) == (2, "price", "2026-02-01")
    assert "date" in fault.expected


def test_a_currency_is_a_word_or_a_code_and_else_the_shops(tmp_path: Path) -> None:
    rows = "sku,name,price,currency\nA,Hat,5,دينار\nB,Hat,5,usd\nC,Hat,5 ريال,JOD\nD,Hat,5,\n"
    found = read(written(tmp_path, rows))
    assert [product.currency for product in found.products] == ["JOD", "USD", "SAR", "JOD"]


def test_a_column_that_nobody_knows_is_named(tmp_path: Path) -> None:
    found = read(written(tmp_path, "sku,name,price,stok\nA,Shirt,1,3\n"))
    assert found.file.ignored == ("stok",)
