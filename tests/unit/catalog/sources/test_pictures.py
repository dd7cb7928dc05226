"""A picture's address is mended as browsers mend it; one that cannot be is left out and told, and the product is taken."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.sources.pictures import Pictured, pictures
from tests.support.catalogues import read, workbook, written

ARABIC = "https://shop.example/%D9%81%D8%B3%D8%AA%D8%A7%D9%86.jpg"
GOOD, BAD = "https://shop.example/a b.jpg", "http://shop.example/c.jpg"
MENDED = "https://shop.example/a%20b.jpg"


@pytest.mark.parametrize(
    ("address", "mended"),
    [
        (GOOD, MENDED),
        (MENDED, MENDED),
        (" https://shop.example/فستان.jpg\n", ARABIC),
        ("https://shop.example/i?name=فستان أحمر&w=3,4", "https://shop.example/i?name=%D9%81%D8%B3%D8%AA%D8%A7%D9%86%20%D8%A3%D8%AD%D9%85%D8%B1&w=3,4"),
        ("https://shop.example/w_300,h_200/a(1)~b@2x.jpg?v='1'", "https://shop.example/w_300,h_200/a(1)~b@2x.jpg?v=%271%27"),
        ("HTTPS://مثال.إختبار:8443/a.jpg", "https://xn--mgbh0fb.xn--kgbechtv:8443/a.jpg"),
        ("https://shop.example/a\tb.jpg", "https://shop.example/ab.jpg"),
    ],
)  # fmt: skip
def test_an_address_is_encoded_as_browsers_do(address: str, mended: str) -> None:
    assert pictures([Pictured(2, "images", [address])]) == ((mended,), [])


@pytest.mark.parametrize(
    "address",
    [BAD, "", "no address", "https://", "https://[::1/a.jpg", "//shop.example/a.jpg", "https://a\u0627" + "x" * 70 + ".example/a", "https://x.example/\ud83d", f"https://x.example/{'ف' * 400}"],
)  # fmt: skip
def test_what_cannot_be_mended_is_left_out_and_told(address: str) -> None:
    good, (warning,) = pictures([Pictured(7, "الصور", [GOOD, address])])
    assert good == (MENDED,)
    assert (warning.row, warning.column, warning.refuses) == (7, "الصور", False)
    assert "https://" in warning.expected


def sheet(folder: Path) -> Path:
    return workbook(folder, [["sku", "name", "price", "images"], ["A", "Hat", 5, f"{GOOD}, {BAD}"]])


def shopify(folder: Path) -> Path:
    return written(
        folder,
        f"Handle,Title,Option1 Name,Option1 Value,Variant Price,Image Src\nA,Hat,Title,Default Title,5,{GOOD}\nA,,,,,{BAD}\n",
    )


def feed(folder: Path) -> Path:
    item = f"<id>A</id><title>Hat</title><price>5 JOD</price><availability>in stock</availability><image_link>{GOOD}</image_link><additional_image_link>{BAD}</additional_image_link>"
    return written(folder, f"<rss><channel><item>{item}</item></channel></rss>")


def whole(folder: Path) -> Path:
    variants = [{"variant_id": "A", "stock": "available"}]
    product = {"sku": "A", "name_en": "Hat", "price": "5", "images": [GOOD, BAD], "variants": variants}
    return written(folder, json.dumps(product))


@pytest.mark.parametrize(
    ("write", "place"),
    [
        (sheet, (2, "images")),
        (shopify, (3, "Image Src")),
        (feed, (1, "additional_image_link")),
        (whole, (1, "images")),
    ],
)
def test_a_file_gives_the_product_without_the_picture(
    tmp_path: Path, write: Callable[[Path], Path], place: tuple[int, str]
) -> None:
    found = read(write(tmp_path))
    assert [product.images for product in found.products] == [(MENDED,)]
    assert [(fault.row, fault.column, fault.value, fault.refuses) for fault in found.faults] == [
        (*place, BAD, False)
    ]
