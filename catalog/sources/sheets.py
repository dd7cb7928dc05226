"""An Excel workbook's first sheet, row by row, with what its cells show.

A workbook is a zip file of XML: how large it would become is asked before it is opened, and entities are refused, for a few kilobytes
can stand for gigabytes. Formulas are never reckoned: what they last showed is read. A date where a price or a size belongs is a
cell that Excel has changed («1-2» became the first of February), and is told as that.
"""

import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from catalog.sources.faults import Unfit, Unusable

MOST_UNZIPPED = 300 << 20
#: Of the texts that the sheets share, which are all in memory while one is read.
MOST_SHARED = 48 << 20
#: Real sheets shrink to a tenth, repetitive ones to a fiftieth; a bomb to a thousandth.
MOST_RATIO = 200
_SMALL = 10 << 20  #: below this no ratio is dangerous
#: Cells from there on are left alone, as a sheet may claim 16,384 columns.
MOST_COLUMNS = 256
_A_WORKBOOK = "an Excel workbook (.xlsx)"
_DATE = "a number or text; Excel has made a date of it: format the column as text and write it again"


def guard(path: Path) -> None:
    """Raises Unusable for what is no zip file, or would become too large."""
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise Unusable.file(path.name, _A_WORKBOOK) from None
    total = sum(member.file_size for member in members)
    ratio = total / max(1, sum(member.compress_size for member in members))
    if total > MOST_UNZIPPED or (total > _SMALL and ratio > MOST_RATIO):
        raise Unusable.file(
            f"{path.name} would unpack to {total >> 20} MB",
            f"at most {MOST_UNZIPPED >> 20} MB, and at most {MOST_RATIO} times the file's own size",
        )
    shared = sum(
        member.file_size for member in members if member.filename.lower().endswith("sharedstrings.xml")
    )
    if shared > MOST_SHARED:
        raise Unusable.file(
            f"{path.name} holds {shared >> 20} MB of texts", f"at most {MOST_SHARED >> 20} MB"
        )
    if any(member.flag_bits & 1 for member in members):
        raise Unusable.file(path.name, "a workbook without a password")


def cells_of(path: Path) -> Iterator[list[str]]:
    """From row 1 on, blank rows included."""
    guard(path)
    from defusedxml.common import DefusedXmlException
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with path.open("rb") as file:  # which the library leaves open when it refuses what is in it
            with warnings.catch_warnings(action="ignore"):  # of styles and extensions that it does not keep
                book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what it claims may be the whole of Excel's million rows
            for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
                yield _filled([_shown(value) for value in row])
    except (
        BadZipFile,
        InvalidFileException,
        LookupError,
        ValueError,
        TypeError,
        SyntaxError,
        OSError,
    ) as error:
        of_entities = any(isinstance(one, DefusedXmlException) for one in (error, error.__cause__))
        wanted = "a workbook without entities of its own" if of_entities else _A_WORKBOOK
        raise Unusable.file(path.name, wanted) from None


def _filled(cells: Sequence[str]) -> list[str]:
    end = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
    return list(cells[:end])


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case float():
            return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
        case datetime() | date() | time() | timedelta():
            return Unfit(str(value).removesuffix(" 00:00:00"), _DATE)
        case str() if value.startswith("#") and value.rstrip("!?").isupper() and value[1:2].isalpha():
            return Unfit(value, "a value; the formula in this cell has none")
        case _:
            return str(value)
