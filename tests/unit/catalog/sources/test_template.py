"""The template that merchants are given is read without a fault, and says what its page says."""

from catalog.sources.columns import Columns
from local.children import ROOT
from shared.stock import Stock
from tests.support.catalogues import read

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
