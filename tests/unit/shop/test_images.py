"""The product pictures: real PNG files, small, the same every time, and drawn no more often than needed."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from local.shop.catalogue import Color, load_products
from local.shop.images import draw, draw_each, main
from tests.unit.shop.png_reader import read

PRODUCTS = {product.sku: product for product in load_products()}
KILOBYTE = 1024

#: The heaviest of all, and one of each kind of scene.
DRAWN = ("TP-304", "BT-404", "MN-135", "JW-901", "GB-121", "DR-101")


@pytest.fixture(scope="module")
def pictures():
    return {sku: draw(PRODUCTS[sku]) for sku in DRAWN}


@pytest.mark.parametrize("sku", DRAWN)
def test_a_picture_is_a_whole_png_of_modest_size(pictures, sku):
    picture = read(pictures[sku])
    assert picture.kinds == ["IHDR", "tEXt", "IDAT", "IEND"]
    assert (picture.width, picture.height) == (640, 800)
    assert len(pictures[sku]) < 60 * KILOBYTE


def test_a_red_dress_is_red_on_a_ground_that_is_not(pictures):
    picture = read(pictures["DR-101"])
    red, green, blue = picture.pixel(320, 420)
    assert red > 2 * green
    assert red > 2 * blue
    assert min(picture.pixel(30, 500)) > 180


def test_a_picture_has_the_same_bytes_in_another_process(pictures, tmp_path):
    command = [sys.executable, "-m", "local.shop.images", "--out", str(tmp_path), "--sku", "GB-121"]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    assert (tmp_path / "GB-121.png").read_bytes() == pictures["GB-121"]


def test_no_two_look_the_same(pictures):
    assert len(set(pictures.values())) == len(pictures)


def test_a_second_run_draws_nothing(tmp_path):
    products = [PRODUCTS["FR-116"], PRODUCTS["SC-602"]]
    told = []
    draw_each(products, tmp_path, lambda done, total: told.append((done, total)))
    first = {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    draw_each(products, tmp_path, lambda *_: None)
    assert told == [(1, 2), (2, 2)]
    assert {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()} == first
    assert sorted(first) == ["FR-116.png", "SC-602.png"]


@pytest.mark.parametrize("spoil", ["torn", "foreign", "other colour"])
def test_what_is_not_this_picture_is_drawn_again(tmp_path, spoil):
    product = PRODUCTS["FR-116"]
    file = tmp_path / product.image
    green = replace(product, colors=(Color("أخضر", "green", "#2F6B4F"),))
    good = draw(product)
    file.write_bytes({"torn": good[:50], "foreign": b"GIF89a", "other colour": draw(green)}[spoil])
    draw_each([product], tmp_path, lambda *_: None)
    assert file.read_bytes() == good


def test_one_product_can_be_drawn_alone(tmp_path, capsys):
    assert main(["--out", str(tmp_path), "--sku", "FR-116"]) == 0
    assert [file.name for file in tmp_path.iterdir()] == ["FR-116.png"]
    assert "1 pictures" in capsys.readouterr().out


def test_an_unknown_product_is_named(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--out", str(tmp_path), "--sku", "XX-000"])
    assert ended.value.code == 2
    assert "there is no product XX-000" in capsys.readouterr().err
