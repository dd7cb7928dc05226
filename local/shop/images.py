"""The sample shop's product pictures: one PNG a product, drawn here and kept out of the repository.

    python -m local.shop.images [--out DIR] [--sku SKU]

A picture is drawn again only when its product or the drawing code has changed; each file says what it was drawn from.
Files appear whole or not at all, so that an interrupted start leaves nothing broken behind.
"""

import argparse
import hashlib
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from local.shop import png
from local.shop.art import HEIGHT, WIDTH, Art
from local.shop.backdrop import ground_for
from local.shop.catalogue import Product, load_products
from local.shop.colour import Colour
from local.shop.looks import LOOKS

DEFAULT_OUT = Path(".local/shop/images")
#: How many are done, of how many.
Progress = Callable[[int, int], None]


def draw_each(products: Sequence[Product], out: Path, progress: Progress) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for done, product in enumerate(products, start=1):
        file = out / product.image
        if not png.was_drawn_from(file, source_of(product)):
            _write_whole(file, draw(product))
        progress(done, len(products))


def draw(product: Product) -> bytes:
    colours = [Colour.parse(color.hex) for color in product.colors]
    art = Art(product.sku, colours, ground_for(colours[0], product.sku))
    LOOKS[product.sku](art)
    return png.encode(WIDTH, HEIGHT, list(art.canvas.rows()), source_of(product))


def source_of(product: Product) -> str:
    """A digest of everything a picture depends on."""
    seen = [product.sku, *(color.hex for color in product.colors), _drawing_code()]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


@cache
def _drawing_code() -> str:
    here = Path(__file__).parent
    files = sorted(here.rglob("*.py"), key=lambda file: file.relative_to(here).as_posix())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _write_whole(file: Path, data: bytes) -> None:
    part = file.with_suffix(".part")
    part.write_bytes(data)
    part.replace(file)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m local.shop.images", description="Draws the product pictures."
    )
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help=f"where to (default {DEFAULT_OUT})")
    parser.add_argument("--sku", help="only this product")
    asked = parser.parse_args(arguments)
    products = [product for product in load_products() if asked.sku in {None, product.sku}]
    if not products:
        parser.error(f"there is no product {asked.sku}")
    draw_each(products, asked.out, _count if sys.stdout.isatty() else _keep_quiet)
    print(f"{len(products)} pictures in {asked.out}")
    return 0


def _count(done: int, total: int) -> None:
    print(f"{done} of {total}", end="\r", flush=True)


def _keep_quiet(_done: int, _total: int) -> None:
    """A log needs no counting."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
