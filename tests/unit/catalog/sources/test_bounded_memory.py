"""However long a file is, few of its rows are alive at once: those of one batch, and none that has been taken."""

import gc
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.rows import Product
from catalog.sources.files import CatalogueFile
from catalog.sources.rows import Row
from tests.support.catalogues import workbook, written

ROWS = 2400
BATCH = 100
HEADER = ["sku", "name", "price", "size"]


def rows() -> list[list[str]]:
    return [[f"A{n // 2}", "Shirt", "10", "SM"[n % 2]] for n in range(ROWS)]


def as_csv(folder: Path) -> Path:
    return written(folder, "\n".join(",".join(row) for row in [HEADER, *rows()]))


def as_xlsx(folder: Path) -> Path:
    return workbook(folder, [HEADER, *rows()])


def as_json(folder: Path) -> Path:
    return written(folder, json.dumps([dict(zip(HEADER, row, strict=True)) for row in rows()]))


def as_feed(folder: Path) -> Path:
    items = "".join(
        f"<item><id>{n}</id><item_group_id>{sku}</item_group_id><title>{name}</title><price>{price}</price><size>{size}</size><availability>in stock</availability></item>"
        for n, (sku, name, price, size) in enumerate(rows())
    )
    return written(folder, f"<rss><channel>{items}</channel></rss>")


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_json, as_feed])
async def test_few_rows_are_alive_at_once(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    file = CatalogueFile(write(tmp_path), "JOD")
    most = taken = 0
    async for batch in file.batches(BATCH):
        taken += len(batch)
        if taken % 400 == 0:
            most = max(most, sum(isinstance(one, Row | Product) for one in gc.get_objects()))
    assert taken == file.rows_read / 2 == ROWS / 2
    # A chunk of a feed is a few hundred items; everything else is one batch and the batch before it.
    assert BATCH <= most <= ROWS / 3
