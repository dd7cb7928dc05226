"""Catalogue files as shops have them, written for a test, and what comes of reading them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from catalog.rows import Product
from catalog.sources.faults import RowFault
from catalog.sources.files import CatalogueFile


class Read:
    """Everything that a file gives, good and bad."""

    def __init__(self, file: CatalogueFile) -> None:
        self.products: list[Product] = []
        self.faults: list[RowFault] = []
        for item in file.items():
            if isinstance(item, Product):
                self.products.append(item)
            else:
                self.faults.append(item)
        self.file = file

    @property
    def places(self) -> list[tuple[int, str]]:
        return [(fault.row, fault.column) for fault in self.faults]

    @property
    def skus(self) -> list[str]:
        return [product.sku for product in self.products]


def read(path: Path) -> Read:
    return Read(CatalogueFile(path, "JOD"))


def written(folder: Path, content: str | bytes, name: str = "catalogue.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def workbook(folder: Path, rows: Iterable[Sequence[Any]]) -> Path:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row))
    path = folder / "catalogue.xlsx"
    book.save(path)
    return path


def replaced_in(workbook: Path, member: str, content: bytes) -> Path:
    """The same workbook with one of its parts changed."""
    with ZipFile(workbook) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(workbook, "w", ZIP_DEFLATED) as archive:
        for name, part in (parts | {member: content}).items():
            archive.writestr(name, part)
    return workbook
