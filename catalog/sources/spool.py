"""Rows that are dear to parse, kept on disk as they are read: whoever reads them again reads them from there.

One pass after another, each from the first row on; a pass that ends early leaves the rest for the next. In memory there
is one row at a time.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from catalog.sources.faults import Unfit, Unusable


class Spool:
    def __init__(self, rows: Iterator[list[str]]) -> None:
        self._rows = rows
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by whoever has opened the spool
        self._broken: Unusable | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._file.close()

    def rows(self) -> Iterator[list[str]]:
        """From the first on. Raises Unusable where the rows do, in each pass."""
        self._file.seek(0)
        for line in iter(self._file.readline, b""):
            yield _read(line)
        if self._broken:
            raise self._broken
        try:
            for cells in self._rows:
                self._file.write(_written(cells))
                yield cells
        except Unusable as error:
            self._broken = error
            raise


def _written(cells: Sequence[str]) -> bytes:
    told = [[str(cell), cell.expected] if isinstance(cell, Unfit) else cell for cell in cells]
    return json.dumps(told).encode("ascii") + b"\n"


def _read(line: bytes) -> list[str]:
    return [cell if isinstance(cell, str) else Unfit(*cell) for cell in json.loads(line)]
