"""Records are what the csv module would make of the file, as long as they are not too long for it."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.sources.records import MOST_IN_RECORD, TooLong, delimiter_of, records

CELL = st.text(st.sampled_from("ab \",;\t|\n\r'ع"), max_size=8)
SHARED_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@SHARED_FOLDER
@given(rows=st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1), delimiter=st.sampled_from(",;\t|"), end=st.sampled_from(["\n", "\r\n"]))  # fmt: skip
def test_what_was_written_as_csv_is_read(
    tmp_path: Path, rows: list[list[str]], delimiter: str, end: str
) -> None:
    path = tmp_path / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    assert list(records(path, delimiter, "utf-8")) == rows


@SHARED_FOLDER
@given(text=st.text(st.sampled_from('ab ",\n\r'), max_size=60))
def test_whatever_the_file_holds_it_is_read_as_the_csv_module_would(tmp_path: Path, text: str) -> None:
    path = tmp_path / "text.csv"
    path.write_text(text, "utf-8", newline="")
    assert list(records(path, ",", "utf-8")) == list(csv.reader(StringIO(text, newline="")))


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("size", [MOST_IN_RECORD - 20, MOST_IN_RECORD + 1, 3 * MOST_IN_RECORD])
def test_a_record_that_is_too_long_is_passed_over_and_the_next_is_whole(
    tmp_path: Path, size: int, quote: str
) -> None:
    path = tmp_path / "long.csv"
    path.write_text(f"A,{quote}{'x' * size}{quote}\nB,2\n", "utf-8")
    first, second = records(path, ",", "utf-8")
    assert isinstance(first, TooLong) == (size > MOST_IN_RECORD)
    assert second == ["B", "2"]


def test_the_delimiter_is_the_one_that_parts_most(tmp_path: Path) -> None:
    path = tmp_path / "head.csv"
    path.write_text('\n"a, b";"c";d\n', "utf-8")
    assert delimiter_of(path, "utf-8") == ";"
