"""The template that merchants are given is read without a fault, and says what its page says."""

from pathlib import Path

from catalog.sources.columns import Columns
from local.children import ROOT
from shared.stock import Stock
from tests.support.catalogues import read, written

TEMPLATE = ROOT / "docs" / "catalogue-template.csv"


def test_the_template_is_a_catalogue() -> None:
    found = read(TEMPLATE)
    assert (found.faults, found.file.ignored) == ([], ())
    abaya, shoe, gift = found.products
    assert [(one.size, one.count) for one in abaya.variants] == [("S", 3), ("M", 0), ("L", 2)]
    assert [one.stock for one in shoe.variants] == [Stock.COUNTED, Stock.SOLD_OUT, Stock.MADE_TO_ORDER]
    assert (str(gift.price), gift.stock) == ("7.5", Stock.AVAILABLE)


def test_every_column_of_the_page_is_known() -> None:
    page = (ROOT / "docs" / "catalogue.md").read_text("utf-8")
    rows = [line.split("|") for line in page.split("## Columns")[1].split("\n## ")[0].splitlines() if line.startswith("| `")]  # fmt: skip
    english = [name.strip(" `…") for row in rows for name in row[1].split(",")]
    arabic = [name.strip() for row in rows for name in row[2].split("،")]
    assert len(english) > 15
    assert Columns.of(english).unknown == ()
    assert Columns.of([*arabic, "sku", "name", "price"][: len(arabic)]).unknown == ()


def test_a_size_that_two_rows_of_a_code_have_is_told_and_the_product_is_taken(tmp_path: Path) -> None:
    found = read(
        written(
            tmp_path,
            'sku,name,price,sizes,stock\nA,Hat,5,"S, M",1\nA,Hat,5,"M, L",2\nB,Bag,5,S,1\nB,Bag,5,M,1\n',
        )
    )
    assert [[one.variant_id for one in product.variants] for product in found.products] == [
        ["A/1", "A/2", "A/3", "A/4"],
        ["B/S", "B/M"],
    ]
    (warning,) = found.faults
    assert (warning.row, warning.column, warning.value, warning.refuses) == (3, "sizes", "M", False)
    assert "row 2 has it already" in warning.expected


def test_a_size_that_two_rows_have_under_codes_of_their_own_is_not_told(tmp_path: Path) -> None:
    sheet = "sku,variant,name,price,sizes,stock\nA,A-1,Hat,5,M,1\nA,A-2,Hat,5,M,2\n"
    assert read(written(tmp_path, sheet)).faults == []
