"""A shop's files: all of it or nothing, and every fault named by file, row and field."""

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.files import MOST_FAULTS_SHOWN, read_folder
from shared.errors import Misconfigured

DRESS: dict[str, Any] = {
    "sku": "DR-1", "name_ar": "فستان", "name_en": "Dress", "price": "12.500", "currency": "JOD", "stock": 3,
    "colors": [{"ar": "أحمر", "en": "red"}], "image": "dr-1.png",
}  # fmt: skip
HOURS = {"id": "hours", "title_ar": "الدوام", "title_en": "Hours", "text_ar": "من ١٠", "text_en": "From 10"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path)


def written(folder: Path, products: Any = (DRESS,), knowledge: Any = (HOURS,)) -> Path:
    for name, rows in (("products", products), ("knowledge", knowledge)):
        text = rows if isinstance(rows, str) else json.dumps(rows, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    with pytest.raises(Misconfigured) as error:
        read_folder(folder)
    return str(error.value).splitlines()


def test_good_files_are_read(folder: Path) -> None:
    (product,), (entry,) = read_folder(folder)
    assert (product.sku, str(product.price), product.colors_ar, product.colors_en) == ("DR-1", "12.500", ("أحمر",), ("red",))  # fmt: skip
    assert (entry.entry_id, entry.text_en) == ("hours", "From 10")


@pytest.mark.parametrize(
    ("products", "fault"),
    [
        pytest.param([DRESS, DRESS | {"sku": "2", "price": "-1"}], "products.json row 2, price: ", id="a price below nothing"),
        pytest.param([DRESS | {"price": "12.5555"}], "products.json row 1, price: ", id="a price finer than fils"),
        pytest.param([DRESS | {"price": "cheap"}], "products.json row 1, price: ", id="a price in words"),
        pytest.param([DRESS | {"price": "NaN"}], "products.json row 1, price: ", id="a price that is no number"),
        pytest.param([DRESS | {"price": 10**12}], "products.json row 1, price: ", id="a price that the table cannot hold"),
        pytest.param([DRESS | {"stock": -1}], "products.json row 1, stock: ", id="less than none left"),
        pytest.param([DRESS | {"stock": 2**31}], "products.json row 1, stock: ", id="more than the table can hold"),
        pytest.param([DRESS | {"currency": "dinar"}], "products.json row 1, currency: ", id="a currency that is no code"),
        pytest.param([DRESS | {"sku": ""}], "products.json row 1, sku: ", id="an empty article number"),
        pytest.param([DRESS | {"name_ar": " ", "name_en": ""}], "products.json row 1: name_ar, name_en: at least one", id="no name"),
        pytest.param([DRESS | {"name_en": "a\x00b"}], "products.json row 1, name_en: ", id="a character no database keeps"),
        pytest.param([DRESS | {"sizes": "XL"}], "products.json row 1, sizes: ", id="text for a list"),
        pytest.param([DRESS | {"colors": ["red"]}], "products.json row 1, colors", id="a colour in one language"),
        pytest.param([DRESS | {"colors": [{"hex": "#fff"}]}], "products.json row 1, colors.0: a colour needs ar, en or both", id="a colour without a name"),
        pytest.param([DRESS | {"colors": "red"}], "products.json row 1, colors", id="text for colours"),
        pytest.param([DRESS, "DR-2"], "products.json row 2", id="a row that is text"),
        pytest.param([None], "products.json row 1", id="a row that is nothing"),
        pytest.param({"products": [DRESS]}, "products.json", id="an object in place of the list"),
        pytest.param("null", "products.json", id="nothing in place of the list"),
        pytest.param("[{", "products.json", id="half a file"),
        pytest.param([DRESS, DRESS], "products.json row 2, sku: ", id="an article number twice"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_row_and_field(tmp_path: Path, products: Any, fault: str) -> None:
    (line,) = faults(written(tmp_path, products))
    assert line.startswith(fault)


def test_the_rows_of_the_other_file_are_judged_alike(tmp_path: Path) -> None:
    assert faults(written(tmp_path, knowledge=[{**HOURS, "id": 7}]))[0].startswith(
        "knowledge.json row 1, id: "
    )
    assert faults(written(tmp_path, knowledge=["?"]))[0].startswith("knowledge.json row 1")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    lines = faults(
        written(
            tmp_path, [DRESS | {"sku": "1", "price": "x", "stock": -1}, DRESS | {"sku": "2", "currency": ""}]
        )
    )
    assert [line.split(":")[0] for line in lines] == [
        "products.json row 1, price",
        "products.json row 1, stock",
        "products.json row 2, currency",
    ]


def test_a_file_of_nothing_but_faults_does_not_flood_the_terminal(tmp_path: Path) -> None:
    assert len(faults(written(tmp_path, [{}] * 500))) <= MOST_FAULTS_SHOWN + 1


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path)[0].startswith("products.json cannot be read")
