"""Faults as a file for a spreadsheet, in which no cell is ever taken for a formula."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from catalog.sources.faults import RowFault

#: What spreadsheets begin a formula with (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def writer_of(file: TextIO) -> Callable[[RowFault], None]:
    rows = csv.writer(file, lineterminator="\r\n")
    rows.writerow(["row", "column", "value", "expected"])

    def write(fault: RowFault) -> None:
        rows.writerow([fault.row, *map(harmless, (fault.column, fault.value, fault.expected))])

    return write


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def opened(path: Path) -> TextIO:
    """With the mark by which Excel knows UTF-8."""
    return path.open("w", encoding="utf-8-sig", newline="")
