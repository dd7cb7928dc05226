"""A workbook is parsed once, and each pass sees the same rows and the same end."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.sources import files
from catalog.sources.faults import Unfit, Unusable
from catalog.sources.sheets import cells_of
from catalog.sources.spool import Spool
from tests.support.catalogues import read, workbook

CELL = st.text(st.characters()) | st.builds(Unfit, st.text(), st.text())
ROWS = st.lists(st.lists(CELL, max_size=4), max_size=8)


def told(rows: Iterator[list[str]]) -> list[list[tuple[str, Any]]]:
    return [[(str(cell), getattr(cell, "expected", None)) for cell in cells] for cells in rows]


@given(ROWS, st.lists(st.integers(0, 8), max_size=3))
def test_each_pass_sees_the_same_rows_wherever_those_before_it_have_ended(
    rows: list[list[str]], ended: list[int]
) -> None:
    with Spool(iter(rows)) as spool:
        for most in ended:
            assert told(islice(spool.rows(), most)) == told(iter(rows[:most]))
        assert [told(spool.rows()) for _ in range(2)] == [told(iter(rows))] * 2


def test_rows_that_break_off_do_so_in_each_pass() -> None:
    def broken() -> Iterator[list[str]]:
        yield ["A"]
        raise Unusable.file("x", "a whole file")

    with Spool(broken()) as spool:
        for _ in range(2):
            rows = spool.rows()
            assert next(rows) == ["A"]
            with pytest.raises(Unusable, match="a whole file"):
                next(rows)


def test_a_workbook_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[Path] = []

    def watched(path: Path) -> Iterator[list[str]]:
        parsed.append(path)
        return cells_of(path)

    monkeypatch.setattr(files, "cells_of", watched)
    path = workbook(tmp_path, [["sku", "name", "price"], ["A", "Shirt", 1], ["B", "Hat", "#REF!"]])
    found = read(path)
    assert (found.skus, found.places, found.file.rows_in_all) == (["A"], [(3, "price")], 2)
    assert parsed == [path]
